import type { ServerProbe } from '../api/generated/models/server-probe';
import { formatFacts } from '../ui/format/facts';

const CREDENTIALS: Readonly<Record<ServerProbe['credentials'], string | undefined>> = {
  accepted: $localize`the credentials fit`,
  refused: $localize`the credentials are wrong`,
  missing: $localize`it asks for credentials, and none are set`,
  'not-needed': undefined,
  unknown: undefined,
};

/** What a probe found, in the language of the app: what the plugin says of it is in its own words. */
export function probeWords({ kind, version, models, credentials }: ServerProbe): string {
  return formatFacts(
    [kind, version].filter(Boolean).join(' '),
    models !== null && (models === 1 ? $localize`1 model` : $localize`${models}:count: models`),
    CREDENTIALS[credentials],
  );
}

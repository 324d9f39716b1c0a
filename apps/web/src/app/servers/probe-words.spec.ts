import { expect, it } from 'vitest';

import type { ServerProbe } from '../api/generated/models/server-probe';
import { formatFacts } from '../ui/format/facts';
import { probeWords } from './probe-words';

const nothing: ServerProbe = {
  reachable: false,
  kind: null,
  version: null,
  models: null,
  credentials: 'unknown',
  message: 'gpu-box does not answer',
};

it.each<[Partial<ServerProbe>, string]>([
  [{}, ''],
  [
    { kind: 'forge', version: 'f2.0.1', models: 1, credentials: 'not-needed' },
    formatFacts('forge f2.0.1', '1 model'),
  ],
  [{ models: 12, credentials: 'accepted' }, formatFacts('12 models', 'the credentials fit')],
  [{ kind: 'a1111', credentials: 'refused' }, formatFacts('a1111', 'the credentials are wrong')],
])('tells of %j what was found', (found, words) => {
  expect(probeWords({ ...nothing, ...found })).toBe(words);
});

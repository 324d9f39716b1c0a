const LABEL = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?';
const NAME = new RegExp(`^(\\*\\.)?(${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::(\\d{1,5}))?$`, 'i');

/** Hosts that a permission or a setting names. */
export interface HostPattern {
  /** Lower case, without the `*.` of a wildcard and without the brackets of IPv6. */
  readonly host: string;
  /** Each name under `host`, not `host` itself. */
  readonly isWildcard: boolean;
  /** Any port where it is absent. */
  readonly port?: number;
}

/**
 * Reads `api.example.com`, `*.example.com`, `127.0.0.1:8188` or `[::1]:8188`.
 *
 * @returns undefined for anything else, `*.com` included
 */
export function parseHostPattern(text: string): HostPattern | undefined {
  const [, wildcard, host = '', digits] = NAME.exec(text) ?? [];
  if (host === '') return undefined;
  const isWildcard = wildcard !== undefined;
  // All names of a country or of the internet are no hosts that anybody means.
  if (isWildcard && (!host.includes('.') || /^[\d.]+$/.test(host))) return undefined;
  const port = digits === undefined ? undefined : Number(digits);
  if (port === 0 || (port ?? 0) > 65_535) return undefined;
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return { host: bare, isWildcard, ...(port !== undefined && { port }) };
}

/** Whether each host of `inner` is one of `outer` too. */
export function coversPattern(outer: HostPattern, inner: HostPattern): boolean {
  if (outer.port !== undefined && outer.port !== inner.port) return false;
  if (outer.host === inner.host) return outer.isWildcard === inner.isWildcard;
  return outer.isWildcard && inner.host.endsWith(`.${outer.host}`);
}

/**
 * JSON with bigints as plain integers. Seeds go up to 2^64 − 1, and Python reads integers of any size,
 * where `JSON.stringify` refuses a bigint and a `number` would lose digits beyond 2^53.
 *
 * @param value what JSON can hold, and bigints; members that are undefined are left out
 */
export function toExactJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(toExactJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${toExactJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

import type { RefusalReason } from '../contract/check-result.js';

/** The reason for refusing a value of another type. */
export function wrongType(field: string, value: unknown, expected: string): RefusalReason {
  return { field, code: 'wrong-type', message: `${field} is ${show(value)}; expected ${expected}` };
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? member.toString() : member,
  ) as string | undefined;
  return (text ?? typeof value).slice(0, 80);
}

import { inspect } from 'node:util';
import type { z } from 'zod';

/**
 * The faults that a schema found, for people: `entry: must begin with "./" (found "dist/a.js")`.
 *
 * @param root what the faulty value is called, such as `cyberimage`
 * @param value the value that was checked
 */
export function describeIssues(root: string, value: unknown, error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const path = [root, ...issue.path.map(String)].join('.');
      const found = issue.path.reduce<unknown>((at, key) => member(at, key), value);
      return `${path}: ${issue.message} (found ${brief(found)})`;
    })
    .join('; ');
}

function member(at: unknown, key: PropertyKey): unknown {
  return typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
}

function brief(value: unknown): string {
  if (value === undefined) return 'nothing';
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 60, maxArrayLength: 5 }).slice(
    0,
    120,
  );
}

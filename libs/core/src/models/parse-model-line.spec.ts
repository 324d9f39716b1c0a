import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModelLine } from './parse-model-line.js';

interface ExpectedModel {
  readonly key: string;
  readonly name: string;
  readonly repo: string;
  readonly description: string;
  readonly source: string;
  readonly requires_auth: boolean;
  readonly options: object;
}

interface LineCase {
  readonly id: string;
  readonly line: string;
  readonly value: string;
  readonly expect: {
    readonly kind: string;
    readonly model?: ExpectedModel;
    readonly steps?: object | null;
    readonly warnings?: readonly string[];
    readonly error?: string;
  };
}

const fixture = new URL('../../fixtures/env-lines.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { cases: LineCase[] };

const keyOf = (line: string) => /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? '';

describe('parseModelLine', () => {
  it.each(cases)('reads $id', ({ line, value, expect: expected }) => {
    const key = keyOf(line);
    const result = parseModelLine(key, value);
    expect(result.kind).toBe(expected.kind);
    if (result.kind === 'model') {
      const { requires_auth, ...model } = expected.model!;
      expect(result.model).toEqual({ ...model, requiresAuth: requires_auth, steps: expected.steps });
      expect(result.warnings.map((warning) => warning.code)).toEqual(expected.warnings);
      expect(result.warnings.every((warning) => warning.message.startsWith(`${key}: `))).toBe(true);
    }
    if (result.kind === 'error') {
      expect(result.code).toBe(expected.error);
      expect(result.message).toContain(key);
    }
  });

  it('has cases of all three kinds', () => {
    expect(new Set(cases.map((line) => line.expect.kind))).toEqual(new Set(['model', 'error', 'ignored']));
  });
});

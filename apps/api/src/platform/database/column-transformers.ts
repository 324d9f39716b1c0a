import type { ValueTransformer } from 'typeorm';

/** Milliseconds and counters: Postgres hands bigint columns out as text. All stay below 2^53. */
export const bigintColumn: ValueTransformer = {
  from: (value: string | number | null) => (value === null ? null : Number(value)),
  to: (value: unknown) => value,
};

/** JSON in a text column, alike on both databases. */
export const jsonColumn: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : (JSON.parse(value) as unknown)),
  to: (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value)),
};

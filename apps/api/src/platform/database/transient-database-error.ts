/** SQLite's lock held by another process; Postgres' serialization failure and deadlock. */
const TRANSIENT_CODES = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED', '40001', '40P01']);

/** Whether the same transaction may succeed when tried again. */
export function isTransientDatabaseError(error: unknown): boolean {
  return TRANSIENT_CODES.has(databaseErrorCode(error) ?? '');
}

function databaseErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code =
    (error as { code?: unknown }).code ?? (error as { driverError?: { code?: unknown } }).driverError?.code;
  return typeof code === 'string' ? code : undefined;
}

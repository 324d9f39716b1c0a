/** Values of a query's placeholders. */
export type SqlParameters = readonly (string | number | null)[];

/**
 * Reads without ever holding up the event loop, however long the query takes. It sees what was committed
 * before it began.
 */
export abstract class DatabaseReader {
  /** @returns the rows, columns by name */
  abstract rows<T>(sql: string, parameters: SqlParameters): Promise<T[]>;
}

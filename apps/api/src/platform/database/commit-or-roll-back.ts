/** A connection in the middle of a transaction. */
interface OpenTransaction {
  query(sql: string): Promise<unknown>;
}

/** Does `work` in the open transaction: all of it is kept or, if it throws, none. */
export async function commitOrRollBack<T>(connection: OpenTransaction, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself; the first error is the one to tell.
    await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

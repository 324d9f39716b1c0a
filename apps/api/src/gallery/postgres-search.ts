import type { SqlParameters } from '../platform/database/database-reader.js';

/** A query with its values. */
export interface SqlQuery {
  readonly sql: string;
  readonly parameters: SqlParameters;
}

/** The first pictures of a search in an order. Both queries give the rows that are wanted. */
export interface OrderedSearch {
  /** The pictures in their order with their `prompt`, whatever their words. */
  readonly inOrder: SqlQuery;
  /** Those with the words, in no order. */
  readonly matching: SqlQuery;
  /** As `to_tsquery` takes them. */
  readonly words: string;
  /** What the order goes by, of the rows. */
  readonly columns: readonly string[];
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

/** Pictures looked at to tell how common the words are, and how many of them have to have the words. */
const PROBED = 1000;
const COMMON_FROM = 24;

/**
 * Finds the first pictures of a search. Postgres guesses two of a hundred for every beginning of a word, so that of
 * the two ways it may take one that is a thousand times slower: common words are found soon along the order, rare
 * ones by the index of words. Which they are, the next pictures of the order tell.
 *
 * @param rows runs a query
 */
export async function searchPostgres<T>(
  search: OrderedSearch,
  rows: <R>(query: SqlQuery) => Promise<R[]>,
): Promise<T[]> {
  const [probed] = await rows<{ hits: string }>(probe(search));
  return rows<T>(Number(probed?.hits) >= COMMON_FROM ? alongTheOrder(search) : byTheIndex(search));
}

/** The condition that a prompt has all the words. */
export function hasWords(prompt: string, words: string): string {
  return `to_tsvector('simple', ${prompt}) @@ to_tsquery('simple', ${words})`;
}

function probe({ inOrder: { sql, parameters }, words }: OrderedSearch): SqlQuery {
  const match = hasWords('probed.prompt', `$${parameters.length + 1}`);
  return {
    sql: `SELECT COUNT(*) AS hits FROM (${sql} LIMIT ${PROBED}) AS probed WHERE ${match}`,
    parameters: [...parameters, words],
  };
}

/** OFFSET 0 keeps the condition out of the inner query, which then goes along the order's index. */
function alongTheOrder(search: OrderedSearch): SqlQuery {
  const { sql, parameters } = search.inOrder;
  const match = hasWords('found.prompt', `$${parameters.length + 1}`);
  return {
    sql: `SELECT * FROM (${sql} OFFSET 0) AS found WHERE ${match} ${first(search)}`,
    parameters: [...parameters, search.words],
  };
}

function byTheIndex(search: OrderedSearch): SqlQuery {
  const { sql, parameters } = search.matching;
  return { sql: `WITH found AS MATERIALIZED (${sql}) SELECT * FROM found ${first(search)}`, parameters };
}

function first({ columns, direction, limit }: OrderedSearch): string {
  const order = columns.map((column) => `found.${column} ${direction}`).join(', ');
  return `ORDER BY ${order} LIMIT ${limit}`;
}

import { z } from 'zod';

const MAX_PAGE_SIZE = 200;
const LIMIT_ERROR = `expected a whole number from 1 to ${MAX_PAGE_SIZE}`;

/** The parameters of a list: keyset paging. */
export const pageQuerySchema = {
  limit: z.coerce
    .number({ error: LIMIT_ERROR })
    .int(LIMIT_ERROR)
    .min(1, LIMIT_ERROR)
    .max(MAX_PAGE_SIZE, LIMIT_ERROR)
    .default(50)
    .describe('Length of the page'),
  cursor: z.string().optional().describe('next_cursor of the page before'),
};

export const idParamSchema = z.uuid({ error: 'expected the id of a job or picture, a UUID' });

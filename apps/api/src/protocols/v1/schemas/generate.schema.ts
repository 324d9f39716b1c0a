import { z } from 'zod';

export const adjustmentSchema = z
  .object({
    field: z.string(),
    from: z.union([z.string(), z.number(), z.boolean()]),
    to: z.union([z.string(), z.number(), z.boolean()]),
    message: z.string(),
  })
  .meta({ id: 'Adjustment' });

export const generateResponseSchema = z
  .object({
    job_id: z.string(),
    mobilesd_job_id: z.string().optional().describe('The same id, for requests with target_server_alias'),
    status: z.literal('pending'),
    seed: z.string().describe('The seed that will be used, decimal'),
    adjustments: z.array(adjustmentSchema).describe('Values that will not be used as sent'),
  })
  .meta({ id: 'GenerateResponse' });

import { z } from 'zod';

export const auditVerdictSchema = z
  .object({
    valid: z.boolean(),
    records: z.int().optional().describe('How many there are, when all are in order'),
    sequence: z.int().optional().describe('The first record that is not in order'),
    reason: z.string().optional(),
  })
  .meta({ id: 'AuditVerdict' });

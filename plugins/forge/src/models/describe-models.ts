import type { ModelDescription } from '@cyberimage/core';
import { stemOf } from './checkpoint.js';
import { buildOptionSchema } from './option-schema.js';
import type { ServerLists } from './server-lists.js';

/**
 * One model per checkpoint.
 *
 * @param label the server, for people
 */
export function describeModels(lists: ServerLists, label: string): readonly ModelDescription[] {
  const options = buildOptionSchema(lists);
  const byId = new Map(lists.checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  return [...byId.values()].map((checkpoint) => ({
    id: checkpoint.id,
    label: stemOf(checkpoint),
    description: `${checkpoint.title} on ${label}`,
    source: label,
    tags: ['stable-diffusion-webui'],
    options,
  }));
}

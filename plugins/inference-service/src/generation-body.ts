import type { ParameterValue } from '@cyberimage/core';

/** JSON knows no bigint. ES2024's types lack `JSON.rawJSON`, which Node has from version 22 on. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** The name of the only model of a service whose models nobody has listed; it is not sent. */
export const UNNAMED_MODEL = 'default';

/** The service's words where they are not ours. */
const WIRE_NAMES: Readonly<Record<string, string>> = { guidance_scale: 'cfg_scale' };

/**
 * The body of the request for one picture.
 *
 * @param parameters by the names of the option schema
 * @param seed of this picture, sent to its last digit
 */
export function generationBody(
  model: string,
  parameters: Readonly<Record<string, ParameterValue>>,
  seed: bigint,
): string {
  const fields = Object.entries(parameters).map(([name, value]) => [WIRE_NAMES[name] ?? name, value]);
  return JSON.stringify({
    ...(model === UNNAMED_MODEL ? {} : { model }),
    ...(Object.fromEntries(fields) as Record<string, ParameterValue>),
    seed: rawJSON(String(seed)),
    num_images: 1,
  });
}

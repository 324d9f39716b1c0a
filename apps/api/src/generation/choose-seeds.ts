import { randomInt } from 'node:crypto';
import type { OptionSchema, ParameterValue } from '@cyberimage/core';

/** Random seeds stay within 32 bits: every tool can show and take them. */
const RANDOM_SEED_LIMIT = 2 ** 32;

export function chooseSeed(): bigint {
  return BigInt(randomInt(RANDOM_SEED_LIMIT));
}

/** Parameters with a seed in place of each −1, so that a job made again makes the same picture. */
export function chooseSeeds(
  options: OptionSchema,
  parameters: Readonly<Record<string, ParameterValue>>,
): Readonly<Record<string, ParameterValue>> {
  const chosen = Object.entries(parameters)
    .filter(([name, value]) => options[name]?.type === 'seed' && value === '-1')
    .map(([name]) => [name, String(chooseSeed())] as const);
  return { ...parameters, ...Object.fromEntries(chosen) };
}

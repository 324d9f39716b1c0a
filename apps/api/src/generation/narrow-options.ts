import type { NumberOption, OptionSchema, OptionSpec } from '@cyberimage/core';
import type { RequestLimits } from '../platform/config/settings.js';

/**
 * A model's option schema within the platform's limits: the one that forms are drawn from and that requests
 * are held against.
 */
export function narrowOptions(schema: OptionSchema, limits: RequestLimits): OptionSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([name, option]) => [name, narrow(name, option, limits)]),
  );
}

function narrow(name: string, option: OptionSpec, limits: RequestLimits): OptionSpec {
  if (option.type === 'text') {
    return { ...option, maxLength: Math.min(option.maxLength, limits.maxPromptLength) };
  }
  if (option.type !== 'integer' && option.type !== 'number') return option;
  if (name === 'steps') return atMost(option, limits.maxSteps);
  return name === 'num_images' ? atMost(option, limits.maxImages) : option;
}

/** A model whose smallest value is above the limit keeps that one value. */
function atMost(option: NumberOption, limit: number): NumberOption {
  const max = Math.max(option.min, Math.min(option.max, limit));
  return { ...option, max, default: Math.min(option.default, max) };
}

import type { JsonRecord } from '../weights/model-folder.js';

/** A number of a component's config; undefined where it is absent or something else. */
export function numberOf(config: JsonRecord | undefined, key: string): number | undefined {
  const value = config?.[key];
  return typeof value === 'number' ? value : undefined;
}

/** A switch of a component's config; undefined where it is absent or something else. */
export function flagOf(config: JsonRecord | undefined, key: string): boolean | undefined {
  const value = config?.[key];
  return typeof value === 'boolean' ? value : undefined;
}

/** How long a list of a component's config is; undefined where it is absent or no list. */
export function countOf(config: JsonRecord | undefined, key: string): number | undefined {
  const value = config?.[key];
  return Array.isArray(value) ? value.length : undefined;
}

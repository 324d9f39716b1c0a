import type { JsonValue } from '@cyberimage/core';

/** A `Key: value` of the text in a picture; without a value it is left out. */
export type InfotextItem = readonly [label: string, value: JsonValue | undefined];

import { findChoice, nearNames, type RefusalReason } from '@cyberimage/core';
import type { ServerLists } from './server-lists.js';

/** Also tags with more fields than ours have: the server knows them. */
const TAG = /<lora:([^:>]+)/gi;

/** The first LoRA of a prompt that the server does not have: it would leave it out without a word. */
export function findUnknownLora({ loras }: ServerLists, prompt: string): RefusalReason | undefined {
  if (loras === undefined) return undefined;
  const choices = loras.map(({ value, aliases }) => ({ value, label: value, aliases }));
  const names = [...prompt.matchAll(TAG)].map(([, name = '']) => name);
  const unknown = names.find((name) => findChoice(choices, name) === undefined);
  if (unknown === undefined) return undefined;
  const near = nearNames(
    unknown,
    choices.map(({ value }) => value),
  );
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return {
    field: 'prompt',
    code: 'unknown-lora',
    message: `the server has no LoRA ${JSON.stringify(unknown)}${hint}`,
  };
}

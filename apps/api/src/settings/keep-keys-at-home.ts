import type { Environment } from '../platform/config/read-environment.js';
import { STUDIO_SETTINGS } from './setting-definition.js';
import type { SettingTexts } from './setting-value.js';

/**
 * The texts with each key of `.env` blanked out whose address is another one here: who may use the API must not
 * be able to have a key sent to a server of their own.
 */
export function keepKeysAtHome(texts: SettingTexts, variables: Environment): SettingTexts {
  const stray = STUDIO_SETTINGS.filter(
    ({ name, secretOf }) =>
      secretOf !== undefined &&
      texts[name] === undefined &&
      texts[secretOf] !== undefined &&
      !isSameServer(texts[secretOf], variables[secretOf]),
  );
  return { ...texts, ...Object.fromEntries(stray.map(({ name }) => [name, ''])) };
}

/** Whether two addresses are of one server, as far as that can be told. */
export function isSameServer(a: string | undefined, b: string | undefined): boolean {
  const [first, second] = [a, b].map((text) => URL.parse(text ?? '')?.origin);
  return first !== undefined && first === second;
}

/** One setting that is wrong. */
export interface SettingFault {
  readonly variable: string;
  readonly value: string | undefined;
  readonly expected: string;
}

/** Settings that the product can't start with. The message is for the console, one line per fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly faults: readonly SettingFault[]) {
    const lines = faults.map(
      ({ variable, value, expected }) => `  ${variable}=${JSON.stringify(value ?? '')}: ${expected}`,
    );
    super(`These settings are wrong (environment or .env):\n${lines.join('\n')}`);
  }
}

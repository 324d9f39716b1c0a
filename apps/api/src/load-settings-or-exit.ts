import { loadSettings, type LoadedSettings } from './platform/config/load-settings.js';
import { SettingsError } from './platform/config/settings-error.js';

/** Ends the process with a list of what is wrong, rather than a stack trace. */
export function loadSettingsOrExit(): LoadedSettings {
  try {
    return loadSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

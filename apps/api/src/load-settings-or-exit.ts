import { populate } from 'dotenv';
import { loadSettings, type LoadedSettings } from './platform/config/load-settings.js';
import { readEnvironment } from './platform/config/read-environment.js';
import { repositoryRoot } from './platform/config/repository-root.js';
import { SettingsError } from './platform/config/settings-error.js';

/**
 * Ends the process with a list of what is wrong, rather than a stack trace. What `.env` holds becomes part
 * of the process's environment: backends are given variables from there by name.
 */
export function loadSettingsOrExit(): LoadedSettings {
  try {
    const rootPath = repositoryRoot();
    const environment = readEnvironment(rootPath);
    populate(process.env, environment);
    return loadSettings(rootPath, environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { collectModelLines } from './collect-model-lines.js';
import { readEnvironment, type Environment } from './read-environment.js';
import { repositoryRoot } from './repository-root.js';
import { SettingsError } from './settings-error.js';
import { environmentSchema } from './settings.schema.js';
import type { Settings } from './settings.js';

const DAY_MS = 86_400_000;

/** Settings, and remarks on them for the log. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

/** @throws SettingsError with every fault, not just the first */
export function loadSettings(
  rootPath: string = repositoryRoot(),
  environment: Environment = readEnvironment(rootPath),
): LoadedSettings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map((issue) => {
        const variable = String(issue.path[0]);
        return { variable, value: environment[variable], expected: issue.message };
      }),
    );
  }
  const values = parsed.data;
  const folder = (path: string): string => resolve(rootPath, path.replace(/^~(?=$|\/)/, homedir()));
  const modelsPath = folder(values.MODELS_PATH);
  const { models, notes } = collectModelLines(environment);
  const settings: Settings = {
    host: values.HOST,
    port: values.PORT,
    rootPath,
    mediaRoot: folder(values.MEDIA_ROOT ?? values.STABLE_DIFFUSION_SAVE_PATH ?? '~/CyberImage/pictures'),
    dataPath: folder(values.CONFIG_DATA_PATH),
    modelsPath,
    checkpointPath: folder(values.CHECKPOINT_PATH ?? join(modelsPath, 'checkpoints')),
    loraPath: folder(values.LORA_PATH ?? join(modelsPath, 'loras')),
    webPath: folder(values.WEB_PATH),
    redisUrl: values.REDIS_URL,
    databaseUrl: values.DATABASE_URL,
    corsOrigins: values.CORS_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES,
    allowedHosts: values.ALLOWED_HOSTS,
    logLevel: values.LOG_LEVEL,
    limits: {
      maxPromptLength: values.MAX_PROMPT_LENGTH,
      maxSteps: values.MAX_STEPS,
      maxPixels: values.MAX_PIXELS,
      maxImages: values.MAX_IMAGES,
      maxQueueLength: values.MAX_QUEUE_LENGTH,
      bodyLimitBytes: values.BODY_LIMIT,
    },
    generationsPerHour: values.GENERATIONS_PER_HOUR,
    generationsAtOnce: values.GENERATIONS_AT_ONCE,
    leaseMs: values.LEASE_SECONDS * 1000,
    trashMs: values.TRASH_DAYS * DAY_MS,
    inputs: {
      limitBytes: values.INPUT_LIMIT,
      maxPixels: values.MAX_INPUT_PIXELS,
      keepMs: values.INPUT_DAYS * DAY_MS,
    },
    pictures: {
      outputFormat: values.OUTPUT_FORMAT,
      outputQuality: values.OUTPUT_QUALITY,
      maxFileBytes: values.MAX_IMAGE_FILE_SIZE,
      maxImportPixels: values.MAX_IMPORT_PIXELS,
      importFolders: values.IMPORT_FOLDERS.map(folder),
      mediaCacheBytes: values.MEDIA_CACHE_BYTES,
    },
    retention: {
      days: values.RETENTION_DAYS,
      count: values.RETENTION_COUNT,
      bytes: values.RETENTION_BYTES,
      auditDays: values.AUDIT_RETENTION_DAYS,
    },
    enrichment: {
      baseUrl: values.ENRICH_BASE_URL,
      apiKey: values.ENRICH_API_KEY,
      model: values.ENRICH_MODEL,
      instruction: values.ENRICH_INSTRUCTION,
      timeoutMs: values.ENRICH_TIMEOUT_SECONDS * 1000,
    },
    defaultModel: values.DEFAULT_MODEL,
    previews: values.PREVIEWS,
    models,
    variables: knownVariables(environment),
    plugins: {
      trusted: values.TRUSTED_PLUGINS,
      installs: values.PLUGIN_INSTALLS,
      installPath: join(folder(values.CONFIG_DATA_PATH), 'plugins'),
    },
  };
  return { settings, notes };
}

function knownVariables(environment: Environment): Environment {
  const isSet = (name: string): boolean => (environment[name] ?? '').trim() !== '';
  const names = Object.keys(environmentSchema.shape).filter(isSet);
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

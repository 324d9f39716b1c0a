import { isIP } from 'node:net';
import { z } from 'zod';

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** An empty variable, as `.env` files often have, counts as unset. */
const emptyAsUnset = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

function text(fallback: string) {
  return z.preprocess(emptyAsUnset, z.string().default(fallback));
}

function optionalText() {
  return z.preprocess(emptyAsUnset, z.string().optional());
}

function integer(min: number, max: number, fallback: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  const schema = z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
  return z.preprocess(emptyAsUnset, schema.default(fallback));
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) {
  const schema = z.enum(values, { error: `expected one of ${values.join(', ')}` });
  return z.preprocess(emptyAsUnset, schema.prefault(fallback as never));
}

const splitAtCommas = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

function flag(fallback: boolean) {
  const schema = z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .transform((value) => value === 'true')
    .pipe(z.boolean());
  return z.preprocess(emptyAsUnset, schema.default(fallback));
}

function list() {
  return z.preprocess(emptyAsUnset, z.string().default('').transform(splitAtCommas));
}

function url(protocols: readonly string[], example: string) {
  const isFitting = (value: string): boolean =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return z.preprocess(
    emptyAsUnset,
    z.string().refine(isFitting, `expected a URL such as ${example}`).optional(),
  );
}

const isAddressRange = (value: string): boolean => {
  const [address = '', bits] = value.split('/');
  const version = isIP(address);
  const mostBits = version === 4 ? 32 : 128;
  return version !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= mostBits));
};

const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value;

/** The environment variables that the product reads, by name, with their defaults. */
export const environmentSchema = z.object({
  HOST: text('127.0.0.1'),
  PORT: integer(0, 65_535, 3000),
  MEDIA_ROOT: optionalText(),
  STABLE_DIFFUSION_SAVE_PATH: optionalText(),
  CONFIG_DATA_PATH: text('~/CyberImage/data'),
  MODELS_PATH: text('./models'),
  CHECKPOINT_PATH: optionalText(),
  LORA_PATH: optionalText(),
  WEB_PATH: text('./apps/web/dist/browser'),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://127.0.0.1:6379'),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/cyberimage'),
  CORS_ORIGINS: list().refine(
    (origins) => origins.every(isOrigin),
    'expected origins separated by commas, such as https://studio.example:8443',
  ),
  ALLOWED_HOSTS: list(),
  TRUSTED_PROXIES: list().refine(
    (addresses) => addresses.every(isAddressRange),
    'expected addresses or networks separated by commas, such as 127.0.0.1, 172.16.0.0/12',
  ),
  LOG_LEVEL: oneOf(LOG_LEVELS, 'info'),
  MAX_PROMPT_LENGTH: integer(1, 1_000_000, 10_000),
  MAX_STEPS: integer(1, 10_000, 150),
  MAX_PIXELS: integer(64 * 64, 2 ** 28, 4_194_304),
  MAX_IMAGES: integer(1, 1000, 16),
  MAX_QUEUE_LENGTH: integer(1, 1_000_000, 1000),
  GENERATIONS_PER_HOUR: integer(0, 1_000_000, 50),
  GENERATIONS_AT_ONCE: integer(0, 1_000_000, 2),
  BODY_LIMIT: integer(1024, 2 ** 30, 1_048_576),
  INPUT_LIMIT: integer(1024, 2 ** 28, 20_971_520),
  MAX_INPUT_PIXELS: integer(64 * 64, 2 ** 28, 67_108_864),
  INPUT_DAYS: integer(0, 3650, 7),
  ENRICH_BASE_URL: url(['http:', 'https:'], 'http://127.0.0.1:11434/v1'),
  ENRICH_API_KEY: optionalText(),
  ENRICH_MODEL: optionalText(),
  ENRICH_INSTRUCTION: optionalText(),
  ENRICH_TIMEOUT_SECONDS: integer(1, 3600, 60),
  OUTPUT_FORMAT: oneOf(['png', 'jpeg', 'webp'], 'png'),
  OUTPUT_QUALITY: integer(1, 100, 90),
  MAX_IMAGE_FILE_SIZE: integer(1024, 2 ** 31, 104_857_600),
  MAX_IMPORT_PIXELS: integer(1, 2 ** 30, 134_217_728),
  IMPORT_FOLDERS: list(),
  MEDIA_CACHE_BYTES: integer(0, 2 ** 50, 1_073_741_824),
  DEFAULT_MODEL: optionalText(),
  PREVIEWS: flag(true),
  TRUSTED_PLUGINS: z.preprocess(
    emptyAsUnset,
    z.string().default('local,forge,comfyui,openai-images,inference-service').transform(splitAtCommas),
  ),
  PLUGIN_INSTALLS: z.preprocess(
    emptyAsUnset,
    z.enum(['off', 'files', 'registry'], { error: 'expected off, files or registry' }).default('off'),
  ),
  TRASH_DAYS: integer(0, 3650, 7),
  RETENTION_DAYS: integer(0, 36_500, 0),
  RETENTION_COUNT: integer(0, 1_000_000_000, 0),
  RETENTION_BYTES: integer(0, 2 ** 50, 0),
  AUDIT_RETENTION_DAYS: integer(0, 36_500, 0),
  LEASE_SECONDS: integer(1, 3600, 15),
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.js';
import { readEnvironment } from './read-environment.js';
import { repositoryRoot } from './repository-root.js';
import { SettingsError } from './settings-error.js';
import { environmentSchema } from './settings.schema.js';

const load = (environment: Record<string, string> = {}) => loadSettings('/srv/cyberimage', environment);

function faultsOf(environment: Record<string, string>) {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  throw new Error('No SettingsError was thrown');
}

describe('settings', () => {
  it('are complete without any variable', () => {
    expect(load().settings).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      mediaRoot: join(homedir(), 'CyberImage/pictures'),
      dataPath: join(homedir(), 'CyberImage/data'),
      modelsPath: '/srv/cyberimage/models',
      checkpointPath: '/srv/cyberimage/models/checkpoints',
      loraPath: '/srv/cyberimage/models/loras',
      redisUrl: undefined,
      databaseUrl: undefined,
      corsOrigins: [],
      leaseMs: 15_000,
    });
  });

  it('take an empty variable for an unset one', () => {
    expect(load({ PORT: '', REDIS_URL: ' ' }).settings).toMatchObject({ port: 3000, redisUrl: undefined });
  });

  it('know the other name of MEDIA_ROOT, which counts less', () => {
    expect(load({ STABLE_DIFFUSION_SAVE_PATH: '/a' }).settings.mediaRoot).toBe('/a');
    expect(load({ STABLE_DIFFUSION_SAVE_PATH: '/a', MEDIA_ROOT: '/b' }).settings.mediaRoot).toBe('/b');
  });

  it('put the folders of checkpoints and LoRAs below MODELS_PATH', () => {
    expect(load({ MODELS_PATH: 'weights', LORA_PATH: '~/loras' }).settings).toMatchObject({
      modelsPath: '/srv/cyberimage/weights',
      checkpointPath: '/srv/cyberimage/weights/checkpoints',
      loraPath: join(homedir(), 'loras'),
    });
  });

  it.each([
    ['PORT', '70000', 'a whole number from 0 to 65535'],
    ['PORT', 'http', 'a whole number'],
    ['REDIS_URL', 'localhost:6379', 'redis://127.0.0.1:6379'],
    ['DATABASE_URL', 'mysql://localhost', 'postgres://'],
    ['CORS_ORIGINS', 'https://a.example/path', 'origins separated by commas'],
    ['LOG_LEVEL', 'loud', 'one of silent'],
    ['LEASE_SECONDS', '0', 'from 1 to 3600'],
    ['BODY_LIMIT', '1.5', 'a whole number'],
  ])('refuse %s=%s and say what would be right', (variable, value, right) => {
    const { message, faults } = faultsOf({ [variable]: value });
    expect(faults).toHaveLength(1);
    expect(message).toContain(`${variable}="${value}"`);
    expect(message).toContain(right);
  });

  it('name every fault at once', () => {
    expect(faultsOf({ PORT: 'x', LOG_LEVEL: 'y' }).faults.map(({ variable }) => variable)).toEqual([
      'PORT',
      'LOG_LEVEL',
    ]);
  });
});

describe('model lines', () => {
  it('are all the variables of that form, in the order of their numbers', () => {
    const { settings, notes } = load({
      MODEL_10: 'ten;repo;;local;false',
      MODEL_2: 'two;repo;;local;false',
      MODEL_FOLDER: '/x',
    });
    expect(settings.models.map(({ name }) => name)).toEqual(['two', 'ten']);
    expect(notes).toEqual([]);
  });

  it('that are wrong are told, and cost nothing but themselves', () => {
    const { settings, notes } = load({
      MODEL_1: 'nonsense',
      MODEL_2: 'two;repo;;local;false;{broken',
      MODEL_3: 'two;other;;local;false',
    });
    expect(settings.models).toMatchObject([{ name: 'two', repo: 'repo', options: {} }]);
    expect(notes.map((note) => note.split(':')[0])).toEqual(['MODEL_1', 'MODEL_2', 'MODEL_3']);
  });

  it('that are absent leave the model that ships', () => {
    expect(load().settings.models).toMatchObject([{ name: 'starter', repo: 'starter', steps: { min: 4 } }]);
  });
});

it('are all in .env.example, with their defaults', async () => {
  const example = parse(await readFile(join(repositoryRoot(), '.env.example')));
  const names = Object.keys(environmentSchema.shape).filter((name) => name !== 'STABLE_DIFFUSION_SAVE_PATH');
  expect(Object.keys(example)).toEqual(expect.arrayContaining(names));
  const { variables: _given, ...settings } = load(example).settings;
  expect(load().settings).toMatchObject(settings);
});

it('.env counts less than the environment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cyberimage-env-'));
  await writeFile(
    join(folder, '.env'),
    'PORT=1\nHOST=::1\nMODEL_1="a;b;c;local;false;{\\"fixed_steps\\": 2}"\n',
  );
  const environment = readEnvironment(folder, { PORT: '2' });
  expect(environment).toMatchObject({ PORT: '2', HOST: '::1' });
  expect(load(environment as Record<string, string>).settings.models[0]?.options).toEqual({ fixed_steps: 2 });
  expect(readEnvironment(folder, { CYBERIMAGE_ENV_FILE: join(folder, 'absent') })['HOST']).toBeUndefined();
  await rm(folder, { recursive: true });
});

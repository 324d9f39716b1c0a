import 'reflect-metadata';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { BACKEND_HOST_OPTIONS, type BackendHostOptions } from '../backends/backend-host-options.js';
import { BackendHost } from '../backends/backend-host.service.js';
import { configureHttp, createFastifyAdapter } from '../configure-http.js';
import { JobConsumer } from '../generation/job-consumer.service.js';
import type { Settings } from '../platform/config/settings.js';
import { FakeBackendHost } from './fake-backend-host.js';
import { createTestSettings, type TestSettings } from './test-settings.js';

/** The whole HTTP process in this one, on a free port, against a fake backend host. */
export interface TestApp extends AsyncDisposable, Pick<TestSettings, 'folder' | 'settings'> {
  readonly app: NestFastifyApplication;
  readonly host: FakeBackendHost;
  readonly url: string;
  /** Sends JSON, or nothing, and reads JSON. */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<TestAnswer>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of all shapes
  readonly body: any;
}

export interface TestAppOptions {
  readonly host?: FakeBackendHost;
  readonly base?: TestSettings;
  readonly consume?: boolean;
  /** With these, the real backend host runs what lies there; `host` is then not used. */
  readonly packageRoots?: readonly string[] | ((settings: Settings) => readonly string[]);
  readonly hostOptions?: Partial<BackendHostOptions>;
}

export async function startTestApp(
  environment: Readonly<Record<string, string>> = {},
  options: TestAppOptions = {},
): Promise<TestApp> {
  const base = options.base ?? (await createTestSettings(environment));
  const { settings, folder } = base;
  const host = options.host ?? new FakeBackendHost();
  const builder = Test.createTestingModule({ imports: [AppModule.forRoot(settings)] });
  const module = await (
    options.packageRoots === undefined
      ? builder.overrideProvider(BackendHost).useValue(host)
      : builder.overrideProvider(BACKEND_HOST_OPTIONS).useValue(hostOptions(settings, options))
  ).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(settings), {
    bodyParser: false,
    logger: false,
  });
  await configureHttp(app);
  await app.listen(0, '127.0.0.1');
  if (options.consume !== false) await app.get(JobConsumer).start();
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    app,
    host,
    url,
    settings,
    folder,
    call: (method, path, body, headers) => call(url, method, path, { body, headers }),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      if (options.base === undefined) await base[Symbol.asyncDispose]();
    },
  };
}

function hostOptions(settings: Settings, options: TestAppOptions): BackendHostOptions {
  const { packageRoots: roots = [] } = options;
  const packageRoots = typeof roots === 'function' ? roots(settings) : roots;
  const { modelsPath, loraPath, dataPath } = settings;
  const paths = { models: modelsPath, loras: loraPath, data: join(dataPath, 'backends') };
  return { packageRoots, models: [], paths, log: () => undefined, ...options.hostOptions };
}

async function call(
  url: string,
  method: string,
  path: string,
  {
    body,
    headers,
  }: { readonly body: unknown; readonly headers: Readonly<Record<string, string>> | undefined },
): Promise<TestAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

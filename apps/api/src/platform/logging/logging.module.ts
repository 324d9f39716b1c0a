import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { transport, type DestinationStream, type LoggerOptions, type TransportTargetOptions } from 'pino';
import { Settings } from '../config/settings.js';
import { takeFileLock } from '../files/file-lock.js';
import { logPrefix, type ProcessRole } from './log-prefix.js';
import { removeStaleLogs } from './remove-stale-logs.js';
import { currentRequestId } from './request-context.js';

const FILE_SIZE_LIMIT = '10m';
const KEPT_FILES = 5;
const INFO_LEVEL = 30;

/** What concerns models: loads, downloads, unloads, and all that backends say. Quotes in texts are escaped. */
const MODEL_LINE = /"context":"(Backends|Model\w*)"/;

/**
 * Readable lines on the console; JSON in rotating files of the data folder: everything, errors, models. Each
 * line bears the id of the request that it comes from.
 *
 * @param role of the process; its files are not those of another process beside it
 */
export function loggingFor(role: ProcessRole): DynamicModule {
  return LoggerModule.forRootAsync({
    inject: [Settings],
    useFactory: (settings: Settings) => {
      const options = {
        level: settings.logLevel,
        hooks: { logMethod: leaveOutStart },
        mixin: requestOfLine,
        // What a backend logs must not pass for another request's.
        mixinMergeStrategy: (line: object, mixin: object) => ({ ...line, ...mixin }),
      };
      // The end of each request is logged by a hook: its context is then known.
      const forRoutes: string[] = [];
      if (settings.logLevel === 'silent') return { pinoHttp: options, forRoutes };
      return { pinoHttp: [options, logStream(settings, role)] as const, forRoutes };
    },
  });
}

function requestOfLine(): object {
  const id = currentRequestId();
  return id === undefined ? {} : { request_id: id };
}

/** Nest tells of every module and route that it sets up: a page of lines that nobody asked for. */
const START_CONTEXTS = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

const leaveOutStart: NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']> = function log(
  args,
  method,
  level,
) {
  const [first] = args as [{ context?: string } | string];
  const { context = '' } = typeof first === 'object' ? first : {};
  if (level > INFO_LEVEL || !START_CONTEXTS.has(context)) method.apply(this, args);
};

function logStream({ dataPath, logLevel }: Settings, role: ProcessRole): DestinationStream {
  const folder = join(dataPath, 'logs');
  removeStaleLogs(folder);
  mkdirSync(folder, { recursive: true });
  const isFirst = role === 'api' && takeFileLock(join(folder, 'api.lock'), 'exclusive') !== undefined;
  const prefix = logPrefix(role, isFirst);
  const rolling = (file: string, level: string): TransportTargetOptions<object> => ({
    target: fileURLToPath(import.meta.resolve('pino-roll')),
    level,
    options: {
      file: join(folder, prefix + file),
      extension: '.log',
      size: FILE_SIZE_LIMIT,
      // Those of earlier starts too.
      limit: { count: KEPT_FILES, removeOtherLogFiles: true },
      mkdir: true,
    },
  });
  const all: DestinationStream = transport({
    targets: [readable(logLevel), rolling('app', logLevel), rolling('errors', 'error')],
  });
  const models: DestinationStream = transport(rolling('models', logLevel));
  return {
    write: (line) => {
      all.write(line);
      if (MODEL_LINE.test(line)) models.write(line);
    },
  };
}

function readable(level: string): TransportTargetOptions<object> {
  return {
    target: fileURLToPath(import.meta.resolve('pino-pretty')),
    level,
    options: {
      translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
      ignore: 'pid,hostname,http,context',
      messageFormat:
        '{if context}[{context}] {end}{msg}{if http.url} {http.method} {http.url}{end}' +
        '{if http.status}: {http.status}{end}{if http.durationMs} in {http.durationMs} ms{end}',
      singleLine: true,
    },
  };
}

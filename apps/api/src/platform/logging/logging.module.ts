import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoggerModule } from 'nestjs-pino';
import type { LoggerOptions } from 'pino';
import { Settings } from '../config/settings.js';

const FILE_SIZE_LIMIT = '10m';
const KEPT_FILES = 5;
const INFO_LEVEL = 30;

/** Requests that come every few seconds by themselves would drown the others. */
const QUIET_PATHS = /^\/(health|api\/v1\/events|media\/)/;

/** Readable lines on the console; JSON in rotating files of the data folder. */
export const LoggingModule = LoggerModule.forRootAsync({
  inject: [Settings],
  useFactory: (settings: Settings) => ({
    pinoHttp: {
      level: settings.logLevel,
      hooks: { logMethod: leaveOutStart },
      autoLogging: { ignore: ({ url }) => QUIET_PATHS.test(url ?? '') },
      serializers: {
        req: ({ id, method, url }: { id: unknown; method: string; url: string }) => ({ id, method, url }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
      ...(settings.logLevel !== 'silent' && { transport: { targets: logTargets(settings) } }),
    },
  }),
});

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

function logTargets({ dataPath, logLevel }: Settings) {
  const rolling = (name: string, level: string) => ({
    target: fileURLToPath(import.meta.resolve('pino-roll')),
    level,
    options: {
      file: join(dataPath, 'logs', name),
      extension: '.log',
      size: FILE_SIZE_LIMIT,
      limit: { count: KEPT_FILES },
      mkdir: true,
    },
  });
  return [
    {
      target: fileURLToPath(import.meta.resolve('pino-pretty')),
      level: logLevel,
      options: {
        translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
        ignore: 'pid,hostname,req,res,responseTime,context',
        messageFormat:
          '{if context}[{context}] {end}{msg}{if req.url} {req.method} {req.url} {res.statusCode}{end}',
        singleLine: true,
      },
    },
    rolling('app', logLevel),
    rolling('errors', 'error'),
  ];
}

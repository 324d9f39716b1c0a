import { join } from 'node:path';
import { LoggerModule } from 'nestjs-pino';
import { Settings } from '../config/settings.js';

const FILE_SIZE_LIMIT = '10m';
const KEPT_FILES = 5;

/** Requests that come every few seconds by themselves would drown the others. */
const QUIET_PATHS = /^\/(health|api\/v1\/events|media\/)/;

/** Readable lines on the console; JSON in rotating files of the data folder. */
export const LoggingModule = LoggerModule.forRootAsync({
  inject: [Settings],
  useFactory: (settings: Settings) => ({
    pinoHttp: {
      level: settings.logLevel,
      autoLogging: { ignore: ({ url }) => QUIET_PATHS.test(url ?? '') },
      serializers: {
        req: ({ id, method, url }: { id: unknown; method: string; url: string }) => ({ id, method, url }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
      ...(settings.logLevel !== 'silent' && { transport: { targets: logTargets(settings) } }),
    },
  }),
});

function logTargets({ dataPath, logLevel }: Settings) {
  const file = join(dataPath, 'logs', 'cyberimage');
  return [
    {
      target: 'pino-pretty',
      level: logLevel,
      options: {
        translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
        ignore: 'pid,hostname,req,res,responseTime,context',
        messageFormat:
          '{if context}[{context}] {end}{msg}{if req.url} {req.method} {req.url} {res.statusCode}{end}',
        singleLine: true,
      },
    },
    {
      target: 'pino-roll',
      level: logLevel,
      options: { file, extension: '.log', size: FILE_SIZE_LIMIT, limit: { count: KEPT_FILES }, mkdir: true },
    },
  ];
}

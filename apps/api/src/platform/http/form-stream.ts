import { Busboy } from '@fastify/busboy';
import { HttpStatus } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemException } from '../errors/problem.exception.js';

const FORM = 'multipart/form-data';
/** Fastify has one parser for each type; forms of other routes may be read whole. */
const STREAMED_FORM = 'application/vnd.cyberimage.streamed-form';
const FORM_TYPE = Symbol('form type');

interface StreamedRequest extends FastifyRequest {
  [FORM_TYPE]?: string;
}

/** One file of a form; `data` is what of it fits the bound. */
export interface FormFile {
  readonly name: string;
  readonly data: Buffer;
  readonly isCut: boolean;
  /** The fields before it. */
  readonly fields: ReadonlyMap<string, string>;
}

export interface FormLimits {
  readonly files: number;
  readonly fileBytes: number;
}

/** The route reads its form itself, file by file, by {@link readFormFiles}. */
export function StreamsForm(): MethodDecorator {
  return RouteConfig({ streamsForm: true });
}

/** To call before there are routes, and before anything else that looks at content types. */
export function streamForms(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request: StreamedRequest) => {
    const type = request.headers['content-type'] ?? '';
    const config = request.routeOptions.config as { readonly streamsForm?: boolean };
    if (config.streamsForm !== true || !type.toLowerCase().startsWith(FORM)) return;
    request[FORM_TYPE] = type;
    request.headers['content-type'] = STREAMED_FORM;
  });
  fastify.addContentTypeParser(STREAMED_FORM, (_request, _payload, done) => done(null));
}

/**
 * The files of a form one after the other: at most one is in memory, and the client sends on only as they
 * are taken.
 *
 * @throws ProblemException 415 for what is no form, 400 for a broken one, 413 for too many files
 */
export async function* readFormFiles(request: StreamedRequest, limits: FormLimits): AsyncIterable<FormFile> {
  const type = request[FORM_TYPE];
  if (type === undefined) {
    const detail = `expected ${FORM} with files in it`;
    throw new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, 'unsupported-media-type', detail);
  }
  for await (const file of parts(request, type, limits)) {
    const data = await readAll(file.stream);
    yield { name: file.name, data, isCut: file.stream.truncated === true, fields: file.fields };
  }
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    throw brokenForm(error as Error);
  }
  return Buffer.concat(chunks);
}

function brokenForm({ message }: Error): ProblemException {
  return new ProblemException(HttpStatus.BAD_REQUEST, 'invalid-request', `The form is broken: ${message}`);
}

interface FormPart {
  readonly name: string;
  readonly stream: NodeJS.ReadableStream & { readonly truncated?: boolean };
  readonly fields: ReadonlyMap<string, string>;
}

async function* parts(
  { raw }: FastifyRequest,
  type: string,
  { files, fileBytes }: FormLimits,
): AsyncIterable<FormPart> {
  const waiting: FormPart[] = [];
  const fields = new Map<string, string>();
  let wake = Promise.withResolvers<void>();
  let end: { error?: unknown } | undefined;
  const finish = (error?: unknown): void => {
    end ??= { error };
    wake.resolve();
  };
  let parser: InstanceType<typeof Busboy>;
  try {
    parser = new Busboy({ headers: { 'content-type': type }, limits: { files, fileSize: fileBytes } });
  } catch (error) {
    throw brokenForm(error as Error);
  }
  parser
    .on('field', (name, value) => fields.set(name, value))
    .on('file', (_field, stream, name) => {
      waiting.push({ name: name ?? 'picture', stream, fields: new Map(fields) });
      wake.resolve();
    })
    .on('filesLimit', () => {
      const detail = `at most ${files} files are taken at once`;
      finish(new ProblemException(HttpStatus.PAYLOAD_TOO_LARGE, 'too-large', detail));
    })
    .on('finish', () => finish())
    .on('error', (error) => finish(brokenForm(error as Error)));
  raw.on('aborted', () => finish(brokenForm(new Error('the client went away'))));
  raw.pipe(parser);
  try {
    for (;;) {
      const part = waiting.shift();
      if (part !== undefined) yield part;
      else if (end !== undefined) break;
      else {
        await wake.promise;
        wake = Promise.withResolvers();
      }
    }
    if (end.error !== undefined) throw end.error;
  } finally {
    // What nobody reads any more must not keep the connection waiting.
    raw.unpipe(parser);
    raw.resume();
  }
}

import { listCheckpoint } from './fake-checkpoints.js';
import { FakeHttpError, ok, readExactJson, type FakeReply, type FakeRequest } from './fake-http.js';
import { listings, SAMPLER_NAMES } from './fake-listings.js';
import type { FakeLora, FakeProcess } from './fake-process.js';
import { readFakeTxt2img, type FakeTxt2img } from './fake-txt2img-request.js';

const COMMANDS = [
  'interrupt',
  'skip',
  'refresh-checkpoints',
  'refresh-vae',
  'refresh-loras',
  'txt2img',
  'img2img',
];

/** The /sdapi/v1 routes. */
export async function restRoute(request: FakeRequest, process: FakeProcess): Promise<FakeReply | undefined> {
  const route = /^\/sdapi\/v1\/([\w-]+)$/.exec(request.path)?.[1];
  if (route === undefined) return undefined;
  if (COMMANDS.includes(route)) {
    if (request.method !== 'POST')
      throw new FakeHttpError(405, { detail: 'Method Not Allowed' }, { allow: 'POST' });
    return route.endsWith('2img') ? makePictures(route, request, process) : command(route, process);
  }
  if (route === 'options' && request.method === 'POST') {
    process.setOptions(readBody(request) as Record<string, unknown>);
    return ok(null);
  }
  const listing = listings(process.variant, process.listedModules)[route];
  if (listing !== undefined) return ok(listing);
  switch (route) {
    case 'sd-models':
      return ok(process.checkpoints.map(listCheckpoint));
    case 'loras':
      return ok(process.listedLoras.map(listLora));
    case 'options':
      return ok(process.options);
    case 'progress':
      return ok(progress(process));
    case 'version':
    case 'status':
      return process.variant.forceTaskId
        ? undefined
        : ok({ app: 'sd.next', updated: process.variant.version });
    default:
      return undefined;
  }
}

function readBody(request: FakeRequest): unknown {
  try {
    return readExactJson(request.text);
  } catch {
    const detail = [{ type: 'json_invalid', loc: ['body', 1], msg: 'JSON decode error', input: {} }];
    throw new FakeHttpError(422, { detail });
  }
}

async function makePictures(route: string, request: FakeRequest, process: FakeProcess): Promise<FakeReply> {
  const body = readBody(request);
  const read = readFakeTxt2img(body, process.variant);
  if (route === 'img2img') requireInitImage(read);
  const refusesSamplers = process.variant.unknownSampler === 'refused';
  if (refusesSamplers && read.sampler_name !== null && !SAMPLER_NAMES.includes(read.sampler_name))
    throw new FakeHttpError(404, { detail: 'Sampler not found' });
  const id = read.force_task_id ?? `task(${route}-${process.jobs})`;
  if (route === 'img2img') await requireReadable(read, id, process);
  const label = read.n_iter > 1 ? `Batch 1 out of ${read.n_iter}` : `scripts_${route}`;
  const { pictures, info } = await process.txt2img(read, { id, label });
  // As it was understood, seed −1 and all, without the pictures.
  const parameters = { ...read, init_images: null, mask: null };
  return ok({ images: pictures.map((picture) => picture.toString('base64')), parameters, info });
}

function requireInitImage({ init_images: images }: FakeTxt2img): void {
  if (images === null) throw new FakeHttpError(404, { detail: 'Init image not found' });
}

/** What cannot be decoded fails when its turn comes, and its task waits in the list for ever. */
async function requireReadable(
  { init_images: images }: FakeTxt2img,
  id: string,
  process: FakeProcess,
): Promise<void> {
  if (Buffer.from(images?.[0] ?? '', 'base64').toString('latin1', 1, 4) === 'PNG') return;
  process.pending.push(id);
  await process.exclusively(() => Promise.resolve());
  throw new FakeHttpError(500, { detail: 'Invalid encoded image' });
}

async function command(route: string, process: FakeProcess): Promise<FakeReply> {
  if (route === 'interrupt') process.state.interrupted = true;
  if (route === 'refresh-checkpoints' || route === 'refresh-vae')
    await process.exclusively(() => Promise.resolve());
  if (route === 'refresh-loras') process.listedLoras = [...process.loras];
  // Forge's does not look for modules.
  if (route === 'refresh-vae' && process.variant.modules === 'sd-vae')
    process.listedModules = [...process.modules];
  if (process.variant.commandStatus === 204) return { status: 204 };
  return ok(route === 'interrupt' ? {} : null);
}

function listLora({ name, alias }: FakeLora): object {
  return { name, alias, path: `/srv/fake/models/Lora/${name}.safetensors`, metadata: {} };
}

/** There is no job id in it: it describes whatever runs. */
function progress(process: FakeProcess): object {
  const { sampling_step: step, sampling_steps: steps, job } = process.state;
  const image = job === '' ? null : (process.preview?.toString('base64') ?? null);
  return {
    progress: job === '' ? 0 : Math.max(0.01, step / Math.max(1, steps)),
    eta_relative: 0,
    state: process.state,
    current_image: image,
    textinfo: null,
    ...(process.variant.forceTaskId ? {} : { id: process.currentTask ?? null }),
  };
}

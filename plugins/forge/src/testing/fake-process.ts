import { FakeHttpError } from './fake-http.js';
import { findFakeCheckpoint, sha256Of, type FakeCheckpoint } from './fake-checkpoints.js';
import { mergeStyles, resolveSampling, writeInfo, writeInfotext, type FakeUsed } from './fake-info.js';
import { LATENT_MODES, MODULES, UPSCALERS } from './fake-listings.js';
import type { FakePace, JobPoint } from './fake-pace.js';
import { paintPng, TINY_JPEG, TINY_WEBP } from './fake-picture.js';
import { toExactJson } from '../http/exact-json.js';
import type { FakeTxt2img } from './fake-txt2img-request.js';
import type { FakeVariant } from './fake-variant.js';

/** A Python exception inside a job. */
export class FakePythonError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** What comes out of a job. */
export interface FakeResult {
  readonly pictures: readonly Buffer[];
  readonly info: string;
}

interface Task {
  readonly id: string;
  readonly label: string;
}

/** A LoRA file: its name, and the one that its trainer gave it. */
export interface FakeLora {
  readonly name: string;
  readonly alias: string;
}

/** One life of the server's process: its one job at a time, its tasks, options and loaded model. Gone on restart. */
export class FakeProcess {
  readonly options: Record<string, unknown>;
  readonly pending: string[] = [];
  readonly state = {
    skipped: false,
    interrupted: false,
    stopping_generation: false,
    job: '',
    job_count: 0,
    job_timestamp: '0',
    job_no: 0,
    sampling_step: 0,
    sampling_steps: 0,
  };
  currentTask: string | undefined;
  /** What the next job fails with. */
  nextError: FakePythonError | undefined;
  /** The last 16 that ended well. */
  finished: string[] = [];
  preview: Buffer | undefined;
  previewId = 0;
  /** How many jobs were begun. */
  jobs = 0;
  /** The files on the server's disk, and those that it has looked at. */
  readonly loras: FakeLora[] = [{ name: 'ink-v2', alias: 'ink' }];
  listedLoras: readonly FakeLora[] = [...this.loras];
  readonly modules: string[] = [...MODULES];
  listedModules: readonly string[] = [...this.modules];
  #lock: Promise<void> = Promise.resolve();
  #stored = new Set<string>();

  constructor(
    readonly variant: FakeVariant,
    readonly checkpoints: readonly FakeCheckpoint[],
    readonly pace: FakePace,
    /** Called at each point of a job; a test's fault may end this life there. */
    private readonly onPoint: (point: JobPoint) => Promise<void>,
  ) {
    this.options = {
      sd_model_checkpoint: checkpoints[0]?.file,
      samples_format: 'png',
      CLIP_stop_at_last_layers: 1,
      ...(variant.modules === 'sd-modules' ? { forge_additional_modules: [], forge_preset: 'sd' } : {}),
      sd_vae: 'Automatic',
      sd_t2i_width: 512,
      sd_t2i_height: 640,
      sd_t2i_cfg: 7,
    };
  }

  /** Runs one thing at a time, in the order of arrival: jobs of REST and Gradio, and refresh-*. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lock;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lock = promise;
    await turn;
    try {
      return await work();
    } finally {
      resolve();
    }
  }

  /** POST /sdapi/v1/options. */
  setOptions(values: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(values)) {
      if (!(key in this.options)) throw new FakePythonError('KeyError', `'${key}'`);
      if (key === 'sd_model_checkpoint' && findFakeCheckpoint(this.checkpoints, value) === undefined)
        throw new FakePythonError('RuntimeError', `model '${String(value)}' not found`);
      this.options[key] = value;
      this.#stored.add(key);
    }
  }

  /** Waits for its turn and makes the pictures of a request. */
  async txt2img(request: FakeTxt2img, task: Task): Promise<FakeResult> {
    this.pending.push(task.id);
    return this.exclusively(async () => {
      this.pending.splice(this.pending.indexOf(task.id), 1);
      this.currentTask = task.id;
      this.jobs++;
      Object.assign(this.state, { interrupted: false, job: task.label, job_no: 0, sampling_step: 0 });
      Object.assign(this.state, {
        job_count: request.n_iter,
        job_timestamp: `202611201${10_000 + this.jobs}`,
      });
      this.preview = undefined;
      try {
        const result = await this.#generate(request);
        // After an exception the real server leaves the task active until another job begins.
        this.currentTask = undefined;
        this.finished = [...this.finished, task.id].slice(-16);
        return result;
      } finally {
        Object.assign(this.state, { job: '', job_count: 0, sampling_step: 0 });
      }
    });
  }

  async #generate(request: FakeTxt2img): Promise<FakeResult> {
    const restore = this.#override(request);
    try {
      await this.#pass('load');
      const checkpoint = findFakeCheckpoint(this.checkpoints, this.options['sd_model_checkpoint']);
      if (checkpoint === undefined) throw new FakePythonError('ValueError', 'You do not have any model!');
      checkpoint.hashed = true;
      this.options['sd_checkpoint_hash'] = sha256Of(checkpoint);
      this.#refuse(request);
      const used = this.#used(request, checkpoint);
      const seeds = Array.from(
        { length: request.n_iter * request.batch_size },
        (_, index) => request.seed + BigInt(index),
      );
      const pictures: Buffer[] = [];
      const infotexts: string[] = [];
      for (const [index, seed] of seeds.entries()) {
        if (this.state.interrupted) break;
        if (index % request.batch_size === 0) await this.#denoise(request, seed);
        const infotext = writeInfotext(request, used, seed, this.variant);
        infotexts.push(infotext);
        pictures.push(this.#paint(request, used, seed, infotext));
      }
      await this.#pass('finish');
      const hasGrid = request.save_images && pictures.length > 1;
      if (hasGrid) {
        pictures.unshift(paintPng('grid', request.width, request.height));
        infotexts.unshift(infotexts[0]!);
      }
      const { job_timestamp: timestamp } = this.state;
      const info = writeInfo(request, used, {
        seeds,
        infotexts,
        hasGrid,
        timestamp,
        version: this.variant.version,
      });
      return { pictures: request.send_images ? pictures : [], info: toExactJson(info) };
    } finally {
      restore();
    }
  }

  /** Unknown checkpoints and modules are dropped; keys that were never stored leak to later jobs. */
  #override(request: FakeTxt2img): () => void {
    const before = { ...this.options };
    for (const [key, value] of Object.entries(request.override_settings)) {
      if (!(key in this.options)) throw new FakePythonError('KeyError', `'${key}'`);
      if (key === 'sd_model_checkpoint') {
        if (findFakeCheckpoint(this.checkpoints, value) !== undefined) this.options[key] = value;
      } else if (key === 'forge_additional_modules') {
        this.options[key] = (value as string[]).filter((name) => this.modules.includes(name));
      } else {
        this.options[key] = value;
      }
    }
    return () => {
      if (!request.override_settings_restore_afterwards) return;
      for (const key of Object.keys(request.override_settings))
        if (this.#stored.has(key) || key === 'sd_model_checkpoint') this.options[key] = before[key];
    };
  }

  #refuse(request: FakeTxt2img): void {
    const { nextError } = this;
    this.nextError = undefined;
    if (nextError !== undefined) throw nextError;
    if (request.steps === 0)
      throw new FakePythonError('ZeroDivisionError', 'integer division or modulo by zero');
    if (request.prompt.includes('out of memory'))
      throw new FakePythonError('OutOfMemoryError', 'CUDA out of memory. Tried to allocate 20.00 GiB');
    if (!request.enable_hr) return;
    if (this.variant.hiresModulesBug && request.hr_additional_modules === null)
      throw new FakePythonError('TypeError', "argument of type 'NoneType' is not iterable");
    if (request.denoising_strength === null)
      throw new FakePythonError('TypeError', "'>' not supported between instances of 'NoneType' and 'int'");
    const upscaler = request.hr_upscaler ?? 'Latent';
    if (![...LATENT_MODES, ...UPSCALERS].includes(upscaler))
      throw new FakePythonError('Exception', `could not find upscaler named ${upscaler}`);
  }

  #used(request: FakeTxt2img, checkpoint: FakeCheckpoint): FakeUsed {
    const modules = (this.options['forge_additional_modules'] ?? []) as readonly string[];
    const clipSkip = Number(this.options['CLIP_stop_at_last_layers']);
    return { ...resolveSampling(request), ...mergeStyles(request), clipSkip, modules, checkpoint };
  }

  async #denoise(request: FakeTxt2img, seed: bigint): Promise<void> {
    this.state.sampling_steps = request.steps;
    for (let step = 0; step < request.steps && !this.state.interrupted; step++) {
      this.state.sampling_step = step;
      this.preview = paintPng(`preview ${seed} ${step}`, 8, 8);
      this.previewId++;
      await this.#pass('denoise');
    }
    this.state.job_no++;
  }

  #paint(request: FakeTxt2img, used: FakeUsed, seed: bigint, infotext: string): Buffer {
    const format = this.options['samples_format'];
    if (format === 'jpg') return TINY_JPEG;
    if (format === 'webp') return TINY_WEBP;
    if (format !== 'png') throw new FakeHttpError(500, { detail: 'Invalid image format' });
    const { width, height, enable_hr: hires, hr_scale: scale, init_images: starts, mask } = request;
    const [fullWidth, fullHeight] = hires ? [width * scale, height * scale] : [width, height];
    const recipe = infotext + (this.state.interrupted ? ` at ${this.state.sampling_step}` : '');
    return paintPng(
      `${used.prompt} ${recipe}${[...(starts ?? []), mask ?? ''].join(' ')}`,
      Math.floor(fullWidth / 8) * 8,
      Math.floor(fullHeight / 8) * 8,
      infotext,
    );
  }

  async #pass(point: JobPoint): Promise<void> {
    await this.pace.pass(point);
    await this.onPoint(point);
  }
}

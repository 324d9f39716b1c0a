import { FakeHttpError } from './fake-http.js';
import type { FakeVariant } from './fake-variant.js';

/** The fields of a txt2img request that the fake server minds, after validation. */
export interface FakeTxt2img {
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly styles: readonly string[];
  readonly seed: bigint;
  readonly subseed: bigint;
  readonly subseed_strength: number;
  readonly sampler_name: string | null;
  readonly scheduler: string | null;
  readonly steps: number;
  readonly cfg_scale: number;
  readonly distilled_cfg_scale: number;
  readonly width: number;
  readonly height: number;
  readonly batch_size: number;
  readonly n_iter: number;
  readonly enable_hr: boolean;
  readonly hr_scale: number;
  readonly hr_upscaler: string | null;
  readonly hr_second_pass_steps: number;
  readonly hr_cfg: number;
  readonly hr_additional_modules: readonly string[] | null;
  readonly denoising_strength: number | null;
  readonly override_settings: Readonly<Record<string, unknown>>;
  readonly override_settings_restore_afterwards: boolean;
  readonly force_task_id: string | null;
  readonly save_images: boolean;
  readonly send_images: boolean;
  /** Of img2img. */
  readonly init_images: readonly string[] | null;
  readonly mask: string | null;
}

const DEFAULTS = {
  prompt: '',
  negative_prompt: '',
  styles: [],
  seed: -1n,
  subseed: -1n,
  subseed_strength: 0,
  sampler_name: null,
  scheduler: null,
  steps: 50,
  cfg_scale: 7,
  distilled_cfg_scale: 3.5,
  width: 512,
  height: 512,
  batch_size: 1,
  n_iter: 1,
  enable_hr: false,
  hr_scale: 2,
  hr_upscaler: null,
  hr_second_pass_steps: 0,
  hr_cfg: 1,
  hr_additional_modules: null,
  denoising_strength: null,
  override_settings: {},
  override_settings_restore_afterwards: true,
  force_task_id: null,
  save_images: false,
  send_images: true,
  init_images: null,
  mask: null,
} satisfies FakeTxt2img;

/** Reads a request as pydantic 2 does: unknown fields are dropped, wrong types are a 422. */
export function readFakeTxt2img(body: unknown, variant: FakeVariant): FakeTxt2img {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const msg = 'Input should be a valid dictionary or object to extract fields from';
    throw new FakeHttpError(422, {
      detail: [{ type: 'model_attributes_type', loc: ['body'], msg, input: body }],
    });
  }
  const given = body as Record<string, unknown>;
  const values: Record<string, unknown> = { ...DEFAULTS };
  for (const [field, fallback] of Object.entries(DEFAULTS)) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    const isNumber = typeof fallback === 'number' || field.endsWith('seed') || field === 'denoising_strength';
    if (isNumber && typeof value !== 'number' && typeof value !== 'bigint') {
      const msg = 'Input should be a valid integer, unable to parse string as an integer';
      throw new FakeHttpError(422, {
        detail: [{ type: 'int_parsing', loc: ['body', field], msg, input: value }],
      });
    }
    values[field] = value;
  }
  for (const field of ['seed', 'subseed']) values[field] = BigInt(values[field] as number | bigint);
  if (!variant.forceTaskId) values['force_task_id'] = null;
  return values as unknown as FakeTxt2img;
}

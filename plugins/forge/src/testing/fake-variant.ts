/** Which product the fake server plays; the differences are those between servers that people run. */
export interface FakeVariant {
  readonly version: string;
  readonly modules: 'sd-modules' | 'sd-vae';
  /** Key of the exception's text in an error body. */
  readonly errorTextKey: 'message' | 'errors';
  /** Whether HTTP errors such as 404 have the shape of exceptions too (A1111's middleware). */
  readonly wrapsHttpErrors: boolean;
  /** What an unknown sampler becomes: the first one, or a 404. */
  readonly unknownSampler: 'first' | 'refused';
  readonly schedulers: boolean;
  readonly stringOptions: boolean;
  readonly forceTaskId: boolean;
  /** Status of interrupt, skip and refresh-*. */
  readonly commandStatus: 200 | 204;
  /** Whether enable_hr without hr_additional_modules fails. */
  readonly hiresModulesBug: boolean;
  readonly hiresCfg: boolean;
  readonly distilled: boolean;
}

const A1111: FakeVariant = {
  version: 'v1.10.1',
  modules: 'sd-vae',
  errorTextKey: 'errors',
  wrapsHttpErrors: true,
  unknownSampler: 'first',
  schedulers: true,
  stringOptions: true,
  forceTaskId: true,
  commandStatus: 200,
  hiresModulesBug: false,
  hiresCfg: false,
  distilled: false,
};

export const FAKE_VARIANTS = {
  forge: {
    ...A1111,
    version: 'f2.0.1v1.10.1-previous-669-gdfdcbab6',
    modules: 'sd-modules',
    errorTextKey: 'message',
    wrapsHttpErrors: false,
    stringOptions: false,
    hiresModulesBug: true,
    hiresCfg: true,
    distilled: true,
  },
  a1111: A1111,
  reforge: { ...A1111, version: 'v1.10.1-RC', hiresCfg: true },
  sdnext: {
    ...A1111,
    version: '2026-07-23',
    unknownSampler: 'refused',
    schedulers: false,
    stringOptions: false,
    forceTaskId: false,
    commandStatus: 204,
  },
} as const satisfies Record<string, FakeVariant>;

/** The part of /openapi.json by which products can be told apart. */
export function openApi({ hiresCfg }: FakeVariant): object {
  const properties = { enable_hr: { type: 'boolean' }, ...(hiresCfg ? { hr_cfg: { type: 'number' } } : {}) };
  return { openapi: '3.1.0', components: { schemas: { StableDiffusionProcessingTxt2Img: { properties } } } };
}

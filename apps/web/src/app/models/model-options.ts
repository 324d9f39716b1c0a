/** The options of a model line as a form asks for them; what the form has no field for is in `others`. */
export interface ModelOptionFields {
  readonly steps: 'own' | 'fixed' | 'range';
  readonly fixedSteps: string;
  readonly minSteps: string;
  readonly maxSteps: string;
  readonly defaultSteps: string;
  /** Empty: as the backend's setting says. */
  readonly device: string;
  readonly guidance: string;
  /** JSON, empty for none. */
  readonly others: string;
}

type Options = Readonly<Record<string, unknown>>;

export function toFields(options: Options): ModelOptionFields {
  const { fixed_steps: fixed, steps, device, guidance_scale: guidance, ...others } = options;
  const range = isObject(steps) ? steps : {};
  return {
    steps: fixed !== undefined ? 'fixed' : steps !== undefined ? 'range' : 'own',
    fixedSteps: textOf(fixed),
    minSteps: textOf(range['min']),
    maxSteps: textOf(range['max']),
    defaultSteps: textOf(range['default']),
    device: textOf(device),
    guidance: textOf(guidance),
    others: Object.keys(others).length === 0 ? '' : JSON.stringify(others, undefined, 2),
  };
}

/** @throws SyntaxError for further options that are no JSON object */
export function toOptions(fields: ModelOptionFields): Options {
  const others = fields.others.trim() === '' ? {} : (JSON.parse(fields.others) as unknown);
  if (!isObject(others)) throw new SyntaxError();
  const range = {
    ...numberOf('min', fields.minSteps),
    ...numberOf('max', fields.maxSteps),
    ...numberOf('default', fields.defaultSteps),
  };
  return {
    ...others,
    ...(fields.steps === 'fixed' && numberOf('fixed_steps', fields.fixedSteps)),
    ...(fields.steps === 'range' && Object.keys(range).length > 0 && { steps: range }),
    ...(fields.device !== '' && { device: fields.device }),
    ...numberOf('guidance_scale', fields.guidance),
  };
}

function numberOf(name: string, text: string): Options {
  return text.trim() === '' ? {} : { [name]: Number(text) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isObject(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

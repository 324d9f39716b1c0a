import type { JsonObject, OptionSchema } from '@cyberimage/core';
import type { Settings } from '../platform/config/settings.js';
import type { PictureSettings } from '../platform/config/picture-settings.js';
import type { PictureOutput } from '../gallery/encode-picture.js';
import { narrowOptions } from './narrow-options.js';
import { STYLE_PARAMETERS } from './styled-request.js';

/** What the host takes beside a model's own parameters: no backend sees these. */
const HOST_PARAMETERS = ['output_format', 'output_quality', ...STYLE_PARAMETERS] as const;

/** All that a request for a model may hold: the model's parameters within the limits, and the host's own. */
export function offeredOptions(
  schema: OptionSchema,
  { limits, pictures }: Pick<Settings, 'limits' | 'pictures'>,
): OptionSchema {
  return {
    ...narrowOptions(schema, limits),
    output_format: {
      type: 'choice',
      label: 'File format',
      description: 'How the picture is kept: PNG as it is, JPEG and WebP smaller.',
      group: 'advanced',
      choices: [
        { value: 'png', label: 'PNG' },
        { value: 'jpeg', label: 'JPEG', aliases: ['jpg'] },
        { value: 'webp', label: 'WebP' },
      ],
      default: pictures.outputFormat,
    },
    output_quality: {
      type: 'integer',
      label: 'Quality of the file',
      description: 'For JPEG and WebP: less makes smaller files.',
      group: 'advanced',
      min: 1,
      max: 100,
      step: 1,
      default: pictures.outputQuality,
    },
  };
}

/** Parameters without the host's own. */
export function withoutHostParameters<T extends JsonObject>(parameters: T): T {
  const own = new Set<string>(HOST_PARAMETERS);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !own.has(name))) as T;
}

/** What a stored request says of the file; a job from before there was a choice gets the defaults. */
export function outputOf(request: JsonObject, defaults: PictureSettings): PictureOutput {
  const { output_format: format, output_quality: quality } = request;
  return {
    format: format === 'png' || format === 'jpeg' || format === 'webp' ? format : defaults.outputFormat,
    quality: typeof quality === 'number' ? quality : defaults.outputQuality,
  };
}

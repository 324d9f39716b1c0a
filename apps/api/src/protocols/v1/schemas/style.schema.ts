import { z } from 'zod';

/** No comma with a space behind it: that is what stands between names in a record. */
const NAME_ERROR = 'expected 1 to 100 characters without ", " and without line breaks';

export const presetNameSchema = z
  .string()
  .trim()
  .min(1, NAME_ERROR)
  .max(100, NAME_ERROR)
  .refine((name) => !/, |[\r\n]/.test(name), NAME_ERROR);

const text = z.string().max(10_000, 'expected at most 10000 characters');

export const styleTextsSchema = z
  .strictObject({
    prompt: text
      .default('')
      .describe('{prompt} stands for what was typed; without it this is put behind that'),
    negative_prompt: text.default(''),
  })
  .refine(({ prompt, negative_prompt }) => prompt.trim() + negative_prompt.trim() !== '', {
    error: 'expected a prompt or a negative prompt',
    path: ['prompt'],
  })
  .meta({ id: 'StyleTexts' });

const styleSchema = z
  .object({ name: z.string(), prompt: z.string(), negative_prompt: z.string() })
  .meta({ id: 'Style' });

export type StyleView = z.infer<typeof styleSchema>;

export const stylesSchema = z.array(styleSchema);

export const styleImportSchema = z
  .strictObject({ csv: z.string().max(1_000_000, 'expected at most 1000000 characters') })
  .meta({ id: 'StyleImport', description: "A1111's styles.csv as text" });

export const presetValuesSchema = z
  .strictObject({
    model: z.string().min(1, 'expected the id of a model'),
    values: z.record(z.string(), z.unknown()).describe('Parameters by name'),
  })
  .meta({ id: 'PresetValues' });

const presetSchema = z
  .object({ name: z.string(), model: z.string(), values: z.record(z.string(), z.unknown()) })
  .meta({ id: 'FormPreset' });

export const presetsSchema = z.array(presetSchema);

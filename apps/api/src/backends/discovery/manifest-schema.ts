import { z } from 'zod';
import { CONTRACT_VERSION, type BackendManifest } from '@cyberimage/core';
import { parseHostPattern } from '../network/host-pattern.js';
import { contractRangeIncludes } from './contract-range.js';

const variableName = z.string().regex(/^\w+$/, 'must be the name of a variable');
const NOT_HOSTS =
  'must be true for any host, or a list of hosts such as "api.example.com", "*.example.com" or "127.0.0.1:8188"';
const hostPattern = z.string().refine((text) => parseHostPattern(text) !== undefined);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const settingSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean']),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  default: scalar.exactOptional(),
  enum: z.array(z.union([z.string(), z.number()])).exactOptional(),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  minLength: z.int().nonnegative().exactOptional(),
  maxLength: z.int().nonnegative().exactOptional(),
  pattern: z.string().refine(isPattern, 'must be a regular expression').exactOptional(),
  format: z.enum(['uri', 'hostname']).exactOptional(),
  writeOnly: z.boolean().exactOptional(),
  environment: variableName.exactOptional(),
});

/** The settings that an instance takes, as manifests and `describe()` give them. */
export const settingsSchemaSchema = z.strictObject({
  type: z.literal('object'),
  properties: z.record(z.string(), settingSchema),
  required: z.array(z.string()).exactOptional(),
});

const permissionsSchema = z.strictObject({
  nativeAddons: z.boolean().exactOptional(),
  childProcesses: z.boolean().exactOptional(),
  environment: z.array(variableName).exactOptional(),
  network: z.union([z.boolean(), z.array(hostPattern)], NOT_HOSTS).exactOptional(),
  workerThreads: z.boolean().exactOptional(),
  models: z.boolean().exactOptional(),
});

/** The `cyberimage` key of a package.json. Unknown keys are refused: a misspelt permission is no permission. */
export const manifestSchema: z.ZodType<BackendManifest> = z.strictObject({
  contract: z.string().superRefine((range, context) => {
    const included = contractRangeIncludes(range, CONTRACT_VERSION);
    if (included === undefined) context.addIssue('must be a semver range such as "^1"');
    else if (!included) context.addIssue(`this host speaks version ${CONTRACT_VERSION} of the contract`);
  }),
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case, such as "my-backend"'),
  entry: z
    .string()
    .regex(/^\.\//, 'must be a path inside the package that begins with "./"')
    .refine((path) => !path.split(/[/\\]/).includes('..'), 'must not lead out of the package'),
  displayName: z.string().min(1, 'must not be empty').max(100, 'must have 100 characters at most'),
  settings: settingsSchemaSchema.exactOptional(),
  permissions: permissionsSchema.exactOptional(),
});

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'v'));
  } catch {
    return false;
  }
}

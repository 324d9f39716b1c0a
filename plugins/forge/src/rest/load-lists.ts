import type { ForgeClient } from '../http/forge-client.js';
import { asNumber, asRecord, asRecords, asText, asTexts } from '../http/read-json.js';
import { serverError } from '../http/server-error.js';
import { readCheckpoint, type Checkpoint } from '../models/checkpoint.js';
import { isStyle, type NamedChoice, type ServerDefaults, type ServerLists } from '../models/server-lists.js';

const LIST_TIMEOUT_MS = 15_000;

type Row = Readonly<Record<string, unknown>>;

/**
 * Asks the REST API for everything there is to choose from. What a product does not have (404) is left
 * out.
 *
 * @throws BackendError when samplers or checkpoints cannot be listed
 */
export async function loadLists(client: ForgeClient): Promise<ServerLists> {
  const needed = (route: string) => client.json(`/sdapi/v1/${route}`, { timeoutMs: LIST_TIMEOUT_MS });
  const optional = async (route: string): Promise<unknown> => {
    const reply = await client.send(`/sdapi/v1/${route}`, { timeoutMs: LIST_TIMEOUT_MS });
    if (reply.status === 404) return undefined;
    if (reply.status >= 400) throw serverError(reply, client.address.label);
    return JSON.parse(reply.bytes.toString());
  };
  const [models, samplers, options] = await Promise.all([
    needed('sd-models'),
    needed('samplers'),
    needed('options'),
  ]);
  const [schedulers, latentModes, upscalers, modules, vaes, styles, loras] = await Promise.all(
    ['schedulers', 'latent-upscale-modes', 'upscalers', 'sd-modules', 'sd-vae', 'prompt-styles', 'loras'].map(
      optional,
    ),
  );
  const hasVaes = vaes !== undefined && 'sd_vae' in asRecord(options);
  return {
    checkpoints: asRecords(models).flatMap(toCheckpoint),
    samplers: asRecords(samplers).map(toSampler),
    schedulers: asRecords(schedulers).flatMap(toScheduler),
    upscalers: unique([...names(latentModes, 'name'), ...names(upscalers, 'name')]),
    styles: unique(names(styles, 'name').filter(isStyle)),
    loras: loras === undefined ? undefined : toLoras(asRecords(loras)),
    modules: modules === undefined ? undefined : unique(names(modules, 'model_name')),
    vaes: hasVaes ? unique(['Automatic', 'None', ...names(vaes, 'model_name')]) : undefined,
    takesPictures: true,
    defaults: readDefaults(asRecord(options)),
  };
}

function toCheckpoint(row: Row): Checkpoint[] {
  const title = asText(row['title']);
  return title === undefined ? [] : [readCheckpoint(title, asText(row['hash']))];
}

function toSampler(row: Row): NamedChoice {
  return { value: asText(row['name']) ?? '', aliases: asTexts(row['aliases']) };
}

/** Two files of one name, in different folders, are one to the server. */
function toLoras(rows: readonly Row[]): readonly NamedChoice[] {
  const byName = new Map<string, NamedChoice>();
  for (const row of rows) {
    const value = asText(row['name']);
    const alias = asText(row['alias']);
    if (value === undefined) continue;
    byName.set(value, { value, aliases: alias === undefined || alias === value ? [] : [alias] });
  }
  return [...byName.values()];
}

/** SD.Next lists samplers under this route: its rows have no label. */
function toScheduler(row: Row): NamedChoice[] {
  const label = asText(row['label']);
  return label === undefined ? [] : [{ value: label, aliases: [asText(row['name']) ?? label] }];
}

/** Forge keeps sizes and guidance per preset (`xl_t2i_width`); the others have a form of their own. */
function readDefaults(options: Row): ServerDefaults {
  const preset = asText(options['forge_preset']) ?? 'sd';
  const of = (key: string) => asNumber(options[`${preset}_t2i_${key}`]);
  return {
    width: of('width') ?? 512,
    height: of('height') ?? 512,
    guidanceScale: of('cfg') ?? 7,
    clipSkip: asNumber(options['CLIP_stop_at_last_layers']),
    modules: asTexts(options['forge_additional_modules']).map((path) => path.replace(/^.*[\\/]/, '')),
  };
}

function names(rows: unknown, key: string): readonly string[] {
  return asRecords(rows).flatMap((row) => asText(row[key]) ?? []);
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

import {
  BackendError,
  type BackendLog,
  type ModelDescription,
  type ModelLine,
  type OptionSpec,
} from '@cyberimage/core';
import { familiesFor, loraOption } from '../loras/lora-choices.js';
import type { LoraFolder } from '../loras/lora-folder.js';
import { detectFamily } from '../pipelines/detect-family.js';
import { readModelFacts, type ModelFacts } from '../pipelines/model-facts.js';
import type { PipelineFamily } from '../pipelines/pipeline-family.js';
import { buildOptionSchema } from '../pipelines/options/build-option-schema.js';
import { hiresOptions, upscalersFor } from '../pipelines/options/hires-options.js';
import { vaeTilingOption } from '../pipelines/options/vae-tiling-option.js';
import { DEVICES, isDeviceChoice, type Device, type DeviceChoice } from '../runtime/device.js';
import { missingForDevice, resolveDevice } from '../runtime/find-device.js';
import { folderStamp } from '../weights/folder-stamp.js';
import { locateModel } from '../weights/locate-model.js';
import type { ModelFolder } from '../weights/model-folder.js';
import { findUpscalers } from './find-upscalers.js';
import type { ModelEntry, UsableModel } from './model-entry.js';
import { pendingOptions } from './pending-options.js';
import { requireRunnable } from './require-runnable.js';
import { requireWeights } from './require-weights.js';

/** Tag of a model that its first picture downloads. */
const NOT_DOWNLOADED = 'not-downloaded';

/** Where a catalog finds what it tells of. */
export interface CatalogSources {
  readonly lines: readonly ModelLine[];
  /** `MODELS_PATH`, absolute. */
  readonly modelsPath: string;
  readonly loras: LoraFolder;
}

type Examined = Pick<UsableModel, 'facts' | 'family'>;

/** The models of `.env`. Files are looked at anew each time: models come and go while the backend runs. */
export class ModelCatalog {
  readonly loras: LoraFolder;
  readonly #lines: readonly ModelLine[];
  readonly #modelsPath: string;
  readonly #device: DeviceChoice;
  readonly #log: BackendLog;
  /** By folder and device. */
  readonly #examined = new Map<string, { readonly stamp: string; readonly found: Examined }>();

  /** @param device of models whose line names none */
  constructor({ lines, modelsPath, loras }: CatalogSources, device: DeviceChoice, log: BackendLog) {
    this.loras = loras;
    this.#lines = lines;
    this.#modelsPath = modelsPath;
    this.#device = device;
    const told = new Set<string>();
    this.#log = (level, message, data) => {
      // The list is made anew for every caller, and says the same each time.
      if (!told.has(message)) log(level, message, data);
      told.add(message);
    };
  }

  async list(): Promise<readonly ModelDescription[]> {
    const entries = await Promise.all(this.#lines.map((line) => this.#read(line)));
    return entries.map(({ description }) => description);
  }

  /** The ids of all models, for messages. */
  get ids(): readonly string[] {
    return this.#lines.map(({ name }) => name);
  }

  /** @returns undefined for an id that no line has */
  async find(id: string): Promise<ModelEntry | undefined> {
    const line = this.#lines.find(({ name }) => name === id);
    return line === undefined ? undefined : this.#read(line);
  }

  async #read(line: ModelLine): Promise<ModelEntry> {
    const device = line.options['device'] ?? this.#device;
    if (!isDeviceChoice(device)) return unusable(line, wrongDevice(line));
    const missing = device === 'auto' ? undefined : missingForDevice(device);
    if (missing !== undefined) {
      return unusable(line, `${line.key}: the device ${device} cannot be used: ${missing}`);
    }
    const location = await locateModel(line, this.#modelsPath);
    if ('unavailable' in location) return unusable(line, location.unavailable);
    if ('download' in location) {
      const description = { ...describeLine(line), tags: [NOT_DOWNLOADED], options: pendingOptions(line) };
      return { line, description, download: location.download };
    }
    try {
      const { facts, family } = await this.#examine(location.folder, resolveDevice(device));
      const networks = await findUpscalers(this.#modelsPath, resolveDevice(device), this.#log);
      const upscalers = upscalersFor(facts, networks);
      const own = buildOptionSchema(
        facts,
        { ...family.defaults(facts), pictures: family.pictures },
        line,
        this.#log,
      );
      const options = {
        ...own,
        ...hiresOptions(facts, upscalers, maxOf(own['steps'])),
        ...vaeTilingOption(facts),
        loras: loraOption(await this.loras.list(), familiesFor(facts, family)),
      };
      const description = { ...describeLine(line), tags: [family.id], options };
      return { line, description, usable: { facts, family, device, upscalers } };
    } catch (error) {
      if (BackendError.is(error)) return unusable(line, `${line.key}: ${error.message}`);
      throw error;
    }
  }

  /** What a folder holds, read again only when its files have changed: this is asked for before each picture. */
  async #examine(folder: ModelFolder, device: Device): Promise<Examined> {
    const key = `${folder.root} ${device}`;
    const stamp = folderStamp(folder.root);
    const known = this.#examined.get(key);
    if (known?.stamp === stamp) return known.found;
    const facts = await this.#withUsableEncoder(await readModelFacts(folder), device);
    const family = detectFamily(facts);
    await requireGraphs(facts, family, device);
    const found = { facts, family };
    this.#examined.set(key, { stamp, found });
    return found;
  }

  /** Without an encoder that runs, a model still makes pictures from texts. */
  async #withUsableEncoder(facts: ModelFacts, device: Device): Promise<ModelFacts> {
    if (!facts.hasEncoder) return facts;
    try {
      await requireRunnable(facts.folder.graph('vae_encoder'), device);
      return facts;
    } catch (error) {
      if (!BackendError.is(error)) throw error;
      this.#log('warn', `no picture can be started from: ${error.message}`);
      return { ...facts, hasEncoder: false };
    }
  }
}

/** Reads each graph, so that a missing, cut-off or unusable file shows in the list, not in a job. */
async function requireGraphs(
  { folder, graphs }: ModelFacts,
  family: PipelineFamily,
  device: Device,
): Promise<void> {
  const components = new Set([...family.graphs, ...graphs]);
  const files = [...components].map((component) => folder.graph(component));
  await Promise.all(files.map((file) => requireRunnable(file, device)));
  await Promise.all(files.map(requireWeights));
}

function maxOf(option: OptionSpec | undefined): number {
  return option?.type === 'integer' ? option.max : 0;
}

function wrongDevice({ key, options }: ModelLine): string {
  const choices = ['auto', ...DEVICES].join(', ');
  return `${key}: the option device is ${JSON.stringify(options['device'])}; expected one of ${choices}`;
}

function describeLine({ name, description, source }: ModelLine): Omit<ModelDescription, 'tags' | 'options'> {
  return { id: name, label: name, description, source };
}

function unusable(line: ModelLine, reason: string): ModelEntry {
  return { line, description: { ...describeLine(line), tags: [], options: {}, unavailable: reason } };
}

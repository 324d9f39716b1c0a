import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { parseLenientJson } from './parse-lenient-json.js';

/** The content of a JSON file. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Fingerprints read at most this much of each end of a file. */
const FINGERPRINT_BYTES = 1 << 20;

/**
 * A model in the diffusers folder layout: `model_index.json` and one folder per component. What its files weigh and
 * their fingerprints are worked out once: for files that have changed, it is made anew.
 */
export class ModelFolder {
  /** Absolute. */
  readonly root: string;
  readonly #bytes = new Map<string, Promise<number>>();
  readonly #fingerprints = new Map<string, Promise<string>>();

  constructor(root: string) {
    this.root = root;
  }

  /** Absolute path of a component's graph, whether it exists or not. */
  graph(component: string): string {
    return join(this.root, component, 'model.onnx');
  }

  async hasGraph(component: string): Promise<boolean> {
    const found = await stat(this.graph(component)).catch(() => undefined);
    return found?.isFile() ?? false;
  }

  /** @returns a file's text; undefined where there is none */
  async readText(path: string): Promise<string | undefined> {
    return readFile(join(this.root, path), 'utf8').catch((error: unknown) => {
      if (
        error instanceof Error &&
        'code' in error &&
        (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      ) {
        return undefined;
      }
      throw new BackendError('model-missing', `${join(this.root, path)} cannot be read`, { cause: error });
    });
  }

  /**
   * @returns a JSON file's object; undefined where there is no such file
   * @throws BackendError `model-missing` when it is not a JSON object
   */
  async readJson(path: string): Promise<JsonRecord | undefined> {
    const text = await this.readText(path);
    if (text === undefined) return undefined;
    try {
      const value = parseLenientJson(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
    } catch (error) {
      throw new BackendError('model-missing', `${join(this.root, path)} is not JSON`, { cause: error });
    }
    throw new BackendError('model-missing', `${join(this.root, path)} is not a JSON object`);
  }

  /** Bytes of a component's files together, weights beside the graph included; 0 where there are none. */
  async componentBytes(component: string): Promise<number> {
    const weighing = this.#bytes.get(component) ?? this.#weigh(component);
    this.#bytes.set(component, weighing);
    return weighing;
  }

  async #weigh(component: string): Promise<number> {
    const folder = join(this.root, component);
    const names = await readdir(folder).catch(() => []);
    const files = await Promise.all(names.map((name) => stat(join(folder, name))));
    return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
  }

  /**
   * A hash that tells models apart without reading gigabytes: of the size and both ends of the graph and
   * of each weight file beside it.
   *
   * @returns the first 10 hex digits of a SHA-256, the length that A1111 uses for model hashes
   */
  async fingerprint(component: string): Promise<string> {
    const reading = this.#fingerprints.get(component) ?? this.#readFingerprint(component);
    this.#fingerprints.set(component, reading);
    // What failed once may work next time.
    reading.catch(() => this.#fingerprints.delete(component));
    return reading;
  }

  async #readFingerprint(component: string): Promise<string> {
    const folder = join(this.root, component);
    const hash = createHash('sha256');
    const names = (await readdir(folder)).filter((name) => !name.endsWith('.json'));
    for (const name of names.sort()) await addEnds(hash, join(folder, name));
    return hash.digest('hex').slice(0, 10);
  }
}

async function addEnds(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  await using file = await open(path);
  const { size } = await file.stat();
  hash.update(`${size};`);
  const length = Math.min(size, FINGERPRINT_BYTES);
  for (const position of new Set([0, size - length])) {
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, position);
    hash.update(buffer);
  }
}

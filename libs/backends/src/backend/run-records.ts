import { readFile, rename, writeFile } from 'node:fs/promises';
import type { BackendLog } from '@cyberimage/core';

/** Weight of the newest measurement: a machine's load changes. */
const NEWEST_WEIGHT = 0.3;

/** The kinds of work that were done longest ago are forgotten. */
const MAX_RECORDS = 500;

const VERSION = 1;

/** What two runs have to share for their figures to compare. */
export interface MeasuredWork {
  readonly model: string;
  readonly device: string;
  readonly width: number;
  readonly height: number;
  /** Guidance asks the network twice. */
  readonly guided: boolean;
}

/** Seconds of a denoiser call, of enlarging a picture to this size and of decoding one; peak memory of the process in bytes. */
interface Figures {
  readonly call?: number;
  readonly upscale?: number;
  readonly decode?: number;
  readonly peakBytes?: number;
}

/** A part of the work that is measured. */
export type WorkPart = 'call' | 'upscale' | 'decode';

/** Remembers what runs took, beyond the life of the process, to tell what the next one will take. */
export class RunRecords {
  readonly #file: string;
  readonly #log: BackendLog;
  #figures: Map<string, Figures> | undefined;
  #saving = Promise.resolve();

  /** @param file absolute path of a JSON file; need not exist */
  constructor(file: string, log: BackendLog) {
    this.#file = file;
    this.#log = log;
  }

  /** Reads what earlier processes left. Without it nothing is known, and a damaged file counts as none. */
  async load(): Promise<void> {
    if (this.#figures !== undefined) return;
    const text = await readFile(this.#file, 'utf8').catch(() => '{}');
    const entries = parseEntries(text);
    if (entries === undefined) this.#log('warn', `${this.#file} is damaged and is made anew`);
    this.#figures ??= new Map(entries ?? []);
  }

  /** @param seconds that this part of the work took */
  recordSeconds(work: MeasuredWork, part: WorkPart, seconds: number): void {
    const known = this.#of(work)[part];
    const mean = known === undefined ? seconds : known + NEWEST_WEIGHT * (seconds - known);
    this.#set(work, { [part]: mean });
  }

  recordPeak(work: MeasuredWork, peakBytes: number): void {
    this.#set(work, { peakBytes });
  }

  /** @returns what a part of the work takes once; undefined before the first run of this kind */
  seconds(work: MeasuredWork, part: WorkPart): number | undefined {
    return this.#of(work)[part];
  }

  /** @returns bytes; undefined before the first run of this kind that set a new mark */
  peakBytes(work: MeasuredWork): number | undefined {
    return this.#of(work).peakBytes;
  }

  /** Writes all down, after what is being written. A failure is logged: the picture matters more. */
  async save(): Promise<void> {
    this.#saving = this.#saving.then(async () => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    const entries = [...(this.#figures ?? [])].slice(-MAX_RECORDS);
    const text = `${JSON.stringify({ version: VERSION, entries: Object.fromEntries(entries) })}\n`;
    try {
      await writeFile(`${this.#file}.new`, text);
      await rename(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#log('warn', `the run records cannot be written: ${String(error)}`);
    }
  }

  #of(work: MeasuredWork): Figures {
    return this.#figures?.get(keyOf(work)) ?? {};
  }

  #set(work: MeasuredWork, figures: Figures): void {
    const key = keyOf(work);
    const merged = { ...this.#of(work), ...figures };
    this.#figures ??= new Map();
    this.#figures.delete(key);
    this.#figures.set(key, merged);
  }
}

function keyOf({ model, device, width, height, guided }: MeasuredWork): string {
  return JSON.stringify([model, device, width, height, guided]);
}

function parseEntries(text: string): readonly [string, Figures][] | undefined {
  try {
    const { entries = {} } = JSON.parse(text) as { entries?: Record<string, unknown> };
    return Object.entries(entries).map(([key, figures]) => [key, readFigures(figures)]);
  } catch {
    return undefined;
  }
}

function readFigures(value: unknown): Figures {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const read = (name: keyof Figures) => {
    const figure = given[name];
    return typeof figure === 'number' && figure >= 0 ? { [name]: figure } : {};
  };
  return { ...read('call'), ...read('upscale'), ...read('decode'), ...read('peakBytes') };
}

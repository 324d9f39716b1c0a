import type { Checkpoint } from './checkpoint.js';

/** Everything that the server offers to choose from. */
export interface ServerLists {
  readonly checkpoints: readonly Checkpoint[];
  readonly samplers: readonly NamedChoice[];
  /** By label (`SGM Uniform`); empty where the server has no schedulers of its own. */
  readonly schedulers: readonly NamedChoice[];
  /** For hires fix: latent modes first. */
  readonly upscalers: readonly string[];
  readonly styles: readonly string[];
  /** Words that `<lora:…>` takes, by file name; undefined where the server does not tell. */
  readonly loras: readonly NamedChoice[] | undefined;
  /** Forge's VAE and text encoder files; undefined where the server has none such. */
  readonly modules: readonly string[] | undefined;
  /** A1111's VAE files; undefined where the server has none such. */
  readonly vaes: readonly string[] | undefined;
  /** Whether the way into the server takes pictures to start from. */
  readonly takesPictures?: boolean;
  readonly defaults: ServerDefaults;
}

/** A name with the other names that mean it. */
export interface NamedChoice {
  readonly value: string;
  readonly aliases: readonly string[];
}

/** What the server's own form begins with. */
export interface ServerDefaults {
  readonly width: number;
  readonly height: number;
  readonly guidanceScale: number;
  /** Undefined: the server cannot be asked for a clip skip. */
  readonly clipSkip: number | undefined;
  /** The modules that are in use now, by file name. */
  readonly modules: readonly string[];
}

/** Dividers in the list of styles: `------ STYLES ------`. */
export const isStyle = (name: string): boolean => name !== '' && !/^-{3,}/.test(name);

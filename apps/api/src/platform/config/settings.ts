import type { ModelLine } from '@cyberimage/core';
import type { PictureSettings, RetentionSettings } from './picture-settings.js';
import type { Environment } from './read-environment.js';

/** Every setting of the product, checked and complete. Also the injection token of itself. */
export abstract class Settings {
  abstract readonly host: string;
  abstract readonly port: number;
  /** The repository's root: relative paths count from here. */
  abstract readonly rootPath: string;
  abstract readonly mediaRoot: string;
  abstract readonly dataPath: string;
  abstract readonly modelsPath: string;
  abstract readonly checkpointPath: string;
  abstract readonly loraPath: string;
  /** The built web app. */
  abstract readonly webPath: string;
  abstract readonly redisUrl: string | undefined;
  abstract readonly databaseUrl: string | undefined;
  /** Origins of other sites whose pages may call the API. */
  abstract readonly corsOrigins: readonly string[];
  /** Host names beside localhost that requests may be addressed to; `*` for any. */
  abstract readonly allowedHosts: readonly string[];
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  abstract readonly trustedProxies: readonly string[];
  abstract readonly logLevel: string;
  abstract readonly limits: RequestLimits;
  /** Generations from one address, the machine's own excepted; 0: any number. */
  abstract readonly generationsPerHour: number;
  /** Jobs of one address that may wait or run at once, the machine's own excepted; 0: any number. */
  abstract readonly generationsAtOnce: number;
  /** How long a worker holds a job without a sign of life. */
  abstract readonly leaseMs: number;
  /** How long deleted pictures can be brought back; 0: not at all. */
  abstract readonly trashMs: number;
  abstract readonly inputs: InputSettings;
  abstract readonly pictures: PictureSettings;
  abstract readonly retention: RetentionSettings;
  abstract readonly enrichment: EnrichmentSettings;
  /** What a request gets that names no model; undefined for the first usable one. */
  abstract readonly defaultModel: string | undefined;
  /** Whether pictures are shown while they are made. */
  abstract readonly previews: boolean;
  abstract readonly models: readonly ModelLine[];
  /** What the settings were made from: the variables that are set, of those that the product reads. */
  abstract readonly variables: Environment;
  abstract readonly plugins: PluginSettings;
}

/** The OpenAI-compatible endpoint that writes prompts out; not used without URL and model. */
export interface EnrichmentSettings {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string | undefined;
  /** What it is told to do where a request says nothing else. */
  readonly instruction: string | undefined;
  readonly timeoutMs: number;
}

/** Bounds on what one client may ask for, whatever a model allows. */
export interface RequestLimits {
  readonly maxPromptLength: number;
  readonly maxSteps: number;
  readonly maxPixels: number;
  readonly maxImages: number;
  readonly maxQueueLength: number;
  readonly bodyLimitBytes: number;
}

/** Pictures that clients send for jobs to start from. */
export interface InputSettings {
  /** Bytes of one picture. */
  readonly limitBytes: number;
  readonly maxPixels: number;
  /** How long one is kept that no job and no picture refers to. */
  readonly keepMs: number;
}

/** What the owner allows of plugins. */
export interface PluginSettings {
  /** Ids of those that may do what their manifest asks for without being asked about. */
  readonly trusted: readonly string[];
  /** What may be installed through the API: nothing, files, or packages of the npm registry too. */
  readonly installs: 'off' | 'files' | 'registry';
  /** Where packages that were installed through the API lie. */
  readonly installPath: string;
}

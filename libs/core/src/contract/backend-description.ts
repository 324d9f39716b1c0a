import type { SettingsSchema } from './json.js';

/** What a backend is: the answer of `describe()`. */
export interface BackendDescription {
  /** For people: "Local ONNX models". */
  readonly name: string;
  /** Of the backend's own package, semver. */
  readonly version: string;
  readonly device: DeviceDescription;
  readonly limits: BackendLimits;
  /** The settings that an instance takes; `{ type: 'object', properties: {} }` where there are none. */
  readonly settings: SettingsSchema;
  /** What a backend that forwards to a server finds there now, within some seconds. Holds no secret. */
  readonly server?: ServerDescription;
}

/** The server behind a backend. */
export interface ServerDescription {
  readonly reachable: boolean;
  /** Which product it is, in the backend's words: `forge`, `a1111`. */
  readonly kind?: string;
  /** As the server says it. */
  readonly version?: string;
  /** Whether the credentials open it, are wrong, are needed and absent, or are not asked for. */
  readonly credentials: 'accepted' | 'refused' | 'missing' | 'not-needed' | 'unknown';
  /** For people: what was found, and what would help where something is wrong. */
  readonly message: string;
}

/** Where the work is done. */
export interface DeviceDescription {
  readonly kind: 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml' | 'remote';
  /** For people: "AMD EPYC, 2 threads", "gpu-box:7860". */
  readonly label: string;
  /** Memory of the device in bytes, when known. */
  readonly memoryBytes?: number;
}

/** Bounds that hold for every model of a backend; a model's option schema may be narrower. */
export interface BackendLimits {
  /** Largest `num_images` of one request, at least 1. */
  readonly maxImages: number;
  /** Largest width × height in pixels. */
  readonly maxPixels: number;
}

import type { ModelDescription, ModelLine } from '@cyberimage/core';
import type { NamedUpscaler } from '../pipelines/hires/upscaler.js';
import type { ModelFacts } from '../pipelines/model-facts.js';
import type { PipelineFamily } from '../pipelines/pipeline-family.js';
import type { DeviceChoice } from '../runtime/device.js';
import type { ModelDownload } from '../weights/model-source.js';

/** A model line with what its files tell. */
export interface ModelEntry {
  readonly line: ModelLine;
  readonly description: ModelDescription;
  /** Absent for a model that cannot be used: `description.unavailable` says why. */
  readonly usable?: UsableModel;
  /** Fetches the files of a model that is not on this machine yet. */
  readonly download?: ModelDownload;
}

/** What a model needs to be loaded. */
export interface UsableModel {
  readonly facts: ModelFacts;
  readonly family: PipelineFamily;
  /** Where it runs: as its line says, else as the backend's setting. */
  readonly device: DeviceChoice;
  /** What its pictures can be enlarged with for hires fix. */
  readonly upscalers: readonly NamedUpscaler[];
}

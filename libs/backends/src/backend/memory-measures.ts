import type { LoadedModel, LoadedModels, ModelToLoad } from './loaded-models.js';
import type { MemoryMeasure } from './memory-recovery.js';

/** The model at work; a measure may exchange it. */
export interface RunState {
  wanted: ModelToLoad;
  loaded: LoadedModel;
}

/** What can be done when memory runs short, the least harmful first. */
export function memoryMeasures(state: RunState, models: LoadedModels): readonly MemoryMeasure[] {
  const { key } = state.wanted;
  return [
    {
      code: 'other-models-unloaded',
      message: 'memory ran short: the other models were unloaded',
      apply: () => models.releaseOthers(key),
    },
    {
      code: 'text-encoders-unloaded',
      message: 'memory ran short: the text encoders were unloaded',
      apply: () => state.loaded.runtime.restTextEncoders(),
    },
    {
      code: 'vae-tiled',
      message: 'memory ran short: the picture was decoded in tiles, which changes it a little',
      apply: () => Promise.resolve(state.loaded.runtime.tileDecoder()),
    },
    {
      code: 'moved-to-cpu',
      message: 'memory of the device ran short: the picture was made on the processor',
      apply: async () => {
        if (state.loaded.runtime.device === 'cpu') return false;
        state.wanted = { ...state.wanted, device: 'cpu' };
        state.loaded = await models.get(state.wanted);
        return true;
      },
    },
  ];
}

import type { Model } from '../generated/models/model';

/** A model for tests; `steps` is its range. */
export function sampleModel(id: string, steps = { min: 4, max: 30, default: 12 }): Model {
  return {
    id,
    label: `Model ${id}`,
    description: '',
    source: 'local',
    tags: [],
    default: false,
    backend: { id: 'local', name: 'Local', state: 'ready' },
    options: {
      prompt: { type: 'text', label: 'Prompt', maxLength: 20, default: '', required: true },
      steps: { type: 'integer', label: 'Steps', step: 1, ...steps },
      seed: { type: 'seed', label: 'Seed', default: -1 },
      sampler: {
        type: 'choice',
        label: 'Sampler',
        choices: [
          { value: 'euler', label: 'Euler' },
          { value: 'ddim', label: 'DDIM' },
        ],
        default: 'euler',
      },
    },
  };
}

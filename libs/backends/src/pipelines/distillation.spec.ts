import { expect, it } from 'vitest';
import { SchedulerConfig } from '../schedulers/scheduler-config.js';
import { fixtureFacts } from '../testing/run-golden.js';
import { ModelFolder } from '../weights/model-folder.js';
import { isFewStepModel } from './distillation.js';

const TURBO = {
  _class_name: 'EulerAncestralDiscreteScheduler',
  prediction_type: 'epsilon',
  timestep_spacing: 'trailing',
};

it.each([
  [true, 'the schedule of SDXL Turbo', { schedulerConfig: new SchedulerConfig(TURBO) }],
  [
    false,
    'v-prediction on a zero-SNR schedule',
    { schedulerConfig: new SchedulerConfig({ ...TURBO, prediction_type: 'v_prediction' }) },
  ],
  [false, 'a model as it is', {}],
  [true, 'the name of its folder', { folder: new ModelFolder('/models/sdxl-Turbo') }],
  [true, 'the name it was exported from', { index: { _name_or_path: 'stabilityai/sd-turbo' } }],
  [false, 'the name of a folder further up', { folder: new ModelFolder('/turbo/sdxl') }],
])('is %s by %s', async (expected, _, changes) => {
  expect(isFewStepModel({ ...(await fixtureFacts('sdxl')), ...changes })).toBe(expected);
});

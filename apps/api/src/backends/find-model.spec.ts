import { expect, it } from 'vitest';
import type { HostedModel } from './backend-instance-status.js';
import { findModel } from './find-model.js';

function hosted(instanceId: string, id: string): HostedModel {
  return {
    instanceId,
    model: { id, label: id, description: '', source: 'local', tags: [], options: {} },
  };
}

const models = [
  hosted('local', 'starter'),
  hosted('local', 'org/name'),
  hosted('attic', 'shared'),
  hosted('cellar', 'shared'),
];

it.each([
  ['starter', 'local'],
  ['local/starter', 'local'],
  ['org/name', 'local'],
  ['local/org/name', 'local'],
  ['cellar/shared', 'cellar'],
])('finds %s at %s', (modelId, instanceId) => {
  expect(findModel(models, modelId)?.instanceId).toBe(instanceId);
});

it.each(['shared', 'attic/starter', 'absent', ''])('does not find "%s"', (modelId) => {
  expect(findModel(models, modelId)).toBeUndefined();
});

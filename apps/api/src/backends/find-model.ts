import type { HostedModel } from './backend-instance-status.js';

/**
 * The model that `modelId` means: a model's id where it is the only one of that id, or
 * `instanceId/modelId` or `alias/modelId`. Ids of models may hold slashes themselves.
 */
export function findModel(models: readonly HostedModel[], modelId: string): HostedModel | undefined {
  const qualified = models.find(({ instanceId, alias = instanceId, model }) =>
    [instanceId, alias].some((name) => `${name}/${model.id}` === modelId),
  );
  if (qualified) return qualified;
  const [first, ...others] = models.filter(({ model }) => model.id === modelId);
  return others.length === 0 ? first : undefined;
}

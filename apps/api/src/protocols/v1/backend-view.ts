import type { DeviceDescription } from '@cyberimage/core';
import type { z } from 'zod';
import type { BackendInstanceStatus } from '../../backends/backend-instance-status.js';
import type { backendSchema, deviceSchema } from './schemas/model.schema.js';

export function toBackendView(status: BackendInstanceStatus): z.infer<typeof backendSchema> {
  const { instanceId, alias, displayName, version, state, reason, device, restarts, manages = [] } = status;
  return {
    id: instanceId,
    name: displayName,
    state,
    restarts,
    manages: [...manages],
    ...(alias !== undefined && { alias }),
    ...(version !== undefined && { version }),
    ...(reason !== undefined && { reason }),
    ...(device !== undefined && { device: toDeviceView(device) }),
  };
}

export function toDeviceView({ kind, label, memoryBytes }: DeviceDescription): z.infer<typeof deviceSchema> {
  return { kind, label, ...(memoryBytes !== undefined && { memory_bytes: memoryBytes }) };
}

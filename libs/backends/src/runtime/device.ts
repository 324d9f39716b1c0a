/** Where networks run: onnxruntime's execution providers by their names. */
export const DEVICES = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;

/** One of {@link DEVICES}. */
export type Device = (typeof DEVICES)[number];

/** A device, or `auto` for the best one that is there. */
export type DeviceChoice = Device | 'auto';

const CHOICES: readonly unknown[] = ['auto', ...DEVICES];

/** Whether a setting or option names a device. */
export function isDeviceChoice(value: unknown): value is DeviceChoice {
  return CHOICES.includes(value);
}

/** For people. */
export const DEVICE_LABELS: Readonly<Record<Device, string>> = {
  cpu: 'processor',
  cuda: 'NVIDIA GPU (CUDA)',
  webgpu: 'GPU (WebGPU)',
  dml: 'GPU (DirectML)',
  coreml: 'Apple Neural Engine or GPU (Core ML)',
};

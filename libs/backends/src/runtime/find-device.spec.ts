import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readManifest } from '../backend/read-manifest.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { DEVICES, isDeviceChoice } from './device.js';
import { missingForDevice, resolveDevice } from './find-device.js';
import { missingLibraries } from './missing-libraries.js';
import { OnnxSession } from './onnx-session.js';

const GRAPH = fileURLToPath(new URL('models/sd15/text_encoder/model.onnx', FIXTURES));

it('always has a processor, and takes what is named', () => {
  expect(missingForDevice('cpu')).toBeUndefined();
  for (const device of DEVICES) expect(resolveDevice(device)).toBe(device);
  expect(missingForDevice(resolveDevice('auto'))).toBeUndefined();
});

it('knows a device by its name', () => {
  expect(['auto', 'cuda', 'gpu', 1].map(isDeviceChoice)).toEqual([true, true, false, false]);
});

it.runIf(process.platform === 'linux')('asks the loader which libraries are there', () => {
  expect(missingLibraries(['libc.so.6', 'libabsent.so.1'])).toEqual(['libabsent.so.1']);
});

it('is told where CUDA lies and which GPUs to take', () => {
  // The host passes on no other variables than those that a manifest names.
  const { environment } = readManifest().cyberimage.permissions ?? {};
  expect(environment).toEqual(expect.arrayContaining(['LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES']));
});

it.each(['cuda', 'dml', 'coreml'] as const)('never takes another device for %s', async (device) => {
  const missing = missingForDevice(device);
  const open = OnnxSession.open(GRAPH, { threads: 1, device, keepsMemory: false });
  if (missing === undefined) return (await open).release();
  await expect(open).rejects.toMatchObject({
    code: 'unavailable',
    retryable: false,
    message: `the device ${device} cannot be used: ${missing}`,
  });
});

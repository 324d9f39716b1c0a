import { describe, expect, it } from 'vitest';
import { runtimeError } from './runtime-error.js';

const FAILURE = { file: 'unet/model.onnx', action: 'running', device: 'cpu' } as const;

describe('runtimeError', () => {
  it.each([
    ['std::bad_alloc', 'running'],
    ['Failed to allocate memory for requested buffer of size 4294967296', 'running'],
    ['bad allocation', 'loading'],
  ] as const)('takes "%s" while %s for a lack of memory', (message, action) => {
    const error = runtimeError(new Error(message), { ...FAILURE, action });
    expect(error).toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining(action) as string,
    });
  });

  it('names the file and the operator that has no kernel', () => {
    const reason = 'Could not find an implementation for GroupNorm(1) node with name';
    const error = runtimeError(new Error(reason), { ...FAILURE, action: 'loading' });
    expect(error.code).toBe('model-missing');
    expect(error.message).toBe(`loading unet/model.onnx failed: ${reason}`);
  });

  it.each([
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    'CUDA failure 999: unknown error',
    'Failed to get a WebGPU adapter: No supported adapters',
  ])('tells a device that does not work from a graph that does not: %s', (reason) => {
    const error = runtimeError(new Error(reason), { ...FAILURE, device: 'cuda' });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toContain(reason);
    expect(runtimeError(new Error(reason), FAILURE).code).toBe('internal');
  });

  it('takes a graph that fails after loading for a fault of the backend', () => {
    expect(runtimeError('odd', FAILURE).code).toBe('internal');
  });
});

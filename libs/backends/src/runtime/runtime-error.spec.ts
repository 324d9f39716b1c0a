import { describe, expect, it } from 'vitest';
import { runtimeError } from './runtime-error.js';

describe('runtimeError', () => {
  it.each([
    ['std::bad_alloc', 'running'],
    ['Failed to allocate memory for requested buffer of size 4294967296', 'running'],
    ['bad allocation', 'loading'],
  ] as const)('takes "%s" while %s for a lack of memory', (message, action) => {
    const error = runtimeError(new Error(message), 'unet/model.onnx', action);
    expect(error).toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining(action) as string,
    });
  });

  it('names the file and the operator that has no kernel', () => {
    const reason = 'Could not find an implementation for GroupNorm(1) node with name';
    const error = runtimeError(new Error(reason), 'unet/model.onnx', 'loading');
    expect(error.code).toBe('model-missing');
    expect(error.message).toBe(`loading unet/model.onnx failed: ${reason}`);
  });

  it('takes a graph that fails after loading for a fault of the backend', () => {
    expect(runtimeError('odd', 'unet/model.onnx', 'running').code).toBe('internal');
  });
});

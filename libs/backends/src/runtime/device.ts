/** Where networks run: onnxruntime's execution providers by their names. */
export type Device = 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';

import './drop-float16-array.js';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import type { Device } from './device.js';
import { missingForDevice } from './find-device.js';
import { fromHalfFloats, toHalfFloats } from './half-float.js';
import { runtimeError } from './runtime-error.js';
import type { Feed, Port, Tensor } from './tensor.js';

/** How a session is made. */
export interface SessionOptions {
  /** Threads of one call. */
  readonly threads: number;
  readonly device: Device;
  /** Whether memory is kept between calls: faster, but the peak of the largest call stays taken. */
  readonly keepsMemory: boolean;
  /** Bytes to read behind the file's: more nodes and outputs for its graph. */
  readonly tail?: Uint8Array | undefined;
}

/** One ONNX graph, loaded. `run` blocks the thread while it works: the runtime's limit. */
export class OnnxSession {
  /** The graph's file, for messages. */
  readonly file: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly #device: Device;
  readonly #session: InferenceSession;
  /** Numbers cast to an input's type, by what was fed: a prompt is the same in every step. */
  readonly #cast = new WeakMap<ArrayLike<number>, OnnxTensor>();

  private constructor(file: string, device: Device, session: InferenceSession) {
    this.file = file;
    this.#device = device;
    this.#session = session;
    this.inputs = session.inputMetadata.map(toPort);
    this.outputs = session.outputMetadata.map(toPort);
  }

  /**
   * Loads a graph from its path, or from its bytes where it is to have a tail.
   *
   * @param file absolute path of a `.onnx` file
   * @throws BackendError `model-missing` when the file is absent, damaged or has operators without kernel;
   *   `out-of-memory`; `unavailable` for a device that is not there
   */
  static async open(file: string, options: SessionOptions): Promise<OnnxSession> {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) throw new BackendError('model-missing', `${file} does not exist`);
    requireDevice(options.device);
    try {
      const config = {
        executionProviders: [options.device],
        intraOpNumThreads: options.threads,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        enableCpuMemArena: options.keepsMemory,
        // Each session has threads of its own. Spinning between operators, they take the cores from each
        // other and from the API: on two busy cores that made a small model three times slower.
        extra: {
          session: {
            intra_op: { allow_spinning: '0' },
            // Bytes have no place of their own to find external weights from.
            ...(options.tail && { model_external_initializers_file_folder_path: dirname(file) }),
          },
        },
        // What it would print to stderr is thrown as well.
        logSeverityLevel: 4,
      } as const;
      const session =
        options.tail === undefined
          ? await InferenceSession.create(file, config)
          : await InferenceSession.create(Buffer.concat([await readFile(file), options.tail]), config);
      return new OnnxSession(file, options.device, session);
    } catch (error) {
      throw runtimeError(error, { file, action: 'loading', device: options.device });
    }
  }

  /** The input that goes by one of these names; undefined where the graph has none. */
  findInput(names: readonly string[]): Port | undefined {
    return this.inputs.find(({ name }) => names.includes(name));
  }

  /**
   * The same for an input that has to be there.
   *
   * @throws BackendError `model-missing` naming what the graph has instead
   */
  input(names: readonly string[]): Port {
    const port = this.findInput(names);
    if (port !== undefined) return port;
    const present = this.inputs.map(({ name }) => name).join(', ');
    const message = `${this.file} has no input ${names.join(' or ')}; it has ${present}`;
    throw new BackendError('model-missing', message);
  }

  /** The output that goes by one of these names, else the graph's first. */
  output(names: readonly string[]): Port {
    const port = this.outputs.find(({ name }) => names.includes(name)) ?? this.outputs[0];
    if (port === undefined) throw new BackendError('model-missing', `${this.file} has no output`);
    return port;
  }

  /**
   * @param feeds one per input of the graph
   * @param output which output to compute
   * @returns that output, float16 widened to float32
   * @throws BackendError `out-of-memory`; `internal` when the graph fails
   */
  async run(feeds: ReadonlyMap<Port, Feed>, output: Port): Promise<Tensor> {
    const [tensor] = await this.runAll(feeds, [output]);
    if (tensor === undefined) throw new TypeError(`output ${output.name} is missing`);
    return tensor;
  }

  /** {@link run} for several outputs of one call, in the order asked for. */
  async runAll(feeds: ReadonlyMap<Port, Feed>, outputs: readonly Port[]): Promise<readonly Tensor[]> {
    const tensors = Object.fromEntries(
      [...feeds].map(([port, feed]) => [port.name, this.#castOnce(port, feed)]),
    );
    try {
      const names = outputs.map(({ name }) => name);
      const results = await this.#session.run(tensors, names);
      return outputs.map((port) => fromOnnxTensor(results[port.name], port));
    } catch (error) {
      throw runtimeError(error, { file: this.file, action: 'running', device: this.#device });
    }
  }

  #castOnce(port: Port, feed: Feed): OnnxTensor {
    const known = this.#cast.get(feed.data);
    if (known?.type === port.type && known.dims.join() === feed.dims.join()) return known;
    const tensor = toOnnxTensor(port, feed);
    this.#cast.set(feed.data, tensor);
    return tensor;
  }

  /** Gives the memory back; the session cannot be used any more. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** A loaded graph, as the networks built on it see it. */
export type Network = Pick<OnnxSession, keyof OnnxSession>;

/** onnxruntime would name a library that it did not find, if at all, on stderr only. */
function requireDevice(device: Device): void {
  const missing = device === 'cpu' ? undefined : missingForDevice(device);
  if (missing === undefined) return;
  const message = `the device ${device} cannot be used: ${missing}`;
  throw new BackendError('unavailable', message, { retryable: false });
}

function toPort(metadata: InferenceSession.ValueMetadata): Port {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: 'unknown', shape: [] };
}

function toOnnxTensor(port: Port, { data, dims }: Feed): OnnxTensor {
  switch (port.type) {
    case 'float32':
      return new OnnxTensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), dims);
    case 'float16':
      return new OnnxTensor('float16', toHalfFloats(data), dims);
    case 'float64':
      return new OnnxTensor('float64', Float64Array.from(data), dims);
    case 'int32':
      return new OnnxTensor('int32', Int32Array.from(data), dims);
    case 'bool':
      return new OnnxTensor('bool', Uint8Array.from(data), dims);
    case 'int64':
      return new OnnxTensor(
        'int64',
        BigInt64Array.from(Array.from(data, (value) => BigInt(Math.trunc(value)))),
        dims,
      );
    default:
      throw new TypeError(`input ${port.name} is of type ${port.type}, which cannot be fed`);
  }
}

function fromOnnxTensor(tensor: OnnxTensor | undefined, port: Port): Tensor {
  const data: unknown = tensor?.data;
  if (tensor === undefined) throw new TypeError(`output ${port.name} is missing`);
  if (data instanceof Float32Array) return { data, dims: tensor.dims };
  if (data instanceof Uint16Array) return { data: fromHalfFloats(data), dims: tensor.dims };
  if (data instanceof Float64Array) return { data: Float32Array.from(data), dims: tensor.dims };
  throw new TypeError(`output ${port.name} is of type ${tensor.type}, which cannot be read`);
}

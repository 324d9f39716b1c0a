import { createHash } from 'node:crypto';

/** A checkpoint file of the fake server. Its hash is known only after its first load. */
export interface FakeCheckpoint {
  /** Path below the model folder, with the separators of the server's system. */
  readonly file: string;
  hashed: boolean;
}

export const sha256Of = ({ file }: FakeCheckpoint): string => createHash('sha256').update(file).digest('hex');
export const shortHashOf = (checkpoint: FakeCheckpoint): string => sha256Of(checkpoint).slice(0, 10);
export const stemOf = ({ file }: FakeCheckpoint): string =>
  file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
const modelNameOf = ({ file }: FakeCheckpoint): string => file.replace(/\.[^.]+$/, '').replace(/[\\/]/g, '_');
const titleOf = (checkpoint: FakeCheckpoint): string =>
  checkpoint.hashed ? `${checkpoint.file} [${shortHashOf(checkpoint)}]` : checkpoint.file;

/** An element of /sdapi/v1/sd-models. */
export function listCheckpoint(checkpoint: FakeCheckpoint): object {
  return {
    title: titleOf(checkpoint),
    model_name: modelNameOf(checkpoint),
    hash: checkpoint.hashed ? shortHashOf(checkpoint) : null,
    sha256: checkpoint.hashed ? sha256Of(checkpoint) : null,
    filename: `/srv/fake/models/Stable-diffusion/${checkpoint.file}`,
    config: null,
  };
}

/** The checkpoint that `name` is an alias of. */
export function findFakeCheckpoint(
  checkpoints: readonly FakeCheckpoint[],
  name: unknown,
): FakeCheckpoint | undefined {
  return checkpoints.find((checkpoint) => {
    const plain = [checkpoint.file, modelNameOf(checkpoint), stemOf(checkpoint)];
    const hash = shortHashOf(checkpoint);
    const hashed = [
      hash,
      sha256Of(checkpoint),
      `${checkpoint.file} [${hash}]`,
      `${stemOf(checkpoint)} [${hash}]`,
    ];
    return plain.includes(String(name)) || (checkpoint.hashed && hashed.includes(String(name)));
  });
}

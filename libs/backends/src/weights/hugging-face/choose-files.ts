import { BackendError } from '@cyberimage/core';
import type { HubFile } from './hub-file.js';
import type { ModelPlace } from './model-place.js';

/** A file to fetch and its place in the model's folder. */
export interface ChosenFile {
  readonly file: HubFile;
  /** Relative, with slashes. */
  readonly target: string;
}

const DENOISERS = ['unet', 'transformer'];
const OTHER_NETWORKS = ['text_encoder', 'text_encoder_2', 'text_encoder_3', 'vae_decoder', 'vae_encoder'];
const NETWORKS = [...DENOISERS, ...OTHER_NETWORKS];
const TEXT_FOLDERS = ['tokenizer', 'tokenizer_2', 'tokenizer_3', 'scheduler'];
const ROOT_FILES = ['model_index.json', 'complex_human_instruction.json'];

/** The networks without which no picture can be made, beside the denoiser. */
const REQUIRED = ['text_encoder', 'vae_decoder'];

const GRAPH = 'model.onnx';
const CONFIGS = /\.(json|txt)$/;

/** Names of external weights: optimum's, Olive's, the legacy diffusers script's, and bare UUIDs. */
const EXTERNAL_WEIGHTS = /\.onnx_data(_\d+)?$|\.data$|^weights\.pb$|^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The files of a repository that a pipeline needs: ONNX graphs in the diffusers layout with their external
 * weights, and the texts beside them. Weights of other frameworks are never among them, so nothing that
 * Python would unpickle is even fetched.
 *
 * @throws BackendError `model-missing` when the repository has no such model, saying what it has instead
 */
export function chooseFiles(files: readonly HubFile[], place: ModelPlace): readonly ChosenFile[] {
  const root = place.subfolder === undefined ? '' : `${place.subfolder}/`;
  const model = new RepositoryFolder(files, root);
  if (!DENOISERS.some((name) => model.graphs(name).length > 0)) throw noGraphs(files, place);
  const chosen = [
    ...ROOT_FILES.flatMap((name) => model.find(name)),
    ...TEXT_FOLDERS.flatMap((folder) => model.folder(folder).filter(({ target }) => CONFIGS.test(target))),
    ...NETWORKS.flatMap((network) => networkFiles(model, network, place)),
  ];
  const absent = REQUIRED.filter((name) => !chosen.some(({ target }) => target === `${name}/${GRAPH}`));
  if (absent.length === 0) return chosen;
  throw new BackendError('model-missing', `${place.repo} has no ${GRAPH} in ${absent.join(', ')}`);
}

function networkFiles(model: RepositoryFolder, network: string, place: ModelPlace): readonly ChosenFile[] {
  const graphs = model.graphs(network);
  if (graphs.length === 0) return [];
  const { variant } = place;
  const wanted = variant === undefined ? [] : [`model.${variant}.onnx`, `model_${variant}.onnx`];
  // As in diffusers, a component without the variant is taken as it is.
  const graph = [...wanted, GRAPH].find((name) => graphs.includes(name));
  if (graph === undefined) {
    const message = `${place.repo} has only ${graphs.join(', ')} in ${network}; choose with {"variant": …}`;
    throw new BackendError('model-missing', message);
  }
  const others = graphs.filter((name) => name !== graph);
  return model.folder(network).flatMap(({ file, target }) => {
    const name = target.slice(network.length + 1);
    if (name === graph) return [{ file, target: `${network}/${GRAPH}` }];
    const isOfOther = others.some((other) => name.startsWith(other));
    const isNeeded = CONFIGS.test(name) || (EXTERNAL_WEIGHTS.test(name) && !isOfOther);
    return isNeeded ? [{ file, target }] : [];
  });
}

/** The folder of a repository that holds a model. */
class RepositoryFolder {
  readonly #files: readonly ChosenFile[];

  constructor(files: readonly HubFile[], root: string) {
    this.#files = files
      .filter(({ path }) => path.startsWith(root))
      .map((file) => ({ file, target: file.path.slice(root.length) }));
  }

  find(target: string): readonly ChosenFile[] {
    return this.#files.filter((entry) => entry.target === target);
  }

  /** The files right in a folder; names that are no plain file names are left out. */
  folder(name: string): readonly ChosenFile[] {
    return this.#files.filter(({ target }) => {
      const rest = target.startsWith(`${name}/`) ? target.slice(name.length + 1) : '';
      return /^[\w-][\w.-]*$/.test(rest);
    });
  }

  /** Names of a component's graphs. */
  graphs(component: string): readonly string[] {
    const names = this.folder(component).map(({ target }) => target.slice(component.length + 1));
    return names.filter((name) => name.endsWith('.onnx'));
  }
}

function noGraphs(files: readonly HubFile[], { repo, subfolder }: ModelPlace): BackendError {
  const layout = new RegExp(`^(.+)/(${DENOISERS.join('|')})/[^/]+\\.onnx$`);
  const folders = [...new Set(files.flatMap(({ path }) => layout.exec(path)?.[1] ?? []))];
  const where = subfolder === undefined ? repo : `${repo}/${subfolder}`;
  const missing = `${where} has no ONNX graph in ${DENOISERS.join(' or ')}`;
  if (folders.length > 0) {
    const example = `{"subfolder": "${folders[0]}"}`;
    const message = `${missing}, but in ${folders.join(', ')}: choose one in the model line, as in ${example}`;
    return new BackendError('model-missing', message);
  }
  const command = `optimum-cli export onnx --model ${repo} FOLDER`;
  const message = `${missing}: export it with "${command}" and use the source local (see docs/models.md)`;
  return new BackendError('model-missing', message);
}

import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../setup/root.mjs';
import { packCore } from './pack-core.mjs';

const TEMPLATE = fileURLToPath(new URL('template/package', import.meta.url));
/** What differs from the template outside of this repository. */
const STANDALONE = fileURLToPath(new URL('template/standalone', import.meta.url));

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const LONGEST_NAME = 50;

/**
 * Makes a backend package in a new folder.
 *
 * @param {{ name: string, parent?: string, core?: string }} wish `parent`: absolute, default plugins/;
 *   `core`: what npm is to take for @cyberimage/core where the package lies outside of this repository
 * @throws Error for a name that is not kebab-case and for a folder that exists
 */
export function makePackage({ name, parent = join(root, 'plugins'), core }) {
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    throw new Error(
      `the name is ${JSON.stringify(name)}; it must be kebab-case, such as my-backend, ` +
        `begin with a letter and have ${LONGEST_NAME} characters at most`,
    );
  }
  const directory = join(parent, name);
  if (existsSync(directory)) throw new Error(`${directory} exists; choose another name or remove it`);

  const isInside = directory.startsWith(root);
  mkdirSync(directory, { recursive: true });
  try {
    copySources(directory, isInside);
    const packageFile = isInside ? memberPackage() : standalonePackage(core ?? packCore(directory));
    writeFileSync(join(directory, 'package.json'), `${JSON.stringify(packageFile, undefined, 2)}\n`);
    rename(directory, name);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return { directory, isInside };
}

function copySources(directory, isInside) {
  const isWanted = (path) =>
    relative(TEMPLATE, path).split(sep)[0] !== 'dist' && (isInside || !path.endsWith('.spec.ts'));
  cpSync(TEMPLATE, directory, { recursive: true, filter: isWanted });
  if (!isInside) cpSync(STANDALONE, directory, { recursive: true });
}

/** npm finds a workspace's dependency in the repository only where the version fits. */
function memberPackage() {
  const { version } = readJson(join(root, 'libs/core/package.json'));
  return { ...readJson(join(TEMPLATE, 'package.json')), dependencies: { '@cyberimage/core': version } };
}

function standalonePackage(core) {
  const { version } = readJson(join(root, 'libs/core/package.json'));
  const { peerDependencies, devDependencies, ...others } = readJson(join(STANDALONE, 'package.json'));
  return {
    ...others,
    peerDependencies: { ...peerDependencies, '@cyberimage/core': `^${version}` },
    devDependencies: { ...devDependencies, '@cyberimage/core': core },
    cyberimage: readJson(join(TEMPLATE, 'package.json')).cyberimage,
  };
}

/** Puts the new name in place of the template's, in each of its spellings, and the new way to the root. */
function rename(directory, name) {
  const words = name.split('-').map((word) => word[0].toUpperCase() + word.slice(1));
  const sentence = name.replaceAll('-', ' ');
  const wayToRoot = `${relative(directory, root).split(sep).join('/')}/`;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.tgz')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8')
      .replaceAll('my-backend', name)
      .replaceAll('MyBackend', words.join(''))
      .replaceAll('My backend', sentence[0].toUpperCase() + sentence.slice(1))
      .replaceAll('../../../../', wayToRoot);
    writeFileSync(path, text);
    renameSync(path, join(entry.parentPath, entry.name.replace('my-backend', name)));
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

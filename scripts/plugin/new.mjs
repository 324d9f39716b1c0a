// `npm run plugin:new NAME [-- --dir PATH] [-- --core SPEC]`: a working backend package to start from.
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makePackage } from './make-package.mjs';

const USAGE = `usage: npm run plugin:new NAME [-- --dir PATH] [--core SPEC]

  NAME         kebab-case, such as my-backend: the backend's id and its folder's name
  --dir PATH   the folder to make it in; default: plugins/
  --core SPEC  outside of this repository: where npm finds @cyberimage/core, such as ^0.1.0;
               default: this repository's, packed into the new folder`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { dir: { type: 'string' }, core: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
  } else {
    if (positionals.length !== 1)
      throw new Error(`one NAME is needed, not ${positionals.length}\n\n${USAGE}`);
    // npm starts its scripts in the repository's folder, wherever it was called.
    const calledFrom = process.env.INIT_CWD ?? process.cwd();
    const parent = values.dir === undefined ? undefined : resolve(calledFrom, values.dir);
    report(makePackage({ name: positionals[0], parent, core: values.core }), calledFrom);
  }
} catch (error) {
  console.error(`plugin:new: ${error.message}`);
  process.exitCode = 1;
}

function report({ directory, isInside }, calledFrom) {
  const path = relative(calledFrom, directory) || '.';
  const className = join('src', `${basename(directory)}.ts`);
  console.log(`Made ${path}. The work is done in ${className}; README.md there says what to change.\n`);
  if (!isInside) console.log(`  cd ${path} && npm install && npm test\n\nthen, here:\n`);
  console.log(`  npm run plugin:test ${isInside ? path : directory}`);
}

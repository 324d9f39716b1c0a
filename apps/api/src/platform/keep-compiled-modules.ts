import module from 'node:module';
import { join } from 'node:path';
import { repositoryRoot } from './config/repository-root.js';

// An early import of every entry file: what V8 made of the thousands of modules is kept for the next start. Not in
// the system's folder for such, which others may write to; where ours cannot be written it is done without.
module.enableCompileCache(join(repositoryRoot(), 'node_modules/.cache/cyberimage'));

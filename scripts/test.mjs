// The README's second command: sets up what the tests need, then runs every one of them.
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeForProduct } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { ensureServices } from './setup/services.mjs';

ensureInstalled();
ensureServices();
const node = nodeForProduct();
const vitest = 'node_modules/vitest/vitest.mjs';

ensureBuilt(node);
run('npm', ['run', '--silent', 'lint']);
run(node, [vitest, 'run']);
run('npm', ['run', '--silent', 'test', '-w', '@cyberimage/web']);
run(node, [vitest, 'run', '--config', 'e2e/vitest.config.ts']);
console.log('\nAll tests passed.');

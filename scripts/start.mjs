// The README's first command. Until the install is done only Node's own modules may be used here.
import { spawn } from 'node:child_process';
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeForProduct } from './setup/node.mjs';
import { root } from './setup/root.mjs';

ensureInstalled();
const node = nodeForProduct();
ensureBuilt(node);

// No signal of another process opens a debugger's port: see keep-debugger-shut.ts.
const server = spawn(node, ['--disable-sigusr1', 'apps/api/dist/main.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});

// Ctrl-C reaches the whole process group by itself; a signal sent to this process alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
process.on('SIGINT', () => {});
server.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1);
});

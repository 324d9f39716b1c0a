import './platform/assert-node-version.js';
import './platform/keep-compiled-modules.js';
import 'reflect-metadata';

const { startWorker } = await import('./start-worker.js');
const { failStart } = await import('./fail-start.js');
await startWorker().catch(failStart);

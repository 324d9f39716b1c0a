import './platform/assert-node-version.js';
import 'reflect-metadata';

const { startWorker } = await import('./start-worker.js');
await startWorker();

import './platform/assert-node-version.js';
import './platform/keep-compiled-modules.js';
import 'reflect-metadata';

const { startApi } = await import('./start-api.js');
const { failStart } = await import('./fail-start.js');
await startApi().catch(failStart);

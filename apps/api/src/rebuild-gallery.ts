import './platform/assert-node-version.js';
import 'reflect-metadata';

const { startRebuild } = await import('./start-rebuild.js');
const { failStart } = await import('./fail-start.js');
await startRebuild().catch(failStart);

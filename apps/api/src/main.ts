import './platform/assert-node-version.js';
import 'reflect-metadata';

const { startApi } = await import('./start-api.js');
await startApi();

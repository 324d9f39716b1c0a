import './platform/assert-node-version.js';
import 'reflect-metadata';

const { describeApi } = await import('./describe-api.js');
process.stdout.write(`${JSON.stringify(await describeApi(), null, 2)}\n`);

import type { BackendFactory } from '@cyberimage/core';
import { LocalBackend } from './backend/local-backend.js';

/** Makes the local backend: the entry that the manifest in package.json names. */
const createLocalBackend: BackendFactory = (context) => new LocalBackend(context);

export default createLocalBackend;

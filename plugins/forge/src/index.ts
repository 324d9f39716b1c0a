import type { BackendFactory } from '@cyberimage/core';
import { ForgeBackend } from './forge-backend.js';

/** Makes an instance for one server. */
const createBackend: BackendFactory = (context) => new ForgeBackend(context);

export default createBackend;

import type { BackendFactory } from '@cyberimage/core';
import { ForgeBackend } from './forge-backend.js';

const createBackend: BackendFactory = (context) => new ForgeBackend(context);

export default createBackend;

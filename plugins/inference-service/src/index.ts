import type { BackendFactory } from '@cyberimage/core';
import { InferenceServiceBackend } from './inference-service-backend.js';
import { readSettings } from './settings.js';

/** Makes an instance for one service. */
const createBackend: BackendFactory = ({ settings }) => new InferenceServiceBackend(readSettings(settings));

export default createBackend;

import type { BackendFactory } from '@cyberimage/core';
import { MyBackend } from './my-backend.js';

/** Makes an instance; the host calls this once per process. */
const createBackend: BackendFactory = ({ settings, log }) => {
  log('info', 'ready to paint');
  return new MyBackend(Number(settings['step_ms']));
};

export default createBackend;

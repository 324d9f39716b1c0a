import type { BackendFactory } from '@cyberimage/core';
import { ComfyUiBackend } from './comfyui-backend.js';
import { readSettings } from './settings.js';

/** Makes an instance for one server. */
const createBackend: BackendFactory = ({ settings, paths }) =>
  new ComfyUiBackend(readSettings(settings), paths.data);

export default createBackend;

import type { BackendFactory } from '@cyberimage/core';
import { OpenAiImagesBackend } from './openai-images-backend.js';
import { readSettings } from './settings.js';

/** Makes an instance for one server. */
const createBackend: BackendFactory = ({ settings, log }) =>
  new OpenAiImagesBackend(readSettings(settings), log);

export default createBackend;

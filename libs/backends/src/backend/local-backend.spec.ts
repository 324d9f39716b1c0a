import { backendConformance } from '@cyberimage/core/testing';
import { describe, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';

describe('LocalBackend', () => {
  backendConformance(it, {
    create: () => createBackend([modelLine('sd15', 'sd15')]),
    parameters: { steps: 20 },
  });
});

import { describe, test } from 'node:test';
import { backendConformance } from '@cyberimage/core/testing';
import { MyBackend } from './my-backend.js';

void describe('MyBackend', () => {
  backendConformance((name, run) => void test(name, run), { create: () => new MyBackend(0) });
});

export * from './backend-conformance.js';
export type { ConformanceSubject } from './conformance-check.js';
export * from './fake-backend.js';
export * from './paint-png.js';
export * from './test-context.js';

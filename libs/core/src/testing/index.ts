export * from './backend-conformance.js';
export * from './fake-backend.js';

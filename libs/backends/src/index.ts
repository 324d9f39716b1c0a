export * from './schedulers/samplers.js';

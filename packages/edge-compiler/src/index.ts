export * from './check/index.js';
export * from './features/index.js';

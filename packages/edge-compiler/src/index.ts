export * from './build/index.js';
export * from './check/index.js';
export * from './features/index.js';
export * from './migrate/index.js';

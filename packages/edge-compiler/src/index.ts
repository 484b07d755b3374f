export * from './features/index.js';

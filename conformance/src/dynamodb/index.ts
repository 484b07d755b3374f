export { operationCases } from './cases/index.js';
export { type KnownDifference, knownDifferences } from './known-differences.js';
export type { OperationCase } from './operation-case.js';

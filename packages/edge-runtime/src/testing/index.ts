// `@edgewire/edge-runtime/test`: for vitest, jest and node:test.

export { createEdgeEngine } from '../engine/edge-engine.js';
export type { FunctionEvent } from '../event/build-event.js';
export { createKeyValueStore } from '../kvs/key-value-store.js';
export {
  type EdgeResult,
  edgeFunction,
  edgeResult,
  type FunctionUnderTest,
  type TestFunctionOptions,
} from './edge-function.js';
export {
  type TestValues,
  type ViewerRequestOptions,
  type ViewerResponseOptions,
  viewerRequest,
  viewerResponse,
} from './events.js';

export {
  createDriverEngine,
  createEdgeEngine,
  type EdgeEngine,
  type EdgeFunction,
  type EdgeFunctionOptions,
  type EdgeRuntimeName,
  type RunOptions,
} from './engine/edge-engine.js';
export type { EdgeRun, OriginCall } from './engine/edge-run.js';
export type { StoreData } from './engine/messages.js';
export {
  buildViewerRequestEvent,
  buildViewerResponseEvent,
  type EventFacts,
  type FunctionEvent,
  type HeaderFields,
  type WireViewerRequest,
} from './event/build-event.js';
export { type FunctionOutput, readFunctionOutput } from './output/read-output.js';

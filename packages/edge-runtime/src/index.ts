export { type OriginCall, validateOriginCall } from '@edgewire/edge-compiler/features';
export { compareOutput, type Difference } from './cases/compare-output.js';
export { type Invocation, invokeFunction } from './cases/invoke-function.js';
export {
  type Expectation,
  type FunctionCase,
  type ParsedCases,
  type ParsedEvent,
  parseCases,
  parseEvent,
} from './cases/parse-cases.js';
export {
  type CaseReport,
  type CaseResult,
  judgeCase,
  renderCaseReport,
  runCases,
} from './cases/run-cases.js';
export {
  type OutputRefusal,
  productionRefusal,
  type TestFunctionResult,
  testFunctionResult,
  wrapOutput,
} from './cases/test-function-result.js';
export type { ComputeEstimate } from './compute/compute-estimate.js';
export {
  type CreateEdgeFunctionOptions,
  createEdgeFunction,
  rawQueryOf,
  type StandaloneEdgeFunction,
} from './engine/create-edge-function.js';
export type { EngineDriver, LoadedFunction } from './engine/driver.js';
export {
  createDriverEngine,
  createEdgeEngine,
  type EdgeEngine,
  type EdgeFunction,
  type EdgeFunctionOptions,
  type EdgeRuntimeName,
  type RunOptions,
} from './engine/edge-engine.js';
export type { EdgeRun } from './engine/edge-run.js';
export type { StoreData } from './engine/messages.js';
export { createNjsDriver, njsVersion } from './engine/njs-driver.js';
export type { SourcePosition } from './engine/source-position.js';
export { createVmDriver } from './engine/vm-driver.js';
export {
  buildViewerRequestEvent,
  buildViewerResponseEvent,
  type EventCookie,
  type EventFacts,
  type EventRequest,
  type EventResponse,
  type EventValue,
  type FunctionEvent,
  type HeaderFields,
  headerFields,
  type WireViewerRequest,
} from './event/build-event.js';
export { type CheckSyntax, checkSyntax, type SyntaxVerdict } from './fidelity/syntax-gate.js';
export {
  createKeyValueStore,
  type KeyValueStoreOptions,
  type ParsedStoreImport,
  parseStoreImport,
} from './kvs/key-value-store.js';
export { disallowedHeaders, isDisallowedHeader, readOnlyHeaders } from './output/header-rules.js';
export { type FunctionOutput, readFunctionOutput } from './output/read-output.js';
export {
  eventTypeOf,
  type OutputRule,
  type ReturnedMap,
  type ReturnedRequest,
  type ReturnedResponse,
  type ReturnedValue,
  type ValidatedOutput,
  type ViewerEventType,
  validateFunctionOutput,
} from './output/validate-output.js';
export {
  bodyOfOutput,
  cookieOfOutput,
  headersOfOutput,
  queryOfOutput,
  setCookiesOfOutput,
} from './output/wire-output.js';

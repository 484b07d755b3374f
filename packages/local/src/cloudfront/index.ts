export {
  type CloudFront,
  type CloudFrontPorts,
  createCloudFront,
  type FunctionDraft,
} from './cloudfront.js';
export { createEdgeFunctionRunner } from './create-edge-function-runner.js';
export type {
  EdgeFunctionCall,
  EdgeFunctionContext,
  EdgeFunctionOutcome,
  EdgeFunctionReport,
  EdgeFunctionRunner,
  FunctionResponse,
} from './edge-function-runner.js';
export type { Distribution, EdgeFunctionVersion, EdgeRequest, KeyValueStore } from './model.js';
export type { LocalAddress } from './origin-fetcher.js';
export type { OriginChange, OriginOverrides } from './origin-target.js';
export { parseDistribution } from './parse-distribution.js';
export { parseFunction, parseStoreImport } from './parse-function.js';
export {
  parseCachePolicy,
  parseOriginRequestPolicy,
  parseResponseHeadersPolicy,
} from './parse-policies.js';

export { StrictParser } from '../tree/strict-parser.js';
export { type Builtin, builtins, findBuiltin, prototypeMembers } from './builtins.js';
export { type EngineDifference, engineDifferences } from './differences.js';
export { findUnsupportedSyntax, type UnsupportedSyntax } from './find-unsupported-syntax.js';
export { disallowedHeaderPatterns, isDisallowedHeaderName, readOnlyHeaderNames } from './headers.js';
export { codeWarningBytes, maxCodeBytes, maxSourceBytes } from './limits.js';
export {
  bufferEncodings,
  digestEncodings,
  hashAlgorithms,
  type ModuleForm,
  moduleForms,
  moduleMembers,
  originHelpers,
} from './modules.js';
export { type OriginCall, validateOriginCall } from './origin-calls.js';
export {
  type EdgeEventType,
  type EdgeRuntimeName,
  type Evidence,
  edgeRuntimes,
  isUsable,
  type Support,
  type SupportByRuntime,
} from './runtime.js';
export { type SyntaxFeature, syntaxFeature, syntaxFeatures } from './syntax.js';

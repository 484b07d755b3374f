export type { BuildEntry } from '../bundle/bundle-entries.js';
export {
  type BuildInput,
  type BuildOptions,
  type BuildResult,
  type BuiltFunction,
  buildFunction,
} from './build-function.js';
export { isPlainFunction } from './is-plain-function.js';

export type { CatalogueEntry } from './catalogue/entry.js';
export { catalogue, explainCode } from './catalogue/index.js';
export {
  type Diagnostic,
  type DiagnosticFix,
  hasErrors,
  type Severity,
  sortDiagnostics,
  type Where,
} from './diagnostic.js';
export { DiagnosticsError, EdgewireError, EnvironmentError, UsageError } from './errors.js';
export { nearestName } from './nearest.js';
export { indexPositions, type Position } from './positions.js';
export { type RenderOptions, renderDiagnostic, renderWhere } from './render.js';

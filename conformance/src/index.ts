export type { Report } from './report.js';
export type { Row } from './row.js';
export { rows } from './rows/index.js';
export type { RowResult } from './run-row.js';

export { type MigrateOptions, type MigrateResult, migrateHandler } from './migrate-handler.js';
export type { LambdaEdgeTrigger } from './migration.js';

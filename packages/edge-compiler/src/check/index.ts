export { type CheckOptions, type CheckResult, checkFunction } from './check-function.js';
export type { Finding, Rule, RuleContext } from './rule.js';
export { rules } from './rules/index.js';

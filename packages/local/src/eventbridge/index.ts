export {
  createEventBridge,
  type EventBridge,
  type EventBridgePorts,
  type Rule,
  type RuleTarget,
} from './eventbridge.js';
export { parseSchedule } from './schedule.js';
export type { TargetInput } from './transform-input.js';

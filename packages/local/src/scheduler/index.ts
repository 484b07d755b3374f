export { type ParsedSchedule, parseSchedule } from './parse-schedule.js';
export { createScheduler, type Scheduler, type SchedulerPorts, type TargetDelivery } from './scheduler.js';
export { readUniversalTarget } from './universal-target.js';

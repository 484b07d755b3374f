export { type ParsedTemplate, parseTemplate } from './parse-template.js';
export { type CreatedLookup, type PlannedResource, planStack, type StackPlan } from './plan-stack.js';
export type { ReadOptions } from './read/read-options.js';
export { readStack } from './read/read-stack.js';
export type { FunctionSource, StackInput, TemplateDocument } from './stack-input.js';

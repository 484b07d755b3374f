export type { DynamoDbChoice } from './dynamodb/index.js';
export type { EventLevel, StackEvent, StackEventData, StackEventKind } from './events/stack-event.js';
export { type EventSummary, type Span, summarizeEvent, type Tone } from './events/summarize-event.js';
export { startStack } from './stack.js';
export type { RunningStack, StackEndpoint, StackOptions } from './stack-options.js';

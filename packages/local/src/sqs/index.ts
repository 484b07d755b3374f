export { md5OfBody } from './message-digest.js';
export type { MessageAttribute, MessageDraft, QueuedMessage, QueueSettings } from './model.js';
export { systemAttributes } from './operations.js';
export type { Queue } from './queue.js';
export { settingsFromAttributes } from './queue-attributes.js';
export { createSqs, type Sqs, type SqsPorts } from './sqs.js';

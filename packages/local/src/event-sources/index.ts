export { createEventSources, type EventSources, type EventSourcesPorts } from './event-sources.js';
export { parseMapping } from './mapping.js';

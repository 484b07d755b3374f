import type { Closable } from '../ports.js';

export interface DynamoDb extends Closable {}

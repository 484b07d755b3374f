import type { Closable } from '../ports.js';

export interface ApiGateway extends Closable {}

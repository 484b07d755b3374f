import type { Closable } from '../ports.js';

export interface Sns extends Closable {}

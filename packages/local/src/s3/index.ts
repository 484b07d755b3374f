import type { Closable } from '../ports.js';

export interface S3 extends Closable {}

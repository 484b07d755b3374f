import type { Closable } from '../ports.js';

export interface CloudFront extends Closable {}

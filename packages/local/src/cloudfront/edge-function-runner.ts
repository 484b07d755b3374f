// The port through which a distribution runs CloudFront functions; wire terms in, wire terms out.

import type { HeaderMap } from '../http-semantics/headers.js';
import type { Closable } from '../ports.js';
import type { EdgeFunctionVersion, EdgeRequest, KeyValueStore } from './model.js';
import type { OriginChange } from './origin-target.js';

/** Facts of the event's `context` and `viewer`. */
export interface EdgeFunctionContext {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
  readonly viewerIp: string;
}

/** One run. */
export type EdgeFunctionCall = {
  readonly function: EdgeFunctionVersion;
  readonly keyValueStore: KeyValueStore | undefined;
  readonly context: EdgeFunctionContext;
  readonly request: EdgeRequest;
} & (
  | { readonly eventType: 'viewer-request' }
  | {
      readonly eventType: 'viewer-response';
      readonly response: {
        readonly status: number;
        readonly statusDescription: string | undefined;
        readonly headers: HeaderMap;
      };
    }
);

/** What every run reports. */
export interface EdgeFunctionReport {
  readonly durationMs: number;
  /** Compute utilisation, 0 to 100. */
  readonly computeEstimate?: number;
  readonly logs: readonly string[];
}

/** A response that a function made or edited. `body` undefined keeps the body there was. */
export interface FunctionResponse {
  readonly status: number;
  readonly statusDescription: string | undefined;
  readonly headers: HeaderMap;
  readonly body: Buffer | undefined;
}

/** Failures are outcomes: the classes of spec/cloudfront.md 3.1. */
export type EdgeFunctionOutcome = { readonly report: EdgeFunctionReport } & (
  | {
      readonly kind: 'request';
      readonly request: EdgeRequest;
      /** Present when an origin helper was called. */
      readonly originChange?: OriginChange;
    }
  | { readonly kind: 'response'; readonly response: FunctionResponse }
  | { readonly kind: 'validation-error'; readonly message: string }
  | { readonly kind: 'execution-error'; readonly message: string }
  | { readonly kind: 'throttled'; readonly message: string }
);

/** Runs CloudFront functions. Never rejects for what the user's code does. */
export interface EdgeFunctionRunner extends Closable {
  run(call: EdgeFunctionCall): Promise<EdgeFunctionOutcome>;
}

// What the rest of the local cloud knows of Lambda: functions that can be put, removed and invoked.

import type { Closable } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';

/** Where a function's code is. Paths are absolute. */
export type FunctionCode =
  /** A folder that plays `/var/task`; the handler path is relative to it; sources may be TypeScript. */
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'zip'; readonly file: string }
  /** `Code.ZipFile`: the text of `index.js` (or `index.py`). */
  | { readonly kind: 'inline'; readonly text: string };

/** One function as CloudFormation describes it, defaults filled in. */
export interface LambdaFunctionConfig {
  readonly logicalId: string;
  readonly functionName: string;
  /** `path/file.export`; a custom runtime's is informational. */
  readonly handler: string;
  /** `nodejs22.x`, `provided.al2023`, `go1.x`, `python3.12`, ... */
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** User variables only; the service adds Lambda's own and the endpoint variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly code: FunctionCode;
  readonly reservedConcurrency?: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** SQS queue or SNS topic ARN for failed asynchronous invocations. */
  readonly deadLetterTargetArn?: string;
}

/** What one invocation came to (spec websocket-api 9.5). Payloads are JSON text as the runtime gave it. */
export type InvokeOutcome =
  | { readonly kind: 'success'; readonly requestId: string; readonly payload: string }
  /** The handler threw, timed out or its process ended: `payload` is Lambda's error object. */
  | { readonly kind: 'function-error'; readonly requestId: string; readonly payload: string }
  /** An `Event` invocation was queued. */
  | { readonly kind: 'accepted'; readonly requestId: string }
  | { readonly kind: 'throttled'; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string };

/** How to invoke. */
export interface InvokeOptions {
  readonly type: 'RequestResponse' | 'Event';
  readonly traceId?: string | undefined;
  readonly clientContext?: string;
}

/** The Lambda service of one stack. */
export interface Lambda extends Closable {
  /** Creates or replaces a function; warm environments of an unchanged configuration are kept. */
  putFunction(config: LambdaFunctionConfig): void;
  removeFunction(functionName: string): Promise<void>;
  /** Function name for a name, partial ARN or full ARN (with or without qualifier); `undefined` if unknown. */
  resolveName(nameOrArn: string): string | undefined;
  /** Never rejects: every outcome is a value. */
  invoke(nameOrArn: string, payload: string, options: InvokeOptions): Promise<InvokeOutcome>;
  /** Starts one environment of every function ahead of its first invocation. */
  warm(): void;
  /** The Lambda REST API (`/2015-03-31/functions/...`). */
  request(request: WireRequest): Promise<WireResponse>;
}

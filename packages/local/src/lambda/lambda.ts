// What the rest of the local cloud knows of Lambda: functions that can be put, removed and invoked.

import type { Closable } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';

/** Where a function's code is. Paths are absolute. */
export type FunctionCode =
  /** A folder that plays `/var/task`; the handler path is relative to it; sources may be TypeScript. */
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'zip'; readonly file: string }
  /** `Code.ZipFile`: the text of `index.js` (or `index.py`). */
  | { readonly kind: 'inline'; readonly text: string }
  /** The code cannot be had here (a container image, an archive in S3): every invocation answers with `reason`. */
  | { readonly kind: 'unavailable'; readonly reason: string };

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
  /** What plays `/opt`, in the order of the template: of two files of one name the later counts. */
  readonly layers?: readonly FunctionCode[];
  readonly reservedConcurrency?: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** SQS queue or SNS topic ARN for failed asynchronous invocations. */
  readonly deadLetterTargetArn?: string;
}

/** What becomes of asynchronous invocations of a function (`AWS::Lambda::EventInvokeConfig`). */
export interface EventInvokeConfig {
  /** 60 to 21,600. */
  readonly maximumEventAgeSeconds?: number;
  /** 0 to 2. */
  readonly maximumRetryAttempts?: number;
  /** ARN of a queue, topic, function or event bus. */
  readonly onSuccessArn?: string;
  readonly onFailureArn?: string;
}

/** What one invocation came to (spec websocket-api 9.5). Payloads are JSON text as the runtime gave it. */
export type InvokeOutcome =
  | {
      readonly kind: 'success';
      readonly requestId: string;
      readonly payload: string;
      readonly logTail?: string;
    }
  /** The handler threw, timed out or its process ended: `payload` is Lambda's error object. */
  | {
      readonly kind: 'function-error';
      readonly requestId: string;
      readonly payload: string;
      readonly logTail?: string;
    }
  /** An `Event` invocation was queued. */
  | { readonly kind: 'accepted'; readonly requestId: string }
  | { readonly kind: 'throttled'; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string };

/** How to invoke. */
export interface InvokeOptions {
  readonly type: 'RequestResponse' | 'Event';
  readonly traceId?: string | undefined;
  /** JSON text. */
  readonly clientContext?: string;
  /** Asks for the last 4 KB of the invocation's log. */
  readonly wantsLogTail?: boolean;
  /** Takes the pieces of a streamed response as they come; the outcome's payload is then empty. */
  readonly onChunk?: (chunk: Uint8Array) => void;
}

/** The Lambda service of one stack. */
export interface Lambda extends Closable {
  /** Creates or replaces a function; warm environments of an unchanged configuration are kept. */
  putFunction(config: LambdaFunctionConfig): void;
  removeFunction(functionName: string): Promise<void>;
  /** Makes the content of a layer version known under its ARN. */
  putLayer(arn: string, code: FunctionCode): void;
  removeLayer(arn: string): void;
  layerCode(arn: string): FunctionCode | undefined;
  /** Sets or, with `undefined`, removes what becomes of a function's asynchronous invocations. */
  setEventInvokeConfig(nameOrArn: string, config: EventInvokeConfig | undefined): void;
  /** Function name for a name, partial ARN or full ARN (with or without qualifier); `undefined` if unknown. */
  resolveName(nameOrArn: string): string | undefined;
  /** Configuration of a function by name or ARN. */
  describe(nameOrArn: string): LambdaFunctionConfig | undefined;
  /** Never rejects: every outcome is a value. */
  invoke(nameOrArn: string, payload: string, options: InvokeOptions): Promise<InvokeOutcome>;
  /** Starts environments ahead of the first invocations, one function after the other. */
  warm(): void;
  /** The Lambda REST API (`/2015-03-31/functions/...`). */
  request(request: WireRequest): Promise<WireResponse>;
}

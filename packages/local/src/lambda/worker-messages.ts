// What a Node environment and its worker thread say to each other.

/** Facts the worker starts with. */
export interface WorkerStart {
  readonly functionName: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly code: WorkerCode;
  readonly exportPath: readonly string[];
  readonly handlerName: string;
  /** Added to the machine's time, in milliseconds, when a test owns the clock. */
  readonly clockOffset: SharedArrayBuffer | undefined;
  readonly redirect: WorkerRedirect | undefined;
  /** Package root from which `@aws-sdk/*` resolves when the project has not installed it. */
  readonly sdkBase: string;
}

/** AWS host names that go to the local TLS listener. The worker asks for address and CA when it first needs them. */
export interface WorkerRedirect {
  readonly hostPattern: string;
  readonly passthrough: readonly string[];
  /** Signalled when the answer is in the port's queue. */
  readonly signal: SharedArrayBuffer;
}

/** How the handler's module is loaded. */
export type WorkerCode =
  /** A JavaScript file as it is. */
  | { readonly kind: 'file'; readonly file: string }
  /** Bundled text that stands for a file, with an inline source map. */
  | { readonly kind: 'text'; readonly file: string; readonly text: string }
  /** The build failed: every invocation answers so. */
  | {
      readonly kind: 'broken';
      readonly errorType: string;
      readonly message: string;
      readonly trace: readonly string[];
    };

export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly payload: string;
  readonly deadlineMs: number;
  readonly arn: string;
  readonly trace: string;
  readonly clientContext?: string;
}

export type WorkerMessage =
  | { readonly type: 'ready'; readonly files: readonly string[] }
  | { readonly type: 'init-error'; readonly payload: string }
  | { readonly type: 'success'; readonly requestId: string; readonly payload: string }
  | {
      readonly type: 'failure';
      readonly requestId: string;
      readonly payload: string;
      readonly place?: string;
      readonly isFatal: boolean;
    }
  | {
      readonly type: 'log';
      readonly requestId: string;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    };

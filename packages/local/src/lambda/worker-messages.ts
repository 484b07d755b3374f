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
  /** From Node 24 on, Lambda refuses handlers with a callback parameter. */
  readonly refusesCallbacks: boolean;
  /** Added to the machine's time, in milliseconds, when a test owns the clock. */
  readonly clockOffset: SharedArrayBuffer | undefined;
  readonly redirect: WorkerRedirect | undefined;
  /** Folder from which `@aws-sdk/*` resolves when the project has not installed it. */
  readonly sdkFolder: string;
  /** Folders of layers that may have a `node_modules`, the one that counts most first. */
  readonly layerFolders: readonly string[];
  /** Folders of layers, the one that counts most first. */
  readonly layerRoots: readonly string[];
  /** Counts the messages sent to the worker; a frozen worker sleeps on it. */
  readonly wake: SharedArrayBuffer;
  /** Decides who has an invocation that waits: see claim-cells.ts. */
  readonly claims: SharedArrayBuffer;
  /** Whether the thread stands still between invocations, as an execution environment on AWS does. */
  readonly isFrozenBetweenInvocations: boolean;
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
  /** A JavaScript file as it is. `needsHooks`: it imports a package that the project has not installed. */
  | { readonly kind: 'file'; readonly file: string; readonly needsHooks: boolean }
  /** Bundled text that stands for a file, with an inline source map. */
  | {
      readonly kind: 'text';
      readonly file: string;
      readonly text: string;
      readonly format: 'commonjs' | 'module';
    }
  /** The build failed: every invocation answers so. */
  | {
      readonly kind: 'broken';
      readonly errorType: string;
      readonly message: string;
      readonly trace: readonly string[];
    };

export interface InvokeMessage {
  readonly requestId: string;
  readonly payload: string;
  /** From the begin of the invocation. */
  readonly timeoutMs: number;
  /** Its claim cell; absent when nobody else may take it. */
  readonly cell: number | undefined;
  readonly arn: string;
  readonly trace: string;
  readonly clientContext?: string;
}

export type WorkerMessage =
  | { readonly type: 'ready'; readonly files: readonly string[] }
  | { readonly type: 'init-error'; readonly payload: string; readonly place?: string }
  | {
      readonly type: 'success';
      readonly requestId: string;
      readonly payload: string;
      readonly durationMs: number;
      readonly usedMb: number;
    }
  | {
      readonly type: 'failure';
      readonly requestId: string;
      readonly payload: string;
      readonly place?: string;
      readonly isFatal: boolean;
      readonly durationMs: number;
      readonly usedMb: number;
    }
  /** A piece of a streamed response; `success` or `failure` follows the last one. */
  | { readonly type: 'chunk'; readonly requestId: string; readonly chunk: Uint8Array }
  | {
      readonly type: 'log';
      readonly requestId: string;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | { readonly type: 'redirect-wanted' };

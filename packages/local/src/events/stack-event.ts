// The one typed stream of everything that happens. Terminal, console, --json and tests subscribe; services emit.
// A new fact to show is a new entry in `StackEventData`, here and nowhere else.

/** Level: *error* cannot do what was asked; *warn* runs, but not as AWS would or as meant; *info*; *debug*. */
export type EventLevel = 'error' | 'warn' | 'info' | 'debug';

/** The data of each event kind. Sizes are bytes, durations milliseconds. */
export interface StackEventData {
  // stack
  'stack.notice': { message: string; code?: string };
  'stack.resource-not-run': { type: string; logicalIds: readonly string[] };
  'stack.property-ignored': { path: string; reason: string };
  'stack.reloaded': { added: number; changed: number; removed: number; durationMs: number };
  'stack.fault': { message: string; stack?: string };
  // cloudfront
  'cloudfront.request': {
    method: string;
    uri: string;
    status: number;
    xCache: string;
    bytes: number;
    durationMs: number;
    requestId: string;
    behavior: string;
  };
  'cloudfront.function': {
    name: string;
    eventType: string;
    outcome: string;
    durationMs: number;
    computeEstimate?: number;
    error?: string;
    logs: readonly string[];
  };
  // api gateway
  'apigateway.connect': { connectionId: string; stage: string; status: number; durationMs: number };
  'apigateway.message': {
    connectionId: string;
    routeKey: string;
    direction: 'in' | 'out';
    bytes: number;
    durationMs?: number;
    body?: string;
    error?: string;
  };
  'apigateway.disconnect': { connectionId: string; code: number; reason: string };
  'apigateway.post': { connectionId: string; status: number; bytes: number; operation: string };
  /** A line of a stage's access log, for the log group or delivery stream of that ARN. */
  'apigateway.access-log': { destination: string; line: string };
  'apigateway.error': { message: string; connectionId?: string; routeKey?: string };
  // lambda
  'lambda.start': { requestId: string; function: string; coldStart: boolean };
  'lambda.log': { requestId: string; function: string; stream: 'stdout' | 'stderr'; line: string };
  'lambda.end': {
    requestId: string;
    function: string;
    durationMs: number;
    initDurationMs?: number;
    error?: { type: string; message: string; file?: string };
  };
  'lambda.source-changed': { function: string; files: readonly string[] };
  // messaging and data
  'sns.publish': { topicArn: string; messageId: string; deliveries: number };
  'sqs.message': { queueUrl: string; messageId: string; action: string };
  'events.rule': { rule: string; targets: number };
  'scheduler.run': { schedule: string; target: string; attempt: number };
  'stream.batch': { source: string; function: string; records: number; outcome: string };
  'dynamodb.request': {
    operation: string;
    table?: string;
    status: number;
    error?: string;
    durationMs: number;
  };
  'dynamodb.ttl-deleted': { table: string; count: number };
  // front door
  'endpoint.request': { service: string; operation: string; status: number; durationMs: number };
  'endpoint.refused': { reason: string; host?: string; path?: string; status: number };
  'intercept.refused': { host: string; message: string };
}

export type StackEventKind = keyof StackEventData;

/** One thing that happened. `traceId` follows one viewer request or socket message through every hop. */
export type StackEvent = {
  [Kind in StackEventKind]: {
    readonly seq: number;
    /** Unix epoch milliseconds of the machine, also under a manual clock. */
    readonly timeMs: number;
    readonly level: EventLevel;
    readonly kind: Kind;
    readonly traceId?: string;
    /** Logical id of the resource concerned, where there is one. */
    readonly resource?: string;
    readonly data: StackEventData[Kind];
  };
}[StackEventKind];

/** Optional facts about an event besides its kind and data. */
export interface EmitDetails {
  readonly level?: EventLevel;
  readonly traceId?: string | undefined;
  readonly resource?: string | undefined;
}

/** Publishes one event. The level is `info` unless given. Never throws. */
export type Emit = <Kind extends StackEventKind>(
  kind: Kind,
  data: StackEventData[Kind],
  details?: EmitDetails,
) => void;

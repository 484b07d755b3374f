// The Lambda REST API as SDK clients use it (spec/websocket-api.md 9.5, spec/sdk-wire.md 3.5).

import { percentDecoded } from '../http-semantics/percent-decode.js';
import { traceRootOf } from '../ids.js';
import type { StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { summarizeError } from './error-payload.js';
import { invokeCompleteFrame, payloadChunkFrame } from './event-stream-frame.js';
import { createFrameQueue } from './frame-queue.js';
import { functionArn, functionNameOf } from './function-arn.js';
import type {
  EventInvokeConfig,
  InvokeOptions,
  InvokeOutcome,
  Lambda,
  LambdaFunctionConfig,
} from './lambda.js';

/** Facts and look-ups of one call. */
export interface LambdaCallContext {
  readonly requestId: string;
  readonly identity: StackIdentity;
  readonly describe: (functionName: string) => LambdaFunctionConfig | undefined;
  readonly list: () => readonly LambdaFunctionConfig[];
  readonly eventInvokeConfig: (functionName: string) => EventInvokeConfig | undefined;
}

/** Answers one request. Never rejects for a bad request. */
export async function answerLambdaCall(
  lambda: Lambda,
  request: WireRequest,
  context: LambdaCallContext,
): Promise<WireResponse> {
  const [, , resource, encodedName, operation] = request.path.split('/');
  const name = percentDecoded(encodedName ?? '');
  if (resource !== 'functions' || name === undefined) {
    return refuse(context, {
      status: 404,
      type: 'ResourceNotFoundException',
      message: `No operation at ${request.path}`,
    });
  }
  if (name === '') {
    return request.method === 'GET'
      ? json(context, { Functions: context.list().map((config) => configuration(config, context)) })
      : unknownOperation(request, context);
  }
  const config = context.describe(functionNameOf(name));
  if (config === undefined) return notFound(context, name);
  switch (`${request.method} ${operation ?? ''}`) {
    case 'POST invocations':
      return invoke(lambda, request, { ...context, name });
    case 'POST response-streaming-invocations':
      return invokeStreaming(lambda, request, { ...context, name });
    case 'GET ':
      return json(context, {
        Configuration: configuration(config, context),
        Code: { RepositoryType: 'S3', Location: '' },
        ...(config.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: config.reservedConcurrency } }),
      });
    case 'GET configuration':
      return json(context, configuration(config, context));
    case 'GET concurrency':
      return json(context, { ReservedConcurrentExecutions: config.reservedConcurrency });
    case 'PUT concurrency':
      return putConcurrency(lambda, request, { ...context, config });
    case 'DELETE concurrency': {
      const { reservedConcurrency: _reserved, ...unreserved } = config;
      lambda.putFunction(unreserved);
      return { status: 204, headers: base(context), body: '' };
    }
    case 'GET event-invoke-config':
      return describeEventInvokeConfig(config, context);
    default:
      return unknownOperation(request, context);
  }
}

/** An invocation with the name its caller gave. */
type NamedCall = LambdaCallContext & { readonly name: string };

async function invoke(lambda: Lambda, request: WireRequest, call: NamedCall): Promise<WireResponse> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const read = readInvocation(request, call);
  if (read.kind === 'refused') return read.response;
  if (type === 'DryRun') return { status: 204, headers: base(call), body: '' };
  if (type !== 'RequestResponse' && type !== 'Event') return unknownType(type, call);
  const outcome = await lambda.invoke(call.name, read.payload, { ...read.options, type });
  if (outcome.kind === 'accepted') {
    return { status: 202, headers: { 'x-amzn-requestid': outcome.requestId }, body: '' };
  }
  if (outcome.kind !== 'success' && outcome.kind !== 'function-error') return refusal(outcome, call);
  return {
    status: 200,
    headers: {
      'x-amzn-requestid': outcome.requestId,
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(outcome.kind === 'function-error' ? { 'x-amz-function-error': 'Unhandled' } : {}),
      ...(outcome.logTail === undefined
        ? {}
        : { 'x-amz-log-result': Buffer.from(outcome.logTail).toString('base64') }),
    },
    body: outcome.payload,
  };
}

async function invokeStreaming(lambda: Lambda, request: WireRequest, call: NamedCall): Promise<WireResponse> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const read = readInvocation(request, call);
  if (read.kind === 'refused') return read.response;
  if (type === 'DryRun') return { status: 204, headers: base(call), body: '' };
  if (type !== 'RequestResponse') return unknownType(type, call);
  const frames = createFrameQueue();
  const invoked = lambda.invoke(call.name, read.payload, {
    ...read.options,
    type,
    onChunk: (chunk) => frames.push(payloadChunkFrame(chunk)),
  });
  // A refusal comes before the first piece; from then on the answer has begun.
  const first = await Promise.race([invoked, frames.hasBegun]);
  if (first !== undefined && first.kind !== 'success' && first.kind !== 'function-error') {
    return refusal(first, call);
  }
  void invoked.then((outcome) => {
    for (const frame of finalFrames(outcome)) frames.push(frame);
    frames.end();
  });
  return {
    status: 200,
    headers: {
      'x-amzn-requestid': first?.requestId ?? call.requestId,
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-remapped-content-type': 'application/octet-stream',
      'x-amz-executed-version': '$LATEST',
    },
    body: '',
    stream: frames.read(),
  };
}

function finalFrames(outcome: InvokeOutcome): Buffer[] {
  if (outcome.kind !== 'success' && outcome.kind !== 'function-error') {
    return [invokeCompleteFrame({ errorCode: outcome.kind })];
  }
  const log =
    outcome.logTail === undefined ? {} : { logResult: Buffer.from(outcome.logTail).toString('base64') };
  if (outcome.kind === 'function-error') {
    const { type: errorCode } = summarizeError(outcome.payload);
    return [invokeCompleteFrame({ errorCode, errorDetails: outcome.payload, ...log })];
  }
  // A handler without a stream answers in one piece.
  const whole = outcome.payload === '' ? [] : [payloadChunkFrame(Buffer.from(outcome.payload))];
  return [...whole, invokeCompleteFrame(log)];
}

function readInvocation(
  request: WireRequest,
  call: NamedCall,
):
  | { readonly kind: 'read'; readonly payload: string; readonly options: Omit<InvokeOptions, 'type'> }
  | { readonly kind: 'refused'; readonly response: WireResponse } {
  const payload = request.body.length === 0 ? '{}' : request.body.toString('utf8');
  const clientContext = request.headers['x-amz-client-context'];
  const context =
    clientContext === undefined ? undefined : Buffer.from(clientContext, 'base64').toString('utf8');
  const problem = jsonProblem(payload);
  if (problem !== undefined || (context !== undefined && jsonProblem(context) !== undefined)) {
    const message =
      problem === undefined
        ? 'Client context must be a valid Base64-encoded JSON object.'
        : `Could not parse request body into json: ${problem}`;
    const response = refuse(call, { status: 400, type: 'InvalidRequestContentException', message });
    return { kind: 'refused', response };
  }
  return {
    kind: 'read',
    payload,
    options: {
      traceId: traceRootOf(request.headers['x-amzn-trace-id']),
      wantsLogTail: request.headers['x-amz-log-type'] === 'Tail',
      ...(context === undefined ? {} : { clientContext: context }),
    },
  };
}

function refusal(
  outcome: Exclude<InvokeOutcome, { kind: 'success' | 'function-error' }>,
  call: NamedCall,
): WireResponse {
  switch (outcome.kind) {
    case 'throttled': {
      const { reservedConcurrency } = call.describe(functionNameOf(call.name)) ?? {};
      return refuse(call, {
        status: 429,
        type: 'TooManyRequestsException',
        message: outcome.message,
        more: {
          Reason:
            reservedConcurrency === undefined
              ? 'ConcurrentInvocationLimitExceeded'
              : 'ReservedFunctionConcurrentInvocationLimitExceeded',
        },
      });
    }
    case 'too-large':
      return refuse(call, { status: 413, type: 'RequestTooLargeException', message: outcome.message });
    case 'accepted':
    case 'not-found':
      return notFound(call, call.name);
  }
}

// Operators set 0 to hold a function.
function putConcurrency(
  lambda: Lambda,
  request: WireRequest,
  call: LambdaCallContext & { readonly config: LambdaFunctionConfig },
): WireResponse {
  const text = request.body.toString('utf8');
  const given: unknown =
    jsonProblem(text) === undefined
      ? (JSON.parse(text) as { ReservedConcurrentExecutions?: unknown } | null)?.ReservedConcurrentExecutions
      : undefined;
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 0) {
    return refuse(call, {
      status: 400,
      type: 'InvalidParameterValueException',
      message: 'ReservedConcurrentExecutions is a whole number from 0 on',
    });
  }
  lambda.putFunction({ ...call.config, reservedConcurrency: given });
  return json(call, { ReservedConcurrentExecutions: given });
}

function describeEventInvokeConfig(config: LambdaFunctionConfig, context: LambdaCallContext): WireResponse {
  const found = context.eventInvokeConfig(config.functionName);
  const arn = `${functionArn(context.identity, config.functionName)}:$LATEST`;
  if (found === undefined) {
    return refuse(context, {
      status: 404,
      type: 'ResourceNotFoundException',
      message: `The function ${arn} doesn't have an EventInvokeConfig`,
    });
  }
  return json(context, {
    FunctionArn: arn,
    MaximumRetryAttempts: found.maximumRetryAttempts,
    MaximumEventAgeInSeconds: found.maximumEventAgeSeconds,
    DestinationConfig: {
      OnSuccess: { Destination: found.onSuccessArn },
      OnFailure: { Destination: found.onFailureArn },
    },
  });
}

function configuration(config: LambdaFunctionConfig, context: LambdaCallContext): Record<string, unknown> {
  return {
    FunctionName: config.functionName,
    FunctionArn: functionArn(context.identity, config.functionName),
    Runtime: config.runtime,
    Handler: config.handler,
    MemorySize: config.memoryMb,
    Timeout: config.timeoutSeconds,
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [config.architecture],
    Environment: { Variables: config.environment },
    ...(config.deadLetterTargetArn === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: config.deadLetterTargetArn } }),
  };
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function unknownOperation(request: WireRequest, context: LambdaCallContext): WireResponse {
  return refuse(context, {
    status: 400,
    type: 'UnknownOperationException',
    message: `"${request.method} ${request.path}" is not run locally`,
  });
}

function unknownType(type: string, context: LambdaCallContext): WireResponse {
  return refuse(context, {
    status: 400,
    type: 'InvalidParameterValueException',
    message: `Unknown invocation type: ${type}`,
  });
}

function notFound(context: LambdaCallContext, name: string): WireResponse {
  return refuse(context, {
    status: 404,
    type: 'ResourceNotFoundException',
    message: `Function not found: ${functionArn(context.identity, functionNameOf(name))}`,
  });
}

function refuse(
  context: LambdaCallContext,
  error: {
    readonly status: number;
    readonly type: string;
    readonly message: string;
    readonly more?: Readonly<Record<string, string>>;
  },
): WireResponse {
  const { status, type, message, more } = error;
  return {
    status,
    headers: { ...base(context), 'content-type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, ...more }),
  };
}

function json(context: LambdaCallContext, value: unknown): WireResponse {
  return {
    status: 200,
    headers: { ...base(context), 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}

function base(context: LambdaCallContext): Record<string, string> {
  return { 'x-amzn-requestid': context.requestId };
}

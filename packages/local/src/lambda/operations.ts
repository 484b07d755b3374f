// The Lambda REST API as SDK clients use it (spec/websocket-api.md 9.5, spec/sdk-wire.md 3.5).

import { traceRootOf } from '../ids.js';
import type { StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { functionArn, functionNameOf } from './function-arn.js';
import type { Lambda, LambdaFunctionConfig } from './lambda.js';

/** Facts and look-ups of one call. */
export interface LambdaCallContext {
  readonly requestId: string;
  readonly identity: StackIdentity;
  readonly describe: (functionName: string) => LambdaFunctionConfig | undefined;
  readonly list: () => readonly LambdaFunctionConfig[];
}

/** Answers one request. Never rejects for a bad request. */
export async function answerLambdaCall(
  lambda: Lambda,
  request: WireRequest,
  context: LambdaCallContext,
): Promise<WireResponse> {
  const [, , resource, encodedName, operation] = request.path.split('/');
  if (resource !== 'functions')
    return refuse(context, 404, 'ResourceNotFoundException', `No operation at ${request.path}`);
  if (encodedName === undefined || encodedName === '') {
    return json(context, { Functions: context.list().map((config) => configuration(config, context)) });
  }
  const name = decodeURIComponent(encodedName);
  switch (`${request.method} ${operation ?? ''}`) {
    case 'POST invocations':
      return invoke(lambda, request, name, context);
    case 'GET ':
    case 'GET configuration': {
      const config = context.describe(functionNameOf(name));
      if (config === undefined) return notFound(context, name);
      const described = configuration(config, context);
      return json(
        context,
        operation === 'configuration'
          ? described
          : { Configuration: described, Code: { RepositoryType: 'S3', Location: '' } },
      );
    }
    default:
      return refuse(
        context,
        400,
        'UnknownOperationException',
        `"${request.method} ${request.path}" is not run locally`,
      );
  }
}

async function invoke(
  lambda: Lambda,
  request: WireRequest,
  name: string,
  context: LambdaCallContext,
): Promise<WireResponse> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const payload = request.body.length === 0 ? '{}' : request.body.toString('utf8');
  if (!isJson(payload)) {
    return refuse(
      context,
      400,
      'InvalidRequestContentException',
      'Could not parse request body into json: the payload is not JSON',
    );
  }
  if (lambda.resolveName(name) === undefined) return notFound(context, name);
  if (type === 'DryRun') return { status: 204, headers: base(context), body: '' };
  if (type !== 'RequestResponse' && type !== 'Event') {
    return refuse(context, 400, 'InvalidParameterValueException', `Unknown invocation type: ${type}`);
  }
  const clientContext = request.headers['x-amz-client-context'];
  const outcome = await lambda.invoke(name, payload, {
    type,
    traceId: traceRootOf(request.headers['x-amzn-trace-id']),
    ...(clientContext === undefined
      ? {}
      : { clientContext: Buffer.from(clientContext, 'base64').toString('utf8') }),
  });
  const headers = {
    ...base(context),
    'content-type': 'application/json',
    'x-amz-executed-version': '$LATEST',
  };
  switch (outcome.kind) {
    case 'success':
      return {
        status: 200,
        headers: { ...headers, 'x-amzn-requestid': outcome.requestId },
        body: outcome.payload,
      };
    case 'function-error':
      return {
        status: 200,
        headers: { ...headers, 'x-amzn-requestid': outcome.requestId, 'x-amz-function-error': 'Unhandled' },
        body: outcome.payload,
      };
    case 'accepted':
      return { status: 202, headers: { ...base(context), 'x-amzn-requestid': outcome.requestId }, body: '' };
    case 'throttled':
      return refuse(context, 429, 'TooManyRequestsException', outcome.message, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      });
    case 'too-large':
      return refuse(context, 413, 'RequestTooLargeException', outcome.message);
    case 'not-found':
      return notFound(context, name);
  }
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
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notFound(context: LambdaCallContext, name: string): WireResponse {
  return refuse(
    context,
    404,
    'ResourceNotFoundException',
    `Function not found: ${functionArn(context.identity, functionNameOf(name))}`,
  );
}

function refuse(
  context: LambdaCallContext,
  status: number,
  type: string,
  message: string,
  more: Record<string, string> = {},
): WireResponse {
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

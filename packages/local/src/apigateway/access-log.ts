// Access logs of a stage: one line for each event (spec/websocket-api.md 7).

import type { EmitDetails } from '../events/stack-event.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import type { AccessLog } from './model.js';
import { contextValue } from './template-variables.js';

/** What one event came to. */
export interface AccessLogEntry {
  /** `requestContext` of the event. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Status that the gateway answered, or would have answered. */
  readonly status: number;
  /** Text of the gateway's own refusal. */
  readonly errorMessage?: string | undefined;
  readonly integration?: {
    readonly latencyMs: number;
    /** Status that the function or backend returned. */
    readonly status: number | undefined;
    readonly error: string | undefined;
  };
}

/** The access log of a stage, if it has one. */
export function accessLogOf(
  runtime: GatewayRuntime,
  { apiId, stage }: { readonly apiId: string; readonly stage: string },
): AccessLog | undefined {
  return runtime.stateOf(apiId)?.stages.get(stage)?.accessLog;
}

/** Writes one line. */
export function writeAccessLog(
  runtime: GatewayRuntime,
  log: AccessLog,
  entry: AccessLogEntry,
  details: Pick<EmitDetails, 'traceId'>,
): void {
  const { destination, format } = log;
  runtime.ports.emit(
    'apigateway.access-log',
    { destination, line: renderAccessLog(format, entry) },
    { ...details, level: 'debug' },
  );
}

// variable: $context.name(.name)*; a full stop after it is text
const variablePattern = /\$context\.([\w-]+(?:\.[\w-]+)*)/g;

/** Fills a format in; what has no value prints `-`. */
export function renderAccessLog(format: string, entry: AccessLogEntry): string {
  const { context, integration, errorMessage } = entry;
  const values = {
    ...context,
    status: entry.status,
    ...(errorMessage === undefined
      ? {}
      : { error: { message: errorMessage, messageString: JSON.stringify(errorMessage) } }),
    ...(integration === undefined
      ? {}
      : {
          integrationLatency: integration.latencyMs,
          integration: {
            latency: integration.latencyMs,
            status: integration.status,
            // The service that carried the call answered; what the function made of it is the status above.
            integrationStatus: integration.error === undefined ? 200 : undefined,
            error: integration.error,
          },
        }),
  };
  return format.replace(variablePattern, (_whole, name: string) => contextValue(values, name) || '-');
}

/** Variables of a format that no event ever has. */
export function unknownAccessLogVariables(format: string): readonly string[] {
  const names = [...format.matchAll(variablePattern)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !known.has(name) && !name.startsWith('authorizer.'));
}

const known: ReadonlySet<string> = new Set([
  ...['apiId', 'connectedAt', 'connectionId', 'domainName', 'eventType', 'extendedRequestId'],
  ...['integrationLatency', 'messageId', 'requestId', 'requestTime', 'requestTimeEpoch', 'routeKey', 'stage'],
  'status',
  ...['authenticate', 'authorize', 'waf'].flatMap((step) =>
    ['error', 'latency', 'status'].map((fact) => `${step}.${fact}`),
  ),
  ...['message', 'messageString', 'responseType', 'validationErrorString'].map((fact) => `error.${fact}`),
  ...['error', 'integrationStatus', 'latency', 'requestId', 'status'].map((fact) => `integration.${fact}`),
  ...['accountId', 'apiKey', 'apiKeyId', 'caller', 'cognitoAuthenticationProvider'].map(inIdentity),
  ...['cognitoAuthenticationType', 'cognitoIdentityId', 'cognitoIdentityPoolId'].map(inIdentity),
  ...['principalOrgId', 'sourceIp', 'user', 'userAgent', 'userArn'].map(inIdentity),
]);

function inIdentity(name: string): string {
  return `identity.${name}`;
}

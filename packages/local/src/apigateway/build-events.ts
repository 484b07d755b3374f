// The events that handlers and authorizers get: exact members in AWS's order (spec/websocket-api.md 3.2 to 3.5, 4.1).

import { clfTime } from './clf-time.js';
import type { MessageFacts } from './create-message-event-writer.js';
import type { ConnectionFacts, HeaderList } from './model.js';

/** Ids and time of one event. */
export interface RequestFacts {
  readonly requestId: string;
  readonly nowMs: number;
}

/** What the handshake brought: only CONNECT and authorizer events show it. */
export interface HandshakeFacts {
  readonly headers: HeaderList;
  /** Raw query string without `?`; empty when there is none. */
  readonly query: string;
  readonly traceId: string;
}

type Members = Readonly<Record<string, unknown>>;

/** An event as handlers get it; templates read its request context. */
export interface GatewayEvent extends Members {
  readonly requestContext: Members;
}

/** CONNECT event. `integrationLatencyMs` is the authorizer's, absent without one. */
export function buildConnectEvent(
  connection: ConnectionFacts,
  request: RequestFacts,
  handshake: HandshakeFacts & { readonly integrationLatencyMs?: number | undefined },
): GatewayEvent {
  const { authorizer } = connection;
  const latency = handshake.integrationLatencyMs;
  return {
    ...headerMaps(
      sorted([
        ...visibleHeaders(connection, handshake.headers),
        ...gatewayHeaders(connection, handshake.traceId),
      ]),
    ),
    ...queryMaps(handshake.query),
    ...stageVariablesOf(connection),
    requestContext: {
      routeKey: '$connect',
      ...(authorizer === undefined
        ? {}
        : {
            authorizer: latency === undefined ? authorizer : { ...authorizer, integrationLatency: latency },
          }),
      eventType: 'CONNECT',
      ...commonContext(connection, request),
    },
    isBase64Encoded: false,
  };
}

/** MESSAGE event. */
export function buildMessageEvent(connection: ConnectionFacts, message: MessageFacts): GatewayEvent {
  return {
    ...stageVariablesOf(connection),
    requestContext: {
      routeKey: message.routeKey,
      ...(connection.authorizer === undefined ? {} : { authorizer: connection.authorizer }),
      messageId: message.messageId,
      eventType: 'MESSAGE',
      ...commonContext(connection, message),
    },
    body: message.body,
    isBase64Encoded: message.isBase64Encoded,
  };
}

/** DISCONNECT event, with its four pseudo headers. */
export function buildDisconnectEvent(
  connection: ConnectionFacts,
  request: RequestFacts,
  close: { readonly code: number; readonly reason: string },
): GatewayEvent {
  return {
    ...headerMaps([
      ['Host', connection.domainName],
      ['x-api-key', ''],
      ['X-Forwarded-For', ''],
      ['x-restapi', ''],
    ]),
    ...stageVariablesOf(connection),
    requestContext: {
      routeKey: '$disconnect',
      disconnectStatusCode: close.code,
      ...(connection.authorizer === undefined ? {} : { authorizer: connection.authorizer }),
      eventType: 'DISCONNECT',
      ...commonContext(connection, request, { disconnectReason: close.reason }),
    },
    isBase64Encoded: false,
  };
}

/** Event of a REQUEST authorizer. */
export function buildAuthorizerEvent(
  connection: ConnectionFacts,
  request: RequestFacts,
  handshake: HandshakeFacts & { readonly methodArn: string },
): GatewayEvent {
  const query = queryMaps(handshake.query);
  return {
    type: 'REQUEST',
    methodArn: handshake.methodArn,
    ...headerMaps(
      sorted([
        ['Connection', 'upgrade'],
        ['content-length', '0'],
        ['Upgrade', 'websocket'],
        ...visibleHeaders(connection, handshake.headers),
        ...gatewayHeaders(connection, handshake.traceId),
      ]),
    ),
    queryStringParameters: query.queryStringParameters ?? {},
    multiValueQueryStringParameters: query.multiValueQueryStringParameters ?? {},
    stageVariables: connection.stageVariables ?? {},
    requestContext: { routeKey: '$connect', eventType: 'CONNECT', ...commonContext(connection, request) },
  };
}

// `before` goes where AWS has it, ahead of the stage.
function commonContext(connection: ConnectionFacts, request: RequestFacts, before: Members = {}): Members {
  return {
    extendedRequestId: request.requestId,
    requestTime: clfTime(request.nowMs),
    messageDirection: 'IN',
    ...before,
    stage: connection.stage,
    connectedAt: connection.connectedAtMs,
    requestTimeEpoch: request.nowMs,
    identity: {
      ...connection.identity,
      ...(connection.userAgent === undefined ? {} : { userAgent: connection.userAgent }),
      sourceIp: connection.sourceIp,
    },
    requestId: request.requestId,
    domainName: connection.domainName,
    connectionId: connection.connectionId,
    apiId: connection.apiId,
  };
}

// The integration does not see the headers of the upgrade itself, nor proxy headers of the client's making.
const hiddenHeaders: ReadonlySet<string> = new Set([
  'connection',
  'upgrade',
  'content-length',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-amzn-trace-id',
]);

// `Host` names the API's domain, as on AWS, also when the client came to a local address.
function visibleHeaders(connection: ConnectionFacts, headers: HeaderList): HeaderList {
  return headers
    .filter(([name]) => !hiddenHeaders.has(name.toLowerCase()))
    .map(([name, value]) => [name, name.toLowerCase() === 'host' ? connection.domainName : value]);
}

// Captured events list their headers by name without regard to case; values of one name keep their order.
function sorted(headers: HeaderList): HeaderList {
  return [...headers].sort(([a], [b]) => {
    const [x, y] = [a.toLowerCase(), b.toLowerCase()];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

function gatewayHeaders(connection: ConnectionFacts, traceId: string): HeaderList {
  return [
    ['X-Amzn-Trace-Id', `Root=${traceId}`],
    ['X-Forwarded-For', connection.sourceIp],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

// A repeated header: the last value in `headers`, all of them in `multiValueHeaders`.
function headerMaps(list: HeaderList): {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
} {
  const headers: Record<string, string> = {};
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of list) {
    if (name === '__proto__') continue;
    headers[name] = value;
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  }
  return { headers, multiValueHeaders };
}

/** Query maps with decoded values; both keys are absent without a query string. */
export function queryMaps(query: string): {
  queryStringParameters?: Record<string, string>;
  multiValueQueryStringParameters?: Record<string, string[]>;
} {
  if (query === '') return {};
  const queryStringParameters: Record<string, string> = {};
  const multiValueQueryStringParameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    // Setting it would change the object's nature instead of its members.
    if (name === '__proto__') continue;
    queryStringParameters[name] = value;
    multiValueQueryStringParameters[name] = [...(multiValueQueryStringParameters[name] ?? []), value];
  }
  return { queryStringParameters, multiValueQueryStringParameters };
}

function stageVariablesOf(connection: ConnectionFacts): Members {
  return connection.stageVariables === undefined ? {} : { stageVariables: connection.stageVariables };
}

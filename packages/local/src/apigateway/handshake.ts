// One handshake from the upgrade request to the 101, or to the refusal (spec/websocket-api.md 1.2).

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { traceRootOf, uuid } from '../ids.js';
import { accessLogOf, writeAccessLog } from './access-log.js';
import { takeToken } from './api-state.js';
import { closeHandshakeMs, handshakeTimeoutStatus, unusableStatus, urlTooLongStatus } from './assumptions.js';
import { authorizeConnection } from './authorize-connection.js';
import { buildConnectEvent } from './build-events.js';
import { forbidden, type GatewayRefusal, handshakeRefusal, messageOf } from './errors.js';
import { faultOf } from './fault.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import { GatewaySocket } from './gateway-socket.js';
import { chosenSubprotocol, findHandshakeFault, headerListOf, splitTarget } from './handshake-request.js';
import { holdUpgrade } from './hold-upgrade.js';
import { maxHandshakeHeaderBytes, maxMessageBytes, maxUrlCharacters } from './limits.js';
import type { HandshakePlace } from './locate.js';
import { createMessageBody } from './message-body.js';
import type { ConnectionFacts, HeaderList } from './model.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { type IntegrationResult, runIntegration } from './run-integration.js';
import { openConnection } from './serve-connection.js';

/** The pieces of an upgrade request. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Takes sockets over once their $connect has agreed. */
export interface Acceptor {
  accept(upgrade: Upgrade, subprotocol: string | undefined, opened: (socket: GatewaySocket) => void): void;
}

type Decision =
  | { readonly kind: 'accepted'; readonly facts: ConnectionFacts; readonly subprotocol: string | undefined }
  | {
      readonly kind: 'refused';
      readonly refusal: GatewayRefusal;
      /** Absent before the stage is known. */
      readonly facts?: ConnectionFacts | undefined;
    };

/** Creates the acceptor: no compression, no choice of its own among subprotocols (spec/websocket-api.md 1.3, 1.4). */
export function createAcceptor(): Acceptor {
  const chosen = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer<typeof GatewaySocket>({
    noServer: true,
    WebSocket: GatewaySocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    autoPong: false,
    // The types lag behind the library, which has had the option since 8.18.
    ...({ closeTimeout: closeHandshakeMs } as object),
  });
  server.on('headers', (lines, request) => {
    const subprotocol = chosen.get(request);
    if (subprotocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
    lines.push(`Date: ${new Date().toUTCString()}`);
  });
  return {
    accept({ request, socket, head }, subprotocol, opened) {
      // The library would refuse an offer that it cannot parse; the gateway leaves offers to $connect.
      delete request.headers['sec-websocket-protocol'];
      if (subprotocol !== undefined) chosen.set(request, subprotocol);
      server.handleUpgrade(request, socket, head, opened);
    },
  };
}

/** Takes an upgrade request to its end. Never rejects. */
export async function acceptConnection(
  runtime: GatewayRuntime,
  place: HandshakePlace,
  tools: { readonly upgrade: Upgrade; readonly acceptor: Acceptor },
): Promise<void> {
  const { clock, emit, random } = runtime.ports;
  const { request, socket, head } = tools.upgrade;
  const startedMs = performance.now();
  const nowMs = clock.nowMs();
  const ids = { connectionId: runtime.ids.connectionId(nowMs), requestId: runtime.ids.requestId(nowMs) };
  const traceId = traceRootOf(headerText(request, 'x-amzn-trace-id')) ?? runtime.ids.traceId(nowMs);
  const report = (status: number) =>
    emit(
      'apigateway.connect',
      {
        connectionId: ids.connectionId,
        stage: place.kind === 'stage' ? place.stage : '',
        status,
        durationMs: performance.now() - startedMs,
      },
      { traceId },
    );

  const held = holdUpgrade(socket, head);
  runtime.tasks.begin();
  let decision: Decision;
  try {
    decision = await decide(runtime, place, { request, ids, nowMs, traceId });
  } catch (error) {
    emit('stack.fault', faultOf('handshake', error), { level: 'error', traceId });
    decision = { kind: 'refused', refusal: handshakeRefusal(500, 'Internal server error', ids) };
  } finally {
    runtime.tasks.end();
  }
  logHandshake(runtime, decision, { requestId: ids.requestId, nowMs, traceId, startedMs });
  const early = held.release();
  // A connection that never opened has no $disconnect (spec 1.5).
  if (held.isAborted) return report(499);
  if (decision.kind === 'refused') {
    report(decision.refusal.status);
    return refuseUpgrade(socket, decision.refusal, {
      requestId: uuid(random),
      gatewayId: ids.requestId,
      nowMs: clock.nowMs(),
    });
  }
  const { facts, subprotocol } = decision;
  tools.acceptor.accept({ request, socket, head: early }, subprotocol, (webSocket) => {
    const connection = openConnection(runtime, { facts, socket: webSocket, stream: socket });
    runtime.registry.add(connection);
    report(101);
  });
}

function logHandshake(
  runtime: GatewayRuntime,
  decision: Decision,
  at: {
    readonly requestId: string;
    readonly nowMs: number;
    readonly traceId: string;
    readonly startedMs: number;
  },
): void {
  const { facts } = decision;
  const log = facts === undefined ? undefined : accessLogOf(runtime, facts);
  if (facts === undefined || log === undefined) return;
  const { requestContext } = buildConnectEvent(facts, at, { headers: [], query: '', traceId: at.traceId });
  const entry =
    decision.kind === 'accepted'
      ? { status: 200 }
      : { status: decision.refusal.status, errorMessage: messageOf(decision.refusal) };
  writeAccessLog(runtime, log, { ...entry, context: requestContext }, { traceId: at.traceId });
}

// One for all connections without credentials.
const noIdentity: ConnectionFacts['identity'] = {};

interface HandshakeCall {
  readonly request: IncomingMessage;
  readonly ids: { readonly connectionId: string; readonly requestId: string };
  readonly nowMs: number;
  readonly traceId: string;
}

/** The steps of spec 1.2, in order. */
async function decide(
  runtime: GatewayRuntime,
  place: HandshakePlace,
  { request, ids, nowMs, traceId }: HandshakeCall,
): Promise<Decision> {
  let facts: ConnectionFacts | undefined;
  const refused = (refusal: GatewayRefusal): Decision => ({ kind: 'refused', refusal, facts });
  const fault = findHandshakeFault(request.method ?? '', request.headers);
  if (fault !== undefined) return refused(handshakeRefusal(fault.status, fault.message, ids));
  const target = request.url ?? '/';
  if (target.length > maxUrlCharacters)
    return refused(handshakeRefusal(urlTooLongStatus, 'URI Too Long', ids));
  const headers = headerListOf(request.rawHeaders);
  if (bytesOf(headers) > maxHandshakeHeaderBytes)
    return refused(handshakeRefusal(431, 'Request Header Fields Too Large', ids));

  const state = place.kind === 'stage' ? runtime.stateOf(place.apiId) : undefined;
  const stage = place.kind === 'stage' ? state?.stages.get(place.stage) : undefined;
  if (place.kind !== 'stage' || state === undefined || stage === undefined) return refused(forbidden);

  facts = {
    connectionId: ids.connectionId,
    apiId: place.apiId,
    stage: stage.name,
    domainName: place.domainName,
    connectedAtMs: nowMs,
    sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    userAgent: request.headers['user-agent'],
    identity: noIdentity,
    authorizer: undefined,
    stageVariables: stage.variables,
  };
  if (
    (runtime.behavior.countsAccountRate &&
      !(runtime.account.connection(nowMs) && runtime.account.request(nowMs))) ||
    !takeToken(state, stage, '$connect', nowMs)
  ) {
    return refused(handshakeRefusal(429, 'Too Many Requests', ids));
  }
  const { path, query } = splitTarget(target);
  const handshake = { headers, query, traceId };
  const route = state.lookup.routesByKey.get('$connect');
  if (route === undefined) return { kind: 'accepted', facts, subprotocol: undefined };

  const authorization = await authorizeConnection(runtime, state, route, { facts, handshake, path, ids });
  if (authorization.kind === 'refused') return refused(authorization.refusal);
  facts = authorization.facts;

  const integration =
    route.integrationId === undefined ? undefined : state.integrations.get(route.integrationId);
  if (integration === undefined) return { kind: 'accepted', facts, subprotocol: undefined };
  const event = buildConnectEvent(
    facts,
    { requestId: ids.requestId, nowMs: runtime.ports.clock.nowMs() },
    { ...handshake, integrationLatencyMs: authorization.latencyMs },
  );
  const result = await runIntegration(runtime, integration, {
    event: () => JSON.stringify(event),
    input: () => ({
      body: createMessageBody('', false),
      context: event.requestContext,
      stageVariables: facts.stageVariables,
      handshake,
    }),
    responses: () => state.lookup.responsesByIntegration.get(integration.id) ?? [],
    stageVariables: facts.stageVariables,
    sourceIp: facts.sourceIp,
    traceId,
  });
  return decisionOf(runtime, result, { facts, ids, traceId });
}

function decisionOf(
  runtime: GatewayRuntime,
  result: IntegrationResult,
  about: Pick<HandshakeCall, 'ids' | 'traceId'> & { readonly facts: ConnectionFacts },
): Decision {
  const { facts, ids } = about;
  const refused = (status: number, message: string): Decision => ({
    kind: 'refused',
    refusal: handshakeRefusal(status, message, ids),
    facts,
  });
  switch (result.kind) {
    case 'timed-out':
      return refused(handshakeTimeoutStatus, 'Endpoint request timed out');
    case 'unsupported':
      return refused(415, 'Unsupported Media Type');
    case 'failed':
      runtime.ports.emit(
        'apigateway.error',
        { message: result.reason, connectionId: ids.connectionId, routeKey: '$connect' },
        { level: 'error', traceId: about.traceId },
      );
      return refused(result.status, 'Internal server error');
    case 'response': {
      const { statusCode } = result;
      if (statusCode >= 200 && statusCode <= 299)
        return { kind: 'accepted', facts, subprotocol: chosenSubprotocol(result.headers) };
      // An interim or invented status cannot end a handshake.
      const status = statusCode >= 300 && statusCode <= 599 ? statusCode : unusableStatus;
      return refused(status, STATUS_CODES[status] ?? 'Forbidden');
    }
  }
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function bytesOf(headers: HeaderList): number {
  // Name, colon, space, value, line end.
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
}

// An open connection: frames in, routes, answers out, and the end.

import { type ApiState, takeToken } from './api-state.js';
import {
  abnormalCloseReason,
  maxBufferedBytes,
  maxMessagesInFlight,
  unparsableBodyMessage,
} from './assumptions.js';
import { buildMessageEvent } from './build-events.js';
import type { OpenConnection } from './connection-registry.js';
import { createMessageEventWriter, type MessageFacts } from './create-message-event-writer.js';
import { errorFrame } from './error-frame.js';
import { createFrameGuard } from './frame-guard.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import { maxFrameBytes } from './limits.js';
import { createMessageBody } from './message-body.js';
import type { Integration, Route } from './model.js';
import { type IntegrationResult, runIntegration } from './run-integration.js';
import { selectRoute } from './select-route.js';
import { validateMessage } from './validate-model.js';

/** Listens on a connection until it ends. */
export function serveConnection(runtime: GatewayRuntime, connection: OpenConnection): void {
  const { socket, stream } = connection;
  const { clock } = runtime.ports;
  const guard = createFrameGuard(maxFrameBytes);
  let received = 0;
  let lastMessage = Number.POSITIVE_INFINITY;
  const watch = (chunk: Buffer) => {
    if (!guard.exceeds(chunk)) return;
    stream.off('data', watch);
    // Messages that came before the frame are still delivered; the library reads them after this listener.
    lastMessage = guard.messages;
    queueMicrotask(() => socket.close(1_009));
  };
  stream.prependListener('data', watch);
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (connection.isClosing || received >= lastMessage) return;
    received++;
    connection.lastActiveMs = clock.nowMs();
    if (isBinary) socket.close(1_003);
    else if (runtime.behavior.perConnectionOrdering === 'serial') takeTurn(runtime, connection, data);
    else void answerMessage(runtime, connection, data);
  });
  if (runtime.behavior.pingResetsIdle) {
    socket.on('ping', () => {
      connection.lastActiveMs = clock.nowMs();
    });
  }
  // The close frame says what happened; of a violation the client learns the code.
  socket.whenClosing = (code, reason) => runtime.disconnected(connection, code, reasonOf(code, reason));
  socket.on('error', () => {
    // Whatever it is ends the connection, and `close` follows.
  });
  socket.on('close', (code: number) => runtime.disconnected(connection, code, reasonOf(code, '')));
}

/**
 * `disconnectReason` of a close that the client began, or that nobody did.
 *
 * @source spec/websocket-api.md 3.4
 */
export function reasonOf(code: number, reason: string): string {
  if (code === 1_005) return 'Client-side close frame status not set';
  return code === 1_006 ? abnormalCloseReason : reason;
}

function takeTurn(runtime: GatewayRuntime, connection: OpenConnection, data: Buffer): void {
  runtime.tasks.begin();
  const before = connection.tail ?? Promise.resolve();
  connection.tail = before
    .then(() => answerMessage(runtime, connection, data))
    .finally(() => runtime.tasks.end());
}

/** One message, from its route to its answer. */
interface Exchange {
  readonly runtime: GatewayRuntime;
  readonly connection: OpenConnection;
  readonly requestId: string;
  readonly traceId: string;
  readonly bytes: number;
  readonly startedMs: number;
  readonly routeKey: string;
}

// Everything up to the invocation happens at once, so that messages start in the order of their arrival.
async function answerMessage(
  runtime: GatewayRuntime,
  connection: OpenConnection,
  data: Buffer,
): Promise<void> {
  const { facts } = connection;
  const startedMs = performance.now();
  const nowMs = runtime.ports.clock.nowMs();
  const body = createMessageBody(data.toString('utf8'), runtime.behavior.readsJsonLeniently);
  const state = runtime.stateOf(facts.apiId);
  const route =
    state === undefined ? undefined : selectRoute(state.lookup.routesByKey, state.selection, body);
  const exchange: Exchange = {
    runtime,
    connection,
    requestId: runtime.ids.requestId(nowMs),
    traceId: runtime.ids.traceId(nowMs),
    bytes: data.length,
    startedMs,
    routeKey: route?.key ?? '',
  };
  if (state === undefined || route === undefined)
    return fail(exchange, 'Forbidden', 'no route matches and there is no $default');
  if (isThrottled(runtime, state, connection, route, nowMs))
    return fail(exchange, 'Too Many Requests', 'the message is throttled');
  const selection = state.lookup.modelSelections.get(route.id);
  if (selection !== undefined && Object.keys(route.requestModels).length > 0) {
    const { validators } = state.lookup;
    const outcome = validateMessage(body, { selection, models: route.requestModels, validators });
    if (outcome === 'not-json')
      return fail(exchange, unparsableBodyMessage + body.text.slice(0, 100), 'the message is not JSON');
    if (outcome === 'invalid')
      return fail(exchange, 'Invalid request body', 'the request model refuses the message');
  }
  const integration =
    route.integrationId === undefined ? undefined : state.integrations.get(route.integrationId);
  if (integration === undefined)
    return fail(exchange, 'Internal server error', 'the route has no integration');
  const message: MessageFacts = {
    routeKey: route.key,
    messageId: runtime.ids.messageId(nowMs),
    requestId: exchange.requestId,
    nowMs,
    body: body.text,
    isBase64Encoded: false,
  };
  begin(runtime, connection);
  try {
    const result = await runIntegration(runtime, integration, {
      event: () => {
        connection.writeEvent ??= createMessageEventWriter(facts);
        return connection.writeEvent(message);
      },
      input: () => ({
        body,
        context: buildMessageEvent(facts, message).requestContext,
        stageVariables: facts.stageVariables,
        handshake: undefined,
      }),
      responses: () => state.lookup.responsesByIntegration.get(integration.id) ?? [],
      stageVariables: facts.stageVariables,
      sourceIp: facts.sourceIp,
      traceId: exchange.traceId,
    });
    finish(exchange, result, { state, route, integration });
  } finally {
    end(runtime, connection);
  }
}

function finish(
  exchange: Exchange,
  result: IntegrationResult,
  at: { readonly state: ApiState; readonly route: Route; readonly integration: Integration },
): void {
  switch (result.kind) {
    case 'timed-out':
      fail(exchange, 'Endpoint request timed out', 'the integration timed out');
      break;
    case 'unsupported':
      fail(exchange, 'Unsupported Media Type', 'no request template matches and passthrough is off');
      break;
    case 'failed':
      fail(exchange, 'Internal server error', result.reason);
      break;
    case 'response': {
      const isProxy = at.integration.type === 'AWS_PROXY' || at.integration.type === 'HTTP_PROXY';
      const isError = isProxy && (result.statusCode < 200 || result.statusCode > 299);
      const isTwoWay = at.state.lookup.twoWayRoutes.has(at.route.id);
      if (isTwoWay && isError && exchange.runtime.behavior.twoWayNon2xx === 'error') {
        fail(exchange, 'Internal server error', `the function answered ${result.statusCode}`);
        break;
      }
      if (isTwoWay) send(exchange.runtime, exchange.connection, result.body ?? '');
      report(exchange);
    }
  }
}

function isThrottled(
  runtime: GatewayRuntime,
  state: ApiState,
  { facts }: OpenConnection,
  route: Route,
  nowMs: number,
): boolean {
  if (runtime.behavior.countsAccountRate && !runtime.account.request(nowMs)) return true;
  const stage = state.stages.get(facts.stage);
  return stage !== undefined && !takeToken(state, stage, route.key, nowMs);
}

function fail(exchange: Exchange, message: string, reason: string): void {
  const { connectionId } = exchange.connection.facts;
  send(
    exchange.runtime,
    exchange.connection,
    errorFrame(message, { connectionId, requestId: exchange.requestId }),
  );
  report(exchange, reason);
}

function report(exchange: Exchange, error?: string): void {
  const { runtime, connection, traceId } = exchange;
  runtime.ports.emit(
    'apigateway.message',
    {
      connectionId: connection.facts.connectionId,
      routeKey: exchange.routeKey,
      direction: 'in',
      bytes: exchange.bytes,
      durationMs: performance.now() - exchange.startedMs,
      ...(error === undefined ? {} : { error }),
    },
    { traceId, level: error === undefined ? 'info' : 'error' },
  );
}

function send(runtime: GatewayRuntime, connection: OpenConnection, text: string): void {
  const { socket, stream } = connection;
  if (connection.isClosing || socket.readyState !== socket.OPEN) return;
  socket.send(text);
  connection.lastActiveMs = runtime.ports.clock.nowMs();
  // A client that does not take its answers is not read either.
  if (socket.bufferedAmount > maxBufferedBytes && !connection.isPaused) {
    pause(connection);
    stream.once('drain', () => resume(connection));
  }
}

function begin(runtime: GatewayRuntime, connection: OpenConnection): void {
  runtime.tasks.begin();
  if (++connection.inFlight >= maxMessagesInFlight) pause(connection);
}

function end(runtime: GatewayRuntime, connection: OpenConnection): void {
  connection.inFlight--;
  if (connection.isPaused) resume(connection);
  runtime.tasks.end();
}

function pause(connection: OpenConnection): void {
  connection.isPaused = true;
  connection.socket.pause();
}

function resume(connection: OpenConnection): void {
  const { socket, inFlight } = connection;
  if (inFlight > maxMessagesInFlight / 2 || socket.bufferedAmount > maxBufferedBytes) return;
  connection.isPaused = false;
  socket.resume();
}

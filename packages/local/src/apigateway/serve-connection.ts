// An open connection: frames in, routes, answers out, and the end.

import type { Duplex } from 'node:stream';
import { accessLogOf, writeAccessLog } from './access-log.js';
import { type ApiState, takeToken } from './api-state.js';
import {
  abnormalCloseReason,
  maxBufferedBytes,
  maxMessagesInFlight,
  maxThrottledInARow,
  unparsableBodyMessage,
} from './assumptions.js';
import { buildMessageEvent } from './build-events.js';
import type { OpenConnection } from './connection-registry.js';
import { createMessageEventWriter, type MessageFacts } from './create-message-event-writer.js';
import { errorFrame } from './error-frame.js';
import { faultOf } from './fault.js';
import { createFrameGuard, type FrameGuard } from './frame-guard.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import type { GatewaySocket, SocketWatcher } from './gateway-socket.js';
import { maxFrameBytes } from './limits.js';
import { createMessageBody } from './message-body.js';
import type { AccessLog, ConnectionFacts, Integration, Route } from './model.js';
import { type IntegrationResult, runIntegration } from './run-integration.js';
import { selectRoute } from './select-route.js';
import { validateMessage } from './validate-model.js';

/** Takes a socket over after its 101 and serves it until it ends. */
export function openConnection(
  runtime: GatewayRuntime,
  of: Pick<OpenConnection, 'facts' | 'socket' | 'stream'>,
): OpenConnection {
  const connection = new ServedConnection(runtime, of);
  of.socket.watch(connection);
  const watch = (chunk: Buffer) => {
    if (connection.takesBytes(chunk)) return;
    of.stream.off('data', watch);
    queueMicrotask(() => of.socket.close(1_009));
  };
  // Before the library's own listener, which delivers the messages of the chunk.
  of.stream.prependListener('data', watch);
  return connection;
}

// A class, so that an idle connection is one object with numbers in it.
class ServedConnection implements OpenConnection, SocketWatcher {
  readonly facts: ConnectionFacts;
  readonly socket: GatewaySocket;
  readonly stream: Duplex;
  lastActiveMs: number;
  isClosing = false;
  inFlight = 0;
  throttledInARow = 0;
  isPaused = false;
  tail: Promise<void> | undefined = undefined;
  writeEvent: ((message: MessageFacts) => string) | undefined = undefined;
  private readonly runtime: GatewayRuntime;
  private readonly guard: FrameGuard = createFrameGuard(maxFrameBytes);
  private received = 0;
  // Messages that came whole before an oversize frame; they are still delivered.
  private lastMessage = Number.POSITIVE_INFINITY;

  constructor(runtime: GatewayRuntime, of: Pick<OpenConnection, 'facts' | 'socket' | 'stream'>) {
    this.runtime = runtime;
    this.facts = of.facts;
    this.socket = of.socket;
    this.stream = of.stream;
    this.lastActiveMs = runtime.ports.clock.nowMs();
  }

  takesBytes(chunk: Buffer): boolean {
    if (!this.guard.exceeds(chunk)) return true;
    this.lastMessage = this.guard.messages;
    return false;
  }

  messageCame(data: Buffer, isBinary: boolean): void {
    if (this.isClosing || this.received >= this.lastMessage) return;
    this.received++;
    this.lastActiveMs = this.runtime.ports.clock.nowMs();
    if (isBinary) this.socket.close(1_003);
    else if (this.runtime.behavior.perConnectionOrdering === 'serial') takeTurn(this.runtime, this, data);
    else answerMessage(this.runtime, this, data).catch((error) => tellFault(this.runtime, this, error));
  }

  pingCame(data: Buffer): void {
    if (this.runtime.behavior.pingResetsIdle) this.lastActiveMs = this.runtime.ports.clock.nowMs();
    if (this.isClosing) return;
    this.socket.pong(data);
    readNoMoreThanIsTaken(this);
  }

  endBegan(code: number, reason: string): void {
    this.runtime.disconnected(this, code, reasonOf(code, reason));
  }
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
    .catch((error) => tellFault(runtime, connection, error))
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
  readonly nowMs: number;
  readonly routeKey: string;
}

/** A refusal of the gateway's own: the frame's text, and the status that it has in access logs. */
interface MessageRefusal {
  readonly status: number;
  readonly message: string;
}

const refusals = {
  noRoute: { status: 403, message: 'Forbidden' },
  throttled: { status: 429, message: 'Too Many Requests' },
  invalidBody: { status: 400, message: 'Invalid request body' },
  unsupported: { status: 415, message: 'Unsupported Media Type' },
  failed: { status: 500, message: 'Internal server error' },
  timedOut: { status: 504, message: 'Endpoint request timed out' },
} as const satisfies Readonly<Record<string, MessageRefusal>>;

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
    nowMs,
    routeKey: route?.key ?? '',
  };
  if (state === undefined || route === undefined)
    return fail(exchange, refusals.noRoute, 'no route matches and there is no $default');
  if (isThrottled(runtime, state, connection, route, nowMs)) return refuseThrottled(exchange);
  connection.throttledInARow = 0;
  const selection = state.lookup.modelSelections.get(route.id);
  if (selection !== undefined && Object.keys(route.requestModels).length > 0) {
    const { validators } = state.lookup;
    const outcome = validateMessage(body, { selection, models: route.requestModels, validators });
    if (outcome === 'not-json')
      return fail(
        exchange,
        { status: 400, message: unparsableBodyMessage + body.text.slice(0, 100) },
        'the message is not JSON',
      );
    if (outcome === 'invalid')
      return fail(exchange, refusals.invalidBody, 'the request model refuses the message');
  }
  const integration =
    route.integrationId === undefined ? undefined : state.integrations.get(route.integrationId);
  if (integration === undefined) return fail(exchange, refusals.failed, 'the route has no integration');
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
      fail(exchange, refusals.timedOut, 'the integration timed out');
      break;
    case 'unsupported':
      fail(exchange, refusals.unsupported, 'no request template matches and passthrough is off');
      break;
    case 'failed':
      fail(exchange, refusals.failed, result.reason);
      break;
    case 'response': {
      const isProxy = at.integration.type === 'AWS_PROXY' || at.integration.type === 'HTTP_PROXY';
      const isError = isProxy && (result.statusCode < 200 || result.statusCode > 299);
      const isTwoWay = at.state.lookup.twoWayRoutes.has(at.route.id);
      if (isTwoWay && isError && exchange.runtime.behavior.twoWayNon2xx === 'error') {
        fail(exchange, refusals.failed, `the function answered ${result.statusCode}`);
        break;
      }
      if (isTwoWay) send(exchange.runtime, exchange.connection, result.body ?? '');
      report(exchange, { status: 200, backendStatus: result.statusCode });
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

// A client that goes on and on is sent away, as AWS does (spec 6.3).
function refuseThrottled(exchange: Exchange): void {
  const { connection } = exchange;
  if (++connection.throttledInARow > maxThrottledInARow) connection.socket.close(1_008);
  else fail(exchange, refusals.throttled, 'the message is throttled');
}

function fail(exchange: Exchange, { status, message }: MessageRefusal, reason: string): void {
  const { connectionId } = exchange.connection.facts;
  send(
    exchange.runtime,
    exchange.connection,
    errorFrame(message, { connectionId, requestId: exchange.requestId }),
  );
  report(exchange, { status, message, error: reason });
}

/** How an exchange ended; `message` and `error` when the gateway refused. */
interface Ending {
  readonly status: number;
  readonly backendStatus?: number;
  readonly message?: string;
  readonly error?: string;
}

function report(exchange: Exchange, ending: Ending): void {
  const { runtime, connection, traceId } = exchange;
  const { error } = ending;
  const log = accessLogOf(runtime, connection.facts);
  if (log !== undefined) logMessage(exchange, ending, log);
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

// Our own bug costs one connection, with the code that AWS has for its own.
function tellFault(runtime: GatewayRuntime, connection: OpenConnection, error: unknown): void {
  runtime.ports.emit('stack.fault', faultOf('message', error), { level: 'error' });
  connection.socket.close(1_011);
}

function logMessage(exchange: Exchange, ending: Ending, log: AccessLog): void {
  const { runtime, connection, requestId, nowMs, routeKey, traceId } = exchange;
  const { requestContext } = buildMessageEvent(connection.facts, {
    ...{ requestId, nowMs, routeKey, messageId: runtime.ids.messageId(nowMs) },
    ...{ body: '', isBase64Encoded: false },
  });
  const latencyMs = Math.round(performance.now() - exchange.startedMs);
  writeAccessLog(
    runtime,
    log,
    {
      context: requestContext,
      status: ending.status,
      errorMessage: ending.message,
      integration: { latencyMs, status: ending.backendStatus, error: ending.error },
    },
    { traceId },
  );
}

function send(runtime: GatewayRuntime, connection: OpenConnection, text: string): void {
  const { socket, stream } = connection;
  if (connection.isClosing || socket.readyState !== socket.OPEN) return;
  runtime.holdWrites(stream);
  socket.send(text);
  connection.lastActiveMs = runtime.ports.clock.nowMs();
  readNoMoreThanIsTaken(connection);
}

// A client that does not take its answers is not read either.
function readNoMoreThanIsTaken(connection: OpenConnection): void {
  const { socket, stream } = connection;
  if (socket.bufferedAmount <= maxBufferedBytes || connection.isPaused) return;
  pause(connection);
  stream.once('drain', () => resume(connection));
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

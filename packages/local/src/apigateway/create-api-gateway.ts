// The WebSocket service of one stack: configuration, handshakes, messages, and the management API.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { readWireRequest } from '../endpoint/read-wire-request.js';
import { writeWireResponse } from '../endpoint/write-wire-response.js';
import type { HttpEntry } from '../http-entry.js';
import { uuid } from '../ids.js';
import type { Closable } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { accessLogOf, writeAccessLog } from './access-log.js';
import { createApiKeyRing } from './api-key.js';
import { type ApiState, createApiState, refresh } from './api-state.js';
import { defaultBehavior, type GatewayBehavior, payloadTooLargeMessage } from './assumptions.js';
import { buildDisconnectEvent } from './build-events.js';
import { createConnectionRegistry } from './connection-registry.js';
import { forbidden, type GatewayRefusal, payloadTooLarge, refusalResponse } from './errors.js';
import { type ApiGatewayPorts, createTaskCount, type GatewayRuntime } from './gateway-runtime.js';
import { acceptConnection, createAcceptor } from './handshake.js';
import { splitTarget } from './handshake-request.js';
import { createIdFactory } from './ids.js';
import { createLeniencyNotice } from './leniency-notice.js';
import { accountBurst, accountRate, maxMessageBytes, newConnectionsPerSecond } from './limits.js';
import { isManagementPath, type Landscape, locateHandshake, locateManagementCall } from './locate.js';
import { answerManagementCall } from './management.js';
import { createTemplateRenderer } from './mapping-template.js';
import { createMessageBody } from './message-body.js';
import type {
  Api,
  ApiKey,
  ApiMapping,
  Authorizer,
  Integration,
  IntegrationResponse,
  Model,
  Route,
  RouteResponse,
  Stage,
  UsagePlan,
  UsagePlanKey,
} from './model.js';
import { runIntegration } from './run-integration.js';
import { parseExpression } from './selection-expression.js';
import type { LocalCredentials } from './signature.js';
import { createTokenBucket } from './token-bucket.js';
import { createTurnWrites } from './turn-writes.js';

/** What the service is created with. */
export interface ApiGatewayOptions
  extends Omit<ApiGatewayPorts, 'fetch' | 'callService'>,
    Partial<Pick<ApiGatewayPorts, 'fetch' | 'callService'>> {
  /** Whether integration timeouts run on the service clock, which tests move, instead of machine time. */
  readonly hasManualClock: boolean;
  /** Switches; AWS's behaviour by default. */
  readonly behavior?: Partial<GatewayBehavior>;
  /** Access keys that signatures are verified with; without any, no AWS_IAM route can be opened. */
  readonly credentials?: readonly LocalCredentials[];
}

/** Kinds of configuration below an API. */
export interface ApiParts {
  readonly stages: Stage;
  readonly routes: Route;
  readonly routeResponses: RouteResponse;
  readonly integrations: Integration;
  readonly integrationResponses: IntegrationResponse;
  readonly authorizers: Authorizer;
  readonly models: Model;
}

/** The WebSocket service. Changes of configuration never touch open sockets. */
export interface ApiGateway extends Closable {
  putApi(api: Api): void;
  /** Names an HTTP API, which is not run: its parts are not to be put. */
  putForeignApi(apiId: string): void;
  isForeignApi(apiId: string): boolean;
  removeApi(apiId: string): void;
  /** Adds or replaces a part of an API. @throws Error when the API does not exist. */
  put<Kind extends keyof ApiParts>(kind: Kind, id: string, part: ApiParts[Kind]): void;
  remove(kind: keyof ApiParts, apiId: string, id: string): void;
  putMapping(mapping: ApiMapping): void;
  removeMapping(id: string): void;
  putApiKey(key: ApiKey): void;
  removeApiKey(id: string): void;
  putUsagePlan(plan: UsagePlan): void;
  removeUsagePlan(id: string): void;
  putUsagePlanKey(key: UsagePlanKey): void;
  removeUsagePlanKey(id: string): void;
  /** Stage names of an API, for addresses. */
  stageNames(apiId: string): readonly string[];
  /** What listens for one API: handshakes and its management API. */
  entry(apiId: string): HttpEntry;
  /** The API behind an AWS host name: its default endpoint or a custom domain. */
  apiOfHost(host: string): string | undefined;
  /** `@connections` calls at the shared AWS endpoint, looked up over all APIs. */
  request(request: WireRequest): WireResponse;
  readonly connectionCount: number;
}

/** How long `close` waits for invocations, in machine time. */
const drainMs = 2_000;

/** Creates the service without APIs. */
export function createApiGateway(options: ApiGatewayOptions): ApiGateway {
  const { clock, random, emit, identity } = options;
  const states = new Map<string, ApiState>();
  const foreign = new Set<string>();
  const mappings = new Map<string, ApiMapping>();
  const acceptor = createAcceptor();
  const landscape: Landscape = {
    get mappings() {
      return [...mappings.values()];
    },
    hasStage: (apiId, stage) => states.get(apiId)?.stages.has(stage) === true,
  };

  const runtime: GatewayRuntime = {
    ports: {
      ...options,
      fetch: options.fetch ?? globalThis.fetch,
      callService: options.callService ?? (() => undefined),
    },
    behavior: { ...defaultBehavior, ...options.behavior },
    signatureTest: () => ({
      credentials: options.credentials ?? [],
      region: identity.region,
      // Signers outside of the stack know nothing of a clock that tests move.
      nowMs: options.hasManualClock ? undefined : clock.nowMs(),
    }),
    tellLeniency: createLeniencyNotice(emit),
    ids: createIdFactory(random),
    registry: createConnectionRegistry(clock, {
      expire: (connection) => runtime.closeConnection(connection, 1_001, 'Going away'),
      granularityMs: options.hasManualClock ? 0 : 1_000,
    }),
    keys: createApiKeyRing(),
    renderTemplate: createTemplateRenderer(),
    account: {
      request: createTokenBucket({ rate: accountRate, burst: accountBurst }),
      connection: createTokenBucket({ rate: newConnectionsPerSecond, burst: newConnectionsPerSecond }),
    },
    isRealTime: !options.hasManualClock,
    after(delayMs, callback) {
      if (options.hasManualClock) return clock.after(delayMs, callback);
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    holdWrites: createTurnWrites(),
    tasks: createTaskCount(),
    stateOf: (apiId) => states.get(apiId),
    closeConnection(connection, code, reason) {
      runtime.disconnected(connection, code, reason);
      connection.socket.close(code, reason);
      // A paused socket would not read the client's answer.
      connection.socket.resume();
    },
    disconnected(connection, code, reason) {
      const { facts } = connection;
      connection.isClosing = true;
      if (!runtime.registry.remove(facts.connectionId)) return;
      const nowMs = clock.nowMs();
      const traceId = runtime.ids.traceId(nowMs);
      emit('apigateway.disconnect', { connectionId: facts.connectionId, code, reason }, { traceId });
      const state = states.get(facts.apiId);
      const integrationId = state?.lookup.routesByKey.get('$disconnect')?.integrationId;
      const integration = integrationId === undefined ? undefined : state?.integrations.get(integrationId);
      if (state === undefined || integration === undefined) return;
      const requestId = runtime.ids.requestId(nowMs);
      const event = buildDisconnectEvent(facts, { requestId, nowMs }, { code, reason });
      runtime.tasks.begin();
      // Best effort, as on AWS: whatever the function answers is dropped, and nothing is tried again.
      void runIntegration(runtime, integration, {
        event: () => JSON.stringify(event),
        input: () => ({
          body: createMessageBody('', false),
          context: event.requestContext,
          stageVariables: facts.stageVariables,
          handshake: undefined,
        }),
        responses: () => state.lookup.responsesByIntegration.get(integration.id) ?? [],
        stageVariables: facts.stageVariables,
        sourceIp: facts.sourceIp,
        traceId,
      }).then((result) => {
        runtime.tasks.end();
        const log = accessLogOf(runtime, facts);
        if (log !== undefined) {
          const status = result.kind === 'response' ? 200 : result.kind === 'failed' ? result.status : 504;
          writeAccessLog(runtime, log, { context: event.requestContext, status }, { traceId });
        }
        if (result.kind !== 'failed') return;
        emit(
          'apigateway.error',
          { message: result.reason, connectionId: facts.connectionId, routeKey: '$disconnect' },
          { level: 'error', traceId },
        );
      });
    },
  };

  // Kept, so that thousands of connections share one text.
  const domains = new Map<string, string>();
  const defaultDomainOf = (apiId: string): string => {
    const known = domains.get(apiId);
    if (known !== undefined) return known;
    const domain = [apiId, 'execute-api', identity.region, identity.urlSuffix].join('.');
    domains.set(apiId, domain);
    return domain;
  };

  const managementPlace = (
    apiId: string | undefined,
    request: { host: string; path: string; method: string },
  ) => locateManagementCall(landscape, { apiId, apiIds: [...states.keys()], ...request });

  const isDisabled = (apiId: string, host: string) =>
    states.get(apiId)?.api.isDefaultEndpointDisabled === true && host === defaultDomainOf(apiId);

  async function answerHttp(
    apiId: string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { path } = splitTarget(message.url ?? '/');
    const host = hostOf(message.headers.host);
    const refuse = (refusal: GatewayRefusal) =>
      writeWireResponse(
        response,
        refusalResponse(refusal, {
          requestId: uuid(random),
          gatewayId: runtime.ids.requestId(clock.nowMs()),
        }),
      );
    if (isDisabled(apiId, host)) {
      message.resume();
      return refuse(forbidden);
    }
    if (!isManagementPath(path)) {
      message.resume();
      const place = locateHandshake(landscape, { apiId, host, path, defaultDomain: defaultDomainOf(apiId) });
      if (place.kind !== 'stage' || runtime.behavior.plainRequestStatus === 403) return refuse(forbidden);
      response.setHeader('upgrade', 'websocket');
      return refuse({ status: 426, type: undefined, body: '{"message":"Upgrade Required"}' });
    }
    const read = await readWireRequest(message, { maxBodyBytes: maxMessageBytes + 1 });
    switch (read.kind) {
      case 'aborted':
        return;
      case 'too-large':
        // The rest of the body is not worth reading.
        response.setHeader('connection', 'close');
        return refuse(payloadTooLarge(payloadTooLargeMessage));
      case 'request':
        return writeWireResponse(
          response,
          answerManagementCall(
            runtime,
            managementPlace(apiId, { host, path, method: read.request.method }),
            read.request,
          ),
        );
    }
  }

  return {
    putApi(api) {
      const existing = states.get(api.id);
      if (existing === undefined) states.set(api.id, createApiState(api));
      else {
        existing.api = api;
        existing.selection = parseExpression(api.routeSelectionExpression);
      }
    },
    putForeignApi: (apiId) => void foreign.add(apiId),
    isForeignApi: (apiId) => foreign.has(apiId),
    removeApi(apiId) {
      foreign.delete(apiId);
      for (const connection of [...runtime.registry.all()]) {
        if (connection.facts.apiId === apiId) runtime.closeConnection(connection, 1_001, 'Going away');
      }
      states.delete(apiId);
    },
    put(kind, id, part) {
      const state = states.get(part.apiId);
      if (state === undefined) throw new Error(`API "${part.apiId}" does not exist`);
      // The map under a kind holds exactly that kind's parts.
      (state[kind] as Map<string, typeof part>).set(id, part);
      refresh(state);
    },
    remove(kind, apiId, id) {
      const state = states.get(apiId);
      if (state === undefined) return;
      state[kind].delete(id);
      refresh(state);
    },
    putMapping: (mapping) => void mappings.set(mapping.id, mapping),
    removeMapping: (id) => void mappings.delete(id),
    putApiKey: (key) => runtime.keys.putKey(key),
    removeApiKey: (id) => runtime.keys.removeKey(id),
    putUsagePlan: (plan) => runtime.keys.putPlan(plan),
    removeUsagePlan: (id) => runtime.keys.removePlan(id),
    putUsagePlanKey: (key) => runtime.keys.putPlanKey(key),
    removeUsagePlanKey: (id) => runtime.keys.removePlanKey(id),
    stageNames: (apiId) => [...(states.get(apiId)?.stages.keys() ?? [])],
    entry: (apiId) => ({
      request: (request, response) => void answerHttp(apiId, request, response),
      upgrade(request, socket, head) {
        const { path } = splitTarget(request.url ?? '/');
        const host = hostOf(request.headers.host);
        const place = isDisabled(apiId, host)
          ? ({ kind: 'nowhere' } as const)
          : locateHandshake(landscape, { apiId, host, path, defaultDomain: defaultDomainOf(apiId) });
        void acceptConnection(runtime, place, { upgrade: { request, socket, head }, acceptor });
      },
    }),
    apiOfHost(host) {
      const name = hostOf(host);
      const own = name.split('.')[0] ?? '';
      if (states.has(own) && name.includes('.execute-api.')) return own;
      return [...mappings.values()].find(({ domainName }) => domainName === name)?.apiId;
    },
    request(request) {
      const { path, method } = request;
      const host = hostOf(request.headers.host);
      const apiId = states.has(host.split('.')[0] ?? '') ? host.split('.')[0] : undefined;
      return answerManagementCall(runtime, managementPlace(apiId, { host, path, method }), request);
    },
    get connectionCount() {
      return runtime.registry.size;
    },
    async close() {
      const open = [...runtime.registry.all()];
      for (const connection of open) runtime.closeConnection(connection, 1_012, '');
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        runtime.tasks.idle(),
        new Promise((resolve) => {
          timer = setTimeout(resolve, drainMs);
        }),
      ]);
      clearTimeout(timer);
      runtime.registry.close();
      // Clients had their chance to answer the close.
      for (const { socket } of open) socket.terminate();
    },
  };
}

function hostOf(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '').toLowerCase();
}

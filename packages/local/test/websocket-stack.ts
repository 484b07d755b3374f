// A gateway over a real listener, with a fake Lambda and a manual clock, for tests of WebSocket APIs.

import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import {
  type Api,
  type ApiGateway,
  type ApiGatewayOptions,
  type Authorizer,
  createApiGateway,
  type Integration,
  type Route,
  type Stage,
} from '../src/apigateway/index.js';
import { createManualClock, type ManualClock } from '../src/clock/manual-clock.js';
import type { StackEvent } from '../src/events/stack-event.js';
import type { InvokeOptions, InvokeOutcome } from '../src/lambda/lambda.js';
import { createHttpListener } from '../src/network/http-listener.js';
import { createSeededRandom } from '../src/random.js';
import { testIdentity } from './wire-server.js';

/** An event as a handler gets it. */
export interface HandlerEvent {
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly [name: string]: unknown;
}

/** A fake handler: its value is the payload; an InvokeOutcome given by `outcome` is passed on as it is. */
export type FakeHandler = (event: HandlerEvent, options: InvokeOptions) => unknown;

/** Makes a handler answer with an outcome of the Lambda service instead of a payload. */
export class Outcome {
  readonly outcome: InvokeOutcome;
  constructor(outcome: InvokeOutcome) {
    this.outcome = outcome;
  }
}

export const apiId = 'a1b2c3d4e5';
export const startMs: number = Date.UTC(2024, 0, 20, 11, 54, 57, 419);

/** ARN and integration URI of a fake function. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
}
export function invocationUri(name: string): string {
  return `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;
}

export const testApi: Api = {
  id: apiId,
  logicalId: 'Api',
  name: 'shop',
  routeSelectionExpression: '$request.body.action',
  apiKeySelectionExpression: '$request.header.x-api-key',
  isDefaultEndpointDisabled: false,
};
export const testStage: Stage = {
  apiId,
  name: 'prod',
  variables: undefined,
  throttle: undefined,
  routeThrottles: {},
};

/** A Lambda proxy integration whose id is the function's name. */
export function proxyIntegration(name: string): Integration {
  return {
    id: name,
    apiId,
    type: 'AWS_PROXY',
    uri: invocationUri(name),
    method: 'POST',
    timeoutMs: 29_000,
    requestTemplates: {},
    templateSelectionExpression: undefined,
    requestParameters: {},
    passthrough: 'WHEN_NO_MATCH',
    contentHandling: undefined,
  };
}

export function route(key: string, integrationId: string | undefined, more: Partial<Route> = {}): Route {
  return {
    id: `route ${key}`,
    apiId,
    key,
    integrationId,
    authorization: 'NONE',
    authorizerId: undefined,
    apiKeyRequired: false,
    modelSelectionExpression: undefined,
    requestModels: {},
    hasResponseSelection: false,
    ...more,
  };
}

export function authorizer(name: string, identitySources: readonly string[]): Authorizer {
  return { id: name, apiId, name, uri: invocationUri(name), identitySources };
}

/** A running test stack. */
export interface WebSocketStack {
  readonly gateway: ApiGateway;
  readonly clock: ManualClock;
  readonly port: number;
  readonly url: string;
  readonly events: StackEvent[];
  /** Every event that a fake function got, with the function's name. */
  readonly invocations: {
    readonly name: string;
    readonly event: HandlerEvent;
    readonly options: InvokeOptions;
  }[];
  /** Adds a route with a proxy integration of the same name as its function. */
  addRoute(key: string, functionName: string, more?: Partial<Route>): void;
  /** Adds a route that answers the client. */
  addTwoWay(key: string, functionName: string, more?: Partial<Route>): void;
  /** Resolves at the next (or an earlier, not yet taken) invocation of a function. */
  invoked(name: string): Promise<HandlerEvent>;
  /** Opens a client and waits for the 101. */
  open(path?: string, options?: { headers?: Record<string, string>; protocols?: string[] }): Promise<Client>;
  /** Sends a handshake and returns the raw answer, once the server closed or upgraded. */
  handshake(path: string, headers?: readonly (readonly [string, string])[]): Promise<RawAnswer>;
  /** A raw TCP connection, for bytes that no client sends. */
  raw(): Promise<Socket>;
  close(): Promise<void>;
}

/** An HTTP answer off the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client with its messages in a queue. */
export interface Client {
  readonly socket: WebSocket;
  /** The next message as text. */
  next(): Promise<string>;
  /** How the connection ended, on the client's side. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Starts a gateway with one API and one stage `prod`. */
export async function startWebSocketStack(
  functions: Readonly<Record<string, FakeHandler>>,
  options: Partial<ApiGatewayOptions> = {},
): Promise<WebSocketStack> {
  const clock = createManualClock(startMs);
  const events: StackEvent[] = [];
  const invocations: WebSocketStack['invocations'] = [];
  const waiting: { name: string; resolve: (event: HandlerEvent) => void }[] = [];
  const untaken: { name: string; event: HandlerEvent }[] = [];
  const gateway = createApiGateway({
    clock,
    random: createSeededRandom(7),
    identity: testIdentity,
    hasManualClock: true,
    emit: (kind, data, details) =>
      events.push({
        seq: events.length,
        timeMs: 0,
        level: details?.level ?? 'info',
        kind,
        data,
      } as StackEvent),
    lambda: {
      async invoke(arn, payload, invokeOptions) {
        const name = arn.split(':').at(-1) ?? '';
        const handler = functions[name];
        if (handler === undefined) return { kind: 'not-found', message: `Function not found: ${arn}` };
        const event = JSON.parse(payload) as HandlerEvent;
        invocations.push({ name, event, options: invokeOptions });
        const at = waiting.findIndex((entry) => entry.name === name);
        if (at === -1) untaken.push({ name, event });
        else waiting.splice(at, 1)[0]?.resolve(event);
        try {
          const value = await handler(event, invokeOptions);
          if (value instanceof Outcome) return value.outcome;
          return { kind: 'success', requestId: 'r', payload: JSON.stringify(value) ?? 'null' };
        } catch (error) {
          const { name: errorType, message: errorMessage } = error as Error;
          return {
            kind: 'function-error',
            requestId: 'r',
            payload: JSON.stringify({ errorType, errorMessage, trace: [] }),
          };
        }
      },
    },
    ...options,
  });
  gateway.putApi(testApi);
  gateway.put('stages', 'prod', testStage);
  const entry = gateway.entry(apiId);
  const listener = createHttpListener(() => entry);
  listener.server.listen(0, '127.0.0.1');
  await once(listener.server, 'listening');
  // A TCP server's address is an object, never a pipe name.
  const { port } = listener.server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/prod`;
  const clients = new Set<WebSocket>();
  const sockets = new Set<Socket>();

  const addRoute = (key: string, functionName: string, more: Partial<Route> = {}) => {
    gateway.put('integrations', functionName, proxyIntegration(functionName));
    gateway.put('routes', `route ${key}`, route(key, functionName, more));
  };
  const raw = async () => {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };

  return {
    gateway,
    clock,
    port,
    url,
    events,
    invocations,
    addRoute,
    addTwoWay(key, functionName, more = {}) {
      addRoute(key, functionName, { hasResponseSelection: true, ...more });
      const id = `response ${key}`;
      gateway.put('routeResponses', id, { id, apiId, routeId: `route ${key}`, key: '$default' });
    },
    invoked(name) {
      const at = untaken.findIndex((entry) => entry.name === name);
      const [found] = at === -1 ? [] : untaken.splice(at, 1);
      return found !== undefined
        ? Promise.resolve(found.event)
        : new Promise((resolve) => waiting.push({ name, resolve }));
    },
    async open(path = '/prod', clientOptions = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, clientOptions.protocols ?? [], {
        headers: clientOptions.headers ?? {},
      });
      clients.add(socket);
      const messages: string[] = [];
      const readers: ((text: string) => void)[] = [];
      socket.on('message', (data: Buffer) => {
        const reader = readers.shift();
        if (reader === undefined) messages.push(data.toString());
        else reader(data.toString());
      });
      const closed = new Promise<{ code: number; reason: string }>((resolve) =>
        socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
      );
      await once(socket, 'open');
      return {
        socket,
        closed,
        next() {
          const message = messages.shift();
          return message !== undefined
            ? Promise.resolve(message)
            : new Promise((resolve) => readers.push(resolve));
        },
      };
    },
    raw,
    async handshake(path, headers = []) {
      const socket = await raw();
      socket.write(handshakeText(path, headers));
      return readAnswer(socket);
    },
    async close() {
      for (const client of clients) client.terminate();
      for (const socket of sockets) socket.destroy();
      await gateway.close();
      await listener.close();
    },
  };
}

/** The bytes of a proper handshake; a header given again replaces the usual one, an empty value leaves it out. */
export function handshakeText(path: string, headers: readonly (readonly [string, string])[] = []): string {
  const usual: [string, string][] = [
    ['Host', '127.0.0.1'],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Sec-WebSocket-Version', '13'],
  ];
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = [...usual.filter(([name]) => !given.has(name.toLowerCase())), ...headers]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Reads one HTTP answer: to its length, to the end of the headers of a 101, or to the end of the stream. */
export async function readAnswer(socket: Socket): Promise<RawAnswer> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const at = text.indexOf('\r\n\r\n');
    if (at === -1) continue;
    const [statusLine = '', ...lines] = text.slice(0, at).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const status = Number(statusLine.split(' ')[1]);
    const body = text.slice(at + 4);
    if (status === 101 || body.length >= Number(headers['content-length'] ?? 0))
      return { status, headers, body };
  }
  throw new Error(`the answer is incomplete: ${text}`);
}

/** A client frame with a mask of zeros: the payload appears as it is. */
export function frame(
  opcode: number,
  payload: string | Uint8Array,
  options: { readonly final?: boolean; readonly masked?: boolean; readonly reserved?: number } = {},
): Buffer {
  const data = Buffer.from(payload);
  const first = ((options.final ?? true) ? 0x80 : 0) | (options.reserved ?? 0) | opcode;
  const maskBit = (options.masked ?? true) ? 0x80 : 0;
  const length =
    data.length < 126
      ? Buffer.from([first, maskBit | data.length])
      : data.length < 65_536
        ? Buffer.from([first, maskBit | 126, data.length >> 8, data.length & 0xff])
        : Buffer.concat([Buffer.from([first, maskBit | 127]), bigEndian(data.length)]);
  return Buffer.concat([length, Buffer.alloc(maskBit === 0 ? 0 : 4), data]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

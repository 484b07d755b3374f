// The Lambda Runtime API of one environment: hands out one event at a time and takes the answer.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invocation } from './environment.js';
import { summarizeError, tooLargePayload } from './error-payload.js';
import { createExtensionsApi, type ExtensionFacts } from './extensions-api.js';
import { maxStreamedPayloadBytes, maxSyncPayloadBytes } from './limits.js';

/** What the runtime posted for an invocation. */
export type RuntimeAnswer =
  | { readonly kind: 'success'; readonly payload: string }
  | { readonly kind: 'function-error'; readonly payload: string };

/** What the environment hears of its runtime. */
export interface RuntimeListener {
  /** The runtime asks for work. It asks once more after every answer. */
  asked(): void;
  answered(requestId: string, answer: RuntimeAnswer): void;
  /** The runtime could not start; `payload` is its error object. */
  initFailed(payload: string): void;
}

/** The server behind `AWS_LAMBDA_RUNTIME_API`. */
export interface RuntimeApi {
  /** `host:port`, without a scheme. */
  readonly address: string;
  /** Gives the event to the waiting poll, or to the next one. */
  offer(invocation: Invocation, deadlineMs: number): void;
  /** Forgets an event that nobody waits for any more. */
  forget(requestId: string): void;
  /** Whether the process wants a signal before it ends. */
  readonly wantsSignal: boolean;
  close(): Promise<void>;
}

const version = '/2018-06-01/runtime';

/** An event that the runtime has or is about to get. */
interface Active {
  readonly invocation: Invocation;
  readonly deadlineMs: number;
  isHandedOver: boolean;
  isAnswered: boolean;
}

/**
 * Starts the server on a free loopback port.
 *
 * @source spec/websocket-api.md 9.1
 */
export async function createRuntimeApi(
  listener: RuntimeListener,
  facts: ExtensionFacts,
): Promise<RuntimeApi> {
  const extensions = createExtensionsApi(facts);
  let poll: ServerResponse | undefined;
  let active: Active | undefined;
  let hasAsked = false;

  const handOver = () => {
    if (poll === undefined || active === undefined || active.isHandedOver) return;
    const response = poll;
    poll = undefined;
    response.sendDate = false;
    active.isHandedOver = true;
    const { invocation, deadlineMs } = active;
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': invocation.arn,
      'lambda-runtime-trace-id': invocation.trace,
      // An empty value would break the runtimes' JSON parsers.
      ...(invocation.clientContext === undefined
        ? {}
        : { 'lambda-runtime-client-context': invocation.clientContext }),
    });
    response.end(invocation.payload);
  };

  const next = (response: ServerResponse) => {
    if (active?.isHandedOver === true && !active.isAnswered) {
      return reply(response, 403, {
        errorMessage: 'Transition from Running to Ready is not allowed.',
        errorType: 'InvalidStateTransition',
      });
    }
    if (active?.isAnswered === true) active = undefined;
    hasAsked = true;
    // One poll at a time: an older one belongs to a connection that the runtime gave up.
    poll?.destroy();
    poll = response;
    response.on('close', () => {
      if (poll === response) poll = undefined;
    });
    listener.asked();
    handOver();
  };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    about: { readonly requestId: string; readonly isError: boolean },
  ) => {
    const current = active;
    if (current?.invocation.requestId !== about.requestId || !current.isHandedOver || current.isAnswered) {
      request.resume();
      return reply(response, 400, { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' });
    }
    const mode = String(request.headers['lambda-runtime-function-response-mode'] ?? '').toLowerCase();
    const isStreamed = mode === 'streaming' && current.invocation.onChunk !== undefined;
    const body = await readBody(request, {
      maxBytes: isStreamed ? maxStreamedPayloadBytes : maxSyncPayloadBytes,
      onChunk: isStreamed ? current.invocation.onChunk : undefined,
    });
    if (current.isAnswered || body.kind === 'aborted') return;
    current.isAnswered = true;
    if (body.kind === 'too-large') {
      reply(response, 413, {
        errorMessage: `Exceeded maximum allowed payload size (${maxSyncPayloadBytes} bytes).`,
        errorType: 'RequestEntityTooLarge',
      });
      const payload = JSON.stringify(tooLargePayload(body.bytes));
      return listener.answered(about.requestId, { kind: 'function-error', payload });
    }
    reply(response, 202, { status: 'OK' });
    const failure = trailingError(request);
    if (failure !== undefined)
      listener.answered(about.requestId, { kind: 'function-error', payload: failure });
    else {
      const kind = about.isError ? 'function-error' : 'success';
      listener.answered(about.requestId, { kind, payload: body.text });
    }
  };

  const initError = async (request: IncomingMessage, response: ServerResponse) => {
    if (hasAsked) {
      request.resume();
      return reply(response, 403, {
        errorMessage: 'Transition from Ready to InitError is not allowed.',
        errorType: 'InvalidStateTransition',
      });
    }
    const body = await readBody(request, { maxBytes: maxSyncPayloadBytes, onChunk: undefined });
    reply(response, 202, { status: 'OK' });
    const text = body.kind === 'text' ? body.text : '';
    const type = request.headers['lambda-runtime-function-error-type'];
    listener.initFailed(
      summarizeError(text).type === 'Error' && typeof type === 'string' && text === ''
        ? JSON.stringify({ errorType: type, errorMessage: '' })
        : text,
    );
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const [, requestId, operation] =
      /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    // A runtime that dies in the middle of a call must not end this process.
    request.on('error', () => {});
    if (request.method === 'GET' && path === `${version}/invocation/next`) next(response);
    else if (request.method === 'POST' && requestId !== undefined)
      void answer(request, response, { requestId, isError: operation === 'error' });
    else if (request.method === 'POST' && path === `${version}/init/error`) void initError(request, response);
    else if (!extensions.answer(request, response)) {
      request.resume();
      reply(response, 404, { errorMessage: `No such resource: ${path}`, errorType: 'NotFound' });
    }
  });
  // Polls wait as long as there is no work.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server's address is an object, never a pipe name.
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    get wantsSignal() {
      return extensions.isUsed;
    },
    offer(invocation, deadlineMs) {
      active = { invocation, deadlineMs, isHandedOver: false, isAnswered: false };
      extensions.invoked(invocation, deadlineMs);
      handOver();
    },
    forget(requestId) {
      if (active?.invocation.requestId === requestId) active = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'aborted' };

function readBody(
  request: IncomingMessage,
  options: { readonly maxBytes: number; readonly onChunk: ((chunk: Uint8Array) => void) | undefined },
): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > options.maxBytes) return;
      if (options.onChunk === undefined) chunks.push(chunk);
      else options.onChunk(chunk);
    });
    request.on('end', () => {
      if (bytes > options.maxBytes) resolve({ kind: 'too-large', bytes });
      else resolve({ kind: 'text', text: Buffer.concat(chunks).toString('utf8') });
    });
    // The runtime went away; its exit is the answer.
    request.on('close', () => resolve({ kind: 'aborted' }));
  });
}

// Go declares the error of a stream that broke halfway as a trailer, its body in base64.
function trailingError({ trailers }: IncomingMessage): string | undefined {
  const type = trailers['lambda-runtime-function-error-type'];
  if (type === undefined || type === '') return undefined;
  const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString('utf8');
  return body === '' ? JSON.stringify({ errorType: type, errorMessage: '' }) : body;
}

function reply(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.sendDate = false;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

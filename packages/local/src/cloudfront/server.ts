// Sockets in, sockets out: a viewer's HTTP request becomes plain data, the answer becomes bytes.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpEntry } from '../http-entry.js';
import { type Body, bodyLength } from '../http-semantics/body.js';
import { headersFromRaw, headerText } from '../http-semantics/headers.js';
import { localEdgeLocation } from './assumptions.js';
import { buildErrorPage, statusTitle } from './errors.js';
import { fileStream } from './file-stream.js';
import { plainHeaderName, wireHeaderName } from './header-case.js';
import type { Admission, EdgeAnswer, ViewerRequest } from './order-of-work.js';
import { openUpgradeTunnel, type UpgradeTunnel } from './upgrade-tunnel.js';

/** What the server needs of its distribution. */
export interface EntryPorts {
  readonly serve: (request: ViewerRequest) => Promise<EdgeAnswer>;
  /** Steps before the cache, for a WebSocket upgrade. */
  readonly admit: (request: ViewerRequest) => Promise<Admission>;
  /** Where an admitted upgrade goes, in wire terms. */
  readonly tunnelOf: (
    admitted: Extract<Admission, { kind: 'forward' }>,
    request: ViewerRequest,
  ) => UpgradeTunnel;
  readonly newRequestId: () => string;
  /** Viewers that came by plain http count as https ones. */
  readonly treatsHttpAsHttps: () => boolean;
  readonly via: string;
  readonly nowMs: () => number;
  /** Called when the last byte is handed over, or the viewer left. */
  readonly onServed: (record: ServedRecord) => void;
  readonly onFault: (error: unknown) => void;
}

/** One line of the access log. */
export interface ServedRecord {
  readonly method: string;
  /** As the viewer sent it. */
  readonly uri: string;
  readonly status: number;
  readonly xCache: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly requestId: string;
  readonly pathPattern: string;
}

/** Makes the entry of a distribution. It never throws and leaves no request unanswered. */
export function createEntry(ports: EntryPorts): HttpEntry {
  return {
    request(message, response) {
      void answer(ports, message, response);
    },
    upgrade(message, socket, head) {
      void passUpgrade(ports, { message, socket, head });
    },
  };
}

async function answer(ports: EntryPorts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedMs = performance.now();
  const request = readViewerRequest(message, ports);
  let result: EdgeAnswer;
  try {
    result = await ports.serve(request);
  } catch (error) {
    ports.onFault(error);
    result = faultAnswer(request, ports);
  }
  const bytes = await send(result, { message, response, request, ports });
  ports.onServed({
    method: request.method,
    uri: message.url ?? '/',
    status: result.response.status,
    xCache: `${result.resultType} from cloudfront`,
    bytes,
    durationMs: performance.now() - startedMs,
    requestId: request.requestId,
    pathPattern: result.pathPattern,
  });
}

// A WebSocket is one request to functions and policies; afterwards the bytes pass through (spec/cloudfront.md 7.20).
async function passUpgrade(
  ports: EntryPorts,
  io: { readonly message: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
): Promise<void> {
  const startedMs = performance.now();
  const request = readViewerRequest(io.message, ports);
  const record = (status: number, xCache: string, pathPattern: string) =>
    ports.onServed({
      method: request.method,
      uri: io.message.url ?? '/',
      status,
      xCache: `${xCache} from cloudfront`,
      bytes: 0,
      durationMs: performance.now() - startedMs,
      requestId: request.requestId,
      pathPattern,
    });
  try {
    const admitted = await ports.admit(request);
    if (admitted.kind === 'answer') {
      const { status } = admitted.answer.response;
      io.socket.end(
        `HTTP/1.1 ${status} ${statusTitle(status)}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
      record(status, admitted.answer.resultType, admitted.answer.pathPattern);
      return;
    }
    const status = await openUpgradeTunnel(ports.tunnelOf(admitted, request), io);
    record(status, status === 101 ? 'Miss' : 'Error', admitted.active.pathPattern);
  } catch (error) {
    ports.onFault(error);
    io.socket.destroy();
  }
}

function readViewerRequest(message: IncomingMessage, ports: EntryPorts): ViewerRequest {
  const { socket, rawHeaders, method = 'GET', httpVersion } = message;
  // A proxy-style request target carries scheme and host: only its path counts.
  const target = (message.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const question = target.indexOf('?');
  const isTls = 'encrypted' in socket && socket.encrypted === true;
  const hasBody =
    message.headers['transfer-encoding'] !== undefined || Number(message.headers['content-length'] ?? 0) > 0;
  let headerBytes = method.length + (message.url ?? '').length + httpVersion.length + 9;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headerBytes += (rawHeaders[index]?.length ?? 0) + (rawHeaders[index + 1]?.length ?? 0) + 4;
  }
  return {
    method,
    uri: question === -1 ? target : target.slice(0, question),
    rawQuery: question === -1 ? undefined : target.slice(question + 1),
    headers: headersFromRaw(rawHeaders),
    viewer: {
      ip: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
      port: socket.remotePort ?? 0,
      scheme: isTls || ports.treatsHttpAsHttps() ? 'https' : 'http',
      httpVersion,
    },
    requestId: ports.newRequestId(),
    urlBytes: target.length,
    headerBytes,
    body: hasBody ? message : undefined,
  };
}

function faultAnswer(request: ViewerRequest, ports: EntryPorts): EdgeAnswer {
  return {
    response: buildErrorPage(500, {
      reason: 'Edgewire itself failed on this request: this is our fault, see the log.',
      requestId: request.requestId,
      nowMs: ports.nowMs(),
    }),
    resultType: 'Error',
    ageSeconds: undefined,
    pathPattern: '',
    isEdited: false,
    closesConnection: true,
  };
}

async function send(
  result: EdgeAnswer,
  io: {
    readonly message: IncomingMessage;
    readonly response: ServerResponse;
    readonly request: ViewerRequest;
    readonly ports: EntryPorts;
  },
): Promise<number> {
  const { message, response, request, ports } = io;
  const { body, status, statusDescription } = result.response;
  if (response.destroyed) {
    release(body);
    return 0;
  }
  // A body that nobody read would be taken for the next request.
  const isUnread = request.body !== undefined && !message.readableEnded;
  const close = result.closesConnection || isUnread;
  response.writeHead(
    status,
    reasonPhrase(status, statusDescription),
    headersToSend(result, { request, via: ports.via, close }),
  );
  const isBodyless = request.method === 'HEAD' || status === 204 || status === 304;
  try {
    if (isBodyless) {
      // The stream may be on its way into the cache: read it to its end.
      if (body.kind === 'stream') body.stream.on('error', () => {}).resume();
      response.end();
      return 0;
    }
    return await writeBody(response, body);
  } catch {
    // The viewer left, or the origin broke off in the middle: the status line is out, only a cut can tell.
    release(body);
    response.destroy();
    return 0;
  } finally {
    if (isUnread) message.resume();
  }
}

function reasonPhrase(status: number, description: string | undefined): string {
  // Only printable ASCII fits a status line.
  if (description !== undefined && /^[\x20-\x7e]+$/.test(description)) return description;
  return status === 494 || status === 414 ? statusTitle(status) : (reasons[status] ?? '');
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  412: 'Precondition Failed',
  416: 'Requested Range Not Satisfiable',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function headersToSend(
  result: EdgeAnswer,
  options: { readonly request: ViewerRequest; readonly via: string; readonly close: boolean },
): string[] {
  const { response, isEdited } = result;
  const nameOf = isEdited ? wireHeaderName : plainHeaderName;
  const length = bodyLength(response.body);
  const isHead = options.request.method === 'HEAD';
  const isBodyless = response.status === 204 || response.status === 304;
  const raw: string[] = [];
  for (const [name, values] of response.headers) {
    if (name === 'via' || name === 'transfer-encoding' || name === 'connection') continue;
    if (name === 'content-length' && (isBodyless || !isHead)) continue;
    for (const value of values) raw.push(nameOf(name), value);
  }
  if (!isHead && !isBodyless && length !== undefined) raw.push('Content-Length', String(length));
  if (isHead && !response.headers.has('content-length') && length !== undefined && length > 0) {
    raw.push('Content-Length', String(length));
  }
  const via = headerText(response.headers, 'via');
  raw.push(
    'X-Cache',
    `${result.resultType} from cloudfront`,
    'Via',
    via === undefined ? options.via : `${via}, ${options.via}`,
    'X-Amz-Cf-Pop',
    localEdgeLocation,
    'X-Amz-Cf-Id',
    options.request.requestId,
  );
  if (result.ageSeconds !== undefined) raw.push('Age', String(result.ageSeconds));
  raw.push('Connection', options.close ? 'close' : 'keep-alive');
  return raw;
}

async function writeBody(response: ServerResponse, body: Body): Promise<number> {
  switch (body.kind) {
    case 'empty':
      response.end();
      return 0;
    case 'bytes':
      response.end(body.bytes);
      return body.bytes.length;
    case 'file':
      await pipeline(fileStream(body), response);
      return body.length;
    case 'stream': {
      let bytes = 0;
      body.stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      await pipeline(body.stream, response);
      return bytes;
    }
    case 'parts': {
      for (const part of body.parts) {
        if (part.kind === 'bytes') response.write(part.bytes);
        else if (part.kind === 'file') await pipeline(fileStream(part), response, { end: false });
      }
      response.end();
      return bodyLength(body) ?? 0;
    }
  }
}

function release(body: Body): void {
  if (body.kind === 'stream') body.stream.destroy();
}

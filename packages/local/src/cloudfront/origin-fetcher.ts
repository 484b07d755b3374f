// Asks origins: buckets of the stack directly, everything else over HTTP. Retries as CloudFront does.

import {
  type Agent,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import type { Body } from '../http-semantics/body.js';
import { type HeaderMap, headersFromRaw, headerText } from '../http-semantics/headers.js';
import type { Closable } from '../ports.js';
import { parseS3Domain, type S3, type S3Caller, type S3Domain } from '../s3/index.js';
import { wireHeaderName } from './header-case.js';
import { maxHeaderBytes } from './limits.js';
import type { Origin } from './model.js';
import type { Dependency } from './object-cache.js';
import type { OriginRequest } from './origin-request.js';

/** What an origin answered, or why it could not be asked. */
export type OriginResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly statusDescription: string | undefined;
      readonly headers: HeaderMap;
      readonly body: Body;
      readonly isS3: boolean;
      readonly dependency: Dependency | undefined;
    }
  | OriginFailure;

/** `status` is what the viewer gets. Source: spec/cloudfront.md 7.13. */
export interface OriginFailure {
  readonly kind: 'failure';
  readonly status: 502 | 504;
  readonly reason: string;
}

/** Facts of the viewer's side that the connection to the origin depends on. */
export interface FetchContext {
  readonly viewerScheme: 'http' | 'https';
  readonly body: Readable | undefined;
  readonly distributionArn: string;
}

/** Where a domain name of the stack listens on this machine. */
export interface LocalAddress {
  readonly host: string;
  readonly port: number;
}

/** What the fetcher needs. */
export interface OriginFetcherPorts {
  readonly s3: S3;
  /** Who the distribution is to a bucket, by the origin's access settings. */
  readonly callerOf: (origin: Origin, distributionArn: string) => S3Caller;
  /** Domain names of the stack's own endpoints; `undefined` for the rest of the world. */
  readonly resolveLocal: (domainName: string) => LocalAddress | undefined;
}

export interface OriginFetcher extends Closable {
  fetch(origin: Origin, request: OriginRequest, context: FetchContext): Promise<OriginResult>;
}

/** Largest body that is kept in memory on its way into a bucket. */
const maxS3BodyBytes = 104_857_600;

/** Creates the fetcher with its own pools of kept-alive connections. */
export function createOriginFetcher(ports: OriginFetcherPorts): OriginFetcher {
  const agents: Readonly<Record<'http' | 'https', Agent>> = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 256 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 256 }),
  };

  const fetchCustom = async (
    origin: Origin,
    request: OriginRequest,
    context: FetchContext,
  ): Promise<OriginResult> => {
    // Only reads are repeated: a write might have been executed before the connection broke.
    const isRepeatable = request.method === 'GET' || request.method === 'HEAD';
    const attempts = isRepeatable ? origin.connectionAttempts : 1;
    let result: OriginResult = { kind: 'failure', status: 502, reason: 'The origin was not asked' };
    for (let attempt = 0; attempt < attempts; attempt++) {
      result = await requestOnce(origin, request, {
        ...context,
        ...connectionOf(origin, context, ports),
        agents,
      });
      if (result.kind === 'response') break;
    }
    return result;
  };

  return {
    fetch(origin, request, context) {
      const domain = parseS3Domain(origin.domainName);
      if (domain !== undefined) return fetchBucket(ports, { origin, request, context, domain });
      return fetchCustom(origin, request, context);
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
      return Promise.resolve();
    },
  };
}

async function fetchBucket(
  ports: OriginFetcherPorts,
  fetch: {
    readonly origin: Origin;
    readonly request: OriginRequest;
    readonly context: FetchContext;
    readonly domain: S3Domain;
  },
): Promise<OriginResult> {
  const { origin, request, context, domain } = fetch;
  const { bucketName, endpoint } = domain;
  const body = await readBody(context.body);
  if (body === undefined) {
    return {
      kind: 'failure',
      status: 502,
      reason: `A body above ${maxS3BodyBytes} bytes is not taken locally`,
    };
  }
  const s3Request = {
    method: request.method,
    path: request.path,
    query: request.rawQuery ?? '',
    headers: request.headers,
    body,
    caller:
      endpoint === 'website'
        ? ({ kind: 'anonymous' } as const)
        : ports.callerOf(origin, context.distributionArn),
    isSecure: context.viewerScheme === 'https' && endpoint === 'rest',
  };
  // The version is taken first: an edit between the two makes the stored object look old, never new.
  const version = ports.s3.objectVersion(bucketName, request.path, endpoint);
  const response =
    endpoint === 'rest'
      ? await ports.s3.restRequest(bucketName, s3Request)
      : await ports.s3.websiteRequest(bucketName, s3Request, {
          host: headerText(request.headers, 'host') ?? origin.domainName,
        });
  return {
    kind: 'response',
    status: response.status,
    statusDescription: undefined,
    headers: response.headers,
    body: response.body,
    isS3: true,
    dependency: { bucketName, endpoint, path: request.path, version },
  };
}

async function readBody(stream: Readable | undefined): Promise<Buffer | undefined> {
  if (stream === undefined) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    // A request without an encoding gives Buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxS3BodyBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

interface Connection {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
}

function connectionOf(origin: Origin, context: FetchContext, ports: OriginFetcherPorts): Connection {
  const { settings } = origin;
  const policy = settings.kind === 'custom' ? settings.protocolPolicy : 'match-viewer';
  const protocol =
    policy === 'match-viewer' ? context.viewerScheme : policy === 'http-only' ? 'http' : 'https';
  const timeouts = {
    connectTimeoutMs: origin.connectionTimeoutSeconds * 1000,
    readTimeoutMs: (settings.kind === 'custom' ? settings.readTimeoutSeconds : 30) * 1000,
  };
  const local = ports.resolveLocal(origin.domainName);
  if (local !== undefined) return { protocol: 'http', ...local, ...timeouts };
  const numbers = settings.kind === 'custom' ? settings : { httpPort: 80, httpsPort: 443 };
  return {
    protocol,
    host: origin.domainName,
    port: protocol === 'http' ? numbers.httpPort : numbers.httpsPort,
    ...timeouts,
  };
}

function requestOnce(
  origin: Origin,
  request: OriginRequest,
  options: FetchContext & Connection & { readonly agents: Readonly<Record<'http' | 'https', Agent>> },
): Promise<OriginResult> {
  return new Promise((resolve) => {
    const { protocol, host, port, agents, body } = options;
    const target = request.rawQuery === undefined ? request.path : `${request.path}?${request.rawQuery}`;
    const hostHeader = headerText(request.headers, 'host') ?? origin.domainName;
    const requestOptions: RequestOptions & { servername?: string } = {
      host,
      port,
      method: request.method,
      path: target,
      agent: agents[protocol],
      headers: rawHeaders(request.headers, body),
      maxHeaderSize: maxHeaderBytes,
      setHost: false,
      ...(protocol === 'https' ? { servername: hostHeader.replace(/:\d+$/, '') } : {}),
    };
    const send = protocol === 'https' ? httpsRequest : httpRequest;
    let timer: NodeJS.Timeout | undefined;
    let failure: OriginFailure | undefined;
    const give = (reason: OriginFailure) => {
      failure ??= reason;
      outgoing.destroy();
    };
    const limit = (delayMs: number, reason: OriginFailure) => {
      clearTimeout(timer);
      timer = setTimeout(() => give(reason), delayMs);
    };
    const awaitResponse = () =>
      limit(options.readTimeoutMs, {
        kind: 'failure',
        status: 504,
        reason: `Origin "${origin.id}" did not answer within ${options.readTimeoutMs / 1000} s`,
      });

    const outgoing = send(requestOptions, (incoming: IncomingMessage) => {
      clearTimeout(timer);
      resolve(readResponse(incoming, options.readTimeoutMs));
    });
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return awaitResponse();
      limit(options.connectTimeoutMs, {
        kind: 'failure',
        status: 504,
        reason: `Origin "${origin.id}" (${host}:${port}) did not accept a connection within ${options.connectTimeoutMs / 1000} s`,
      });
      socket.once(protocol === 'https' ? 'secureConnect' : 'connect', awaitResponse);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(failure ?? failureOf(error, `Origin "${origin.id}" (${host}:${port})`));
    });
    if (body === undefined) outgoing.end();
    else {
      body.on('error', () => outgoing.destroy());
      body.pipe(outgoing);
    }
  });
}

function readResponse(incoming: IncomingMessage, readTimeoutMs: number): OriginResult {
  const headers = headersFromRaw(incoming.rawHeaders);
  const length = headerText(headers, 'content-length');
  incoming.setTimeout(readTimeoutMs, () => incoming.destroy(new Error('The origin stopped sending')));
  return {
    kind: 'response',
    status: incoming.statusCode ?? 502,
    statusDescription: incoming.statusMessage,
    headers,
    body: {
      kind: 'stream',
      stream: incoming,
      length: length === undefined ? undefined : Number(length),
    },
    isS3: false,
    dependency: undefined,
  };
}

function rawHeaders(headers: HeaderMap, body: Readable | undefined): string[] {
  const raw: string[] = [];
  for (const [name, values] of headers) {
    // The agent speaks for the connection.
    if (name === 'connection') continue;
    for (const value of values) raw.push(wireHeaderName(name), value);
  }
  if (body !== undefined && !headers.has('content-length')) raw.push('Transfer-Encoding', 'chunked');
  return raw;
}

function failureOf(error: NodeJS.ErrnoException, origin: string): OriginFailure {
  const isTimeout =
    error.code === 'ETIMEDOUT' || error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH';
  if (isTimeout)
    return { kind: 'failure', status: 504, reason: `${origin} could not be reached (${error.code})` };
  const why: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'refused the connection',
    ENOTFOUND: 'has no address: its domain name does not resolve',
    EAI_AGAIN: 'has no address: its domain name could not be resolved',
    ECONNRESET: 'broke the connection off',
    HPE_HEADER_OVERFLOW: `sent headers above ${maxHeaderBytes} bytes`,
  };
  return {
    kind: 'failure',
    status: 502,
    reason: `${origin} ${why[error.code ?? ''] ?? `failed: ${error.message}`}`,
  };
}

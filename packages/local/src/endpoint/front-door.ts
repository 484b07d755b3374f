// The one listener for AWS SDK calls: recognises the service and hands on.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Emit } from '../events/stack-event.js';
import { traceRootOf, uuid } from '../ids.js';
import type { Random } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { classifyRequest, type ServiceName } from './classify-request.js';
import { judgeLocalRequest } from './local-request.js';
import { parseAuthorization } from './parse-authorization.js';
import { readWireRequest } from './read-wire-request.js';
import { refuse } from './refusals.js';
import { writeWireResponse } from './write-wire-response.js';

/** Answers the calls of one service. */
export type ServiceHandler = (
  request: WireRequest,
  requestId: string,
) => Promise<WireResponse> | WireResponse;

/** What the front door needs. */
export interface FrontDoorPorts {
  readonly services: Readonly<Partial<Record<ServiceName, ServiceHandler>>>;
  readonly random: Random;
  readonly emit: Emit;
  /** Largest body of any service, in bytes: DynamoDB's batches take 16 MB, S3 objects more. */
  readonly maxBodyBytes: number;
  /** AWS host names that reach this listener through the redirect. */
  readonly ownHosts: (host: string) => boolean;
}

/** Creates the request listener of the `aws` endpoint. It never throws and never leaves a request unanswered. */
export function createFrontDoor(
  ports: FrontDoorPorts,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (message, response) => {
    void answer(ports, message, response);
  };
}

async function answer(
  ports: FrontDoorPorts,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedMs = performance.now();
  const requestId = uuid(ports.random);
  const refuseWith = (service: ServiceName, status: number, code: string, text: string) => {
    ports.emit('endpoint.refused', { reason: text, status, path: message.url ?? '' }, { level: 'debug' });
    writeWireResponse(response, refuse(service, { code, message: text, status }, requestId));
  };

  const verdict = judgeLocalRequest(message.headers, ports.ownHosts);
  if (verdict.kind === 'refused') {
    message.resume();
    return refuseWith('unknown', 403, 'AccessDeniedException', `Request refused: ${verdict.reason}`);
  }
  const read = await readWireRequest(message, { maxBodyBytes: ports.maxBodyBytes });
  if (read.kind === 'aborted') return;
  if (read.kind === 'too-large') {
    response.setHeader('connection', 'close');
    return refuseWith(
      'unknown',
      413,
      'RequestEntityTooLargeException',
      `Body exceeds ${ports.maxBodyBytes} bytes`,
    );
  }
  const authorization = parseAuthorization(read.request.headers.authorization);
  const service = classifyRequest(
    read.request,
    authorization.kind === 'sigv4' ? authorization.service : undefined,
  );
  if (authorization.kind === 'malformed') {
    const code = service === 'sns' ? 'IncompleteSignature' : 'IncompleteSignatureException';
    return refuseWith(service, 400, code, authorization.reason);
  }
  const handler = ports.services[service];
  if (handler === undefined) {
    const operation = read.request.headers['x-amz-target'] ?? `${read.request.method} ${read.request.path}`;
    return refuseWith(service, 400, 'UnknownOperationException', `No local service answers "${operation}"`);
  }
  try {
    const wire = await handler(read.request, requestId);
    writeWireResponse(response, wire);
    ports.emit(
      'endpoint.request',
      {
        service,
        operation: operationOf(read.request),
        status: wire.status,
        durationMs: performance.now() - startedMs,
      },
      { level: 'debug', traceId: traceRootOf(read.request.headers['x-amzn-trace-id']) },
    );
  } catch (error) {
    ports.emit('stack.fault', faultOf(service, error), { level: 'error' });
    refuseWith(service, 500, 'InternalFailure', 'An internal error occurred');
  }
}

function operationOf(request: WireRequest): string {
  return (
    request.headers['x-amz-target']?.split('.')[1] ??
    /(?:^|&)Action=(\w+)/.exec(request.body.subarray(0, 256).toString('latin1'))?.[1] ??
    `${request.method} ${request.path}`
  );
}

function faultOf(service: string, error: unknown): { message: string; stack?: string } {
  const text = error instanceof Error ? error.message : String(error);
  return {
    message: `Edgewire's own ${service} failed: ${text}`,
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
  };
}

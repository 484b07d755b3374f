// The control endpoint: tests own the clock, watch events and read what runs. Loopback callers only.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ManualClock } from '../clock/manual-clock.js';
import { judgeLocalRequest } from '../endpoint/local-request.js';
import { readWireRequest } from '../endpoint/read-wire-request.js';
import type { EventStream } from '../events/event-stream.js';
import { parseDuration } from './parse-duration.js';

/** What the control endpoint steers. */
export interface ControlPorts {
  readonly events: EventStream;
  /** Absent under `--clock real`. */
  readonly manualClock: ManualClock | undefined;
  readonly nowMs: () => number;
  /** What `GET /` tells: stack, endpoints, resources, outputs. */
  readonly describe: () => unknown;
  readonly reload: () => Promise<void>;
}

/** Creates the request listener of the control endpoint. */
export function createControlServer(
  ports: ControlPorts,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void answer(ports, request, response);
  };
}

async function answer(
  ports: ControlPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const verdict = judgeLocalRequest(request.headers, () => false);
  if (verdict.kind === 'refused') {
    request.resume();
    return sendJson(response, 403, { error: `Request refused: ${verdict.reason}` });
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const route = `${request.method} ${path}`;
  switch (route) {
    case 'GET /':
      return sendJson(response, 200, ports.describe());
    case 'GET /clock':
      return sendJson(response, 200, clockState(ports));
    case 'POST /clock':
      return advanceClock(ports, request, response);
    case 'POST /reload':
      await ports.reload();
      return sendJson(response, 200, { reloaded: true });
    case 'GET /events':
      return streamEvents(ports, request, response);
    case 'GET /events/recent':
      return sendJson(response, 200, { events: ports.events.recent() });
    default:
      return sendJson(response, 404, { error: `No control route "${route}"`, routes });
  }
}

const routes = ['GET /', 'GET /clock', 'POST /clock', 'POST /reload', 'GET /events', 'GET /events/recent'];

async function advanceClock(
  ports: ControlPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const read = await readWireRequest(request, { maxBodyBytes: 4_096 });
  if (read.kind !== 'request') return sendJson(response, 413, { error: 'Body exceeds 4096 bytes' });
  if (ports.manualClock === undefined) {
    return sendJson(response, 409, { error: 'The clock is real: start with --clock manual to advance it' });
  }
  let advance: unknown;
  try {
    advance = (JSON.parse(read.request.body.toString('utf8')) as { advance?: unknown }).advance;
  } catch {
    return sendJson(response, 400, { error: 'The body is not JSON; send {"advance":"10m"}' });
  }
  const byMs = typeof advance === 'string' ? parseDuration(advance) : undefined;
  if (byMs === undefined) {
    return sendJson(response, 400, {
      error: `"advance" is ${JSON.stringify(advance)}; give a number with ms, s, m, h or d, such as "10m"`,
    });
  }
  await ports.manualClock.advance(byMs);
  return sendJson(response, 200, clockState(ports));
}

function clockState(ports: ControlPorts): unknown {
  const nowMs = ports.nowMs();
  return {
    clock: ports.manualClock === undefined ? 'real' : 'manual',
    nowMs,
    now: new Date(nowMs).toISOString(),
  };
}

// Server-sent events: `EventSource` and curl both read them, and they end with the connection.
function streamEvents(ports: ControlPorts, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': edgewire\n\n');
  const since = Number(request.headers['last-event-id'] ?? Number.NaN);
  const send = (event: { readonly seq: number }) =>
    response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
  if (!Number.isNaN(since)) for (const event of ports.events.recent()) if (event.seq > since) send(event);
  const unsubscribe = ports.events.subscribe((event) => {
    // A reader that stops reading must not fill our memory.
    if (response.writableLength > 4_000_000) response.destroy();
    else send(event);
  });
  response.on('close', unsubscribe);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

// The control endpoint: tests own the clock, watch events and read what runs; people see the console page. Loopback
// callers only.

import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ManualClock } from '../clock/manual-clock.js';
import { judgeLocalRequest } from '../endpoint/local-request.js';
import { readWireRequest } from '../endpoint/read-wire-request.js';
import type { EventStream } from '../events/event-stream.js';
import type { StackEvent } from '../events/stack-event.js';
import { summarizeEvent } from '../events/summarize-event.js';
import type { PageFile } from '../stack-options.js';
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
  /** The console page's files by name; empty without a console. */
  readonly consoleFiles: ReadonlyMap<string, PageFile>;
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
  // The base only completes the target; the host has been judged.
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const route = `${request.method} ${path}`;
  if (path.startsWith(consolePath) && request.method === 'GET') {
    const file = ports.consoleFiles.get(path.slice(consolePath.length));
    if (file !== undefined) return sendFile(response, file);
  }
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
      return streamEvents(ports, request, response, searchParams.has('replay'));
    case 'GET /events/recent':
      return sendJson(response, 200, { events: ports.events.recent() });
    default:
      return sendJson(response, 404, { error: `No control route "${route}"`, routes });
  }
}

/** Where the console page lies on the control endpoint. */
export const consolePath = '/console/';

const routes = [
  'GET /',
  'GET /clock',
  'POST /clock',
  'POST /reload',
  'GET /events',
  'GET /events/recent',
  `GET ${consolePath}`,
];

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

// Server-sent events: `EventSource` and curl both read them, and they end with the connection. A reader that comes back
// says what it saw last; one that asks for a replay begins with what is remembered.
function streamEvents(
  ports: ControlPorts,
  request: IncomingMessage,
  response: ServerResponse,
  isReplayed: boolean,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': edgewire\n\n');
  const send = (event: StackEvent) =>
    response.write(
      `id: ${event.seq}\ndata: ${JSON.stringify({ ...event, summary: summarizeEvent(event) })}\n\n`,
    );
  const recent = ports.events.recent();
  const newest = recent.at(-1)?.seq ?? 0;
  const lastSeen = Number(request.headers['last-event-id'] ?? Number.NaN);
  // An id that this stack has not reached yet is one of the stack that ran before it.
  const since = lastSeen <= newest ? lastSeen : isReplayed ? 0 : newest;
  for (const event of recent) if (event.seq > since) send(event);
  const unsubscribe = ports.events.subscribe((event) => {
    // A reader that stops reading must not fill our memory.
    if (response.writableLength > 4_000_000) response.destroy();
    else send(event);
  });
  response.on('close', unsubscribe);
}

async function sendFile(response: ServerResponse, file: PageFile): Promise<void> {
  const body = await readFile(file.path);
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': body.length,
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

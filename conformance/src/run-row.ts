// Runs one row against a target.

import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Connection, openConnection } from './connection.js';
import { difference, type MatchContext } from './match.js';
import type { Matcher, Row, Step } from './row.js';
import { signHandshake, signRequest } from './sign.js';
import { patienceMs, type Target } from './target.js';

/** Pass, fail with the step and reason, or no verdict. */
export type RowResult =
  | { readonly id: string; readonly verdict: 'as-aws' }
  | { readonly id: string; readonly verdict: 'differs'; readonly step: number; readonly reason: string }
  /** The target lacks what the row needs: an API of the stack, a clock. */
  | { readonly id: string; readonly verdict: 'not-covered'; readonly reason: string }
  /** Something in between gave no answer: neither proof nor refutation. */
  | {
      readonly id: string;
      readonly verdict: 'indeterminate';
      readonly step: number;
      readonly reason: string;
    };

const longestReason = 300;

class NotCovered extends Error {}
class Differs extends Error {}

interface Run {
  readonly target: Target;
  readonly connections: Map<string, Connection>;
  readonly ids: Map<string, string>;
  /** Marks this run's records: the `run` query parameter of every connection. */
  readonly marker: string;
}

/** Runs the steps in order, then closes what they opened. Never rejects. */
export async function runRow(row: Row, target: Target): Promise<RowResult> {
  const run: Run = { target, connections: new Map(), ids: new Map(), marker: randomBytes(6).toString('hex') };
  const objection = target.notComparable?.(row);
  if (objection !== undefined) return { id: row.id, verdict: 'not-covered', reason: objection };
  let index = 0;
  try {
    for (const step of row.steps) {
      await runStep(step, run);
      index++;
    }
    return { id: row.id, verdict: 'as-aws' };
  } catch (error) {
    const reason = shorten(error instanceof Error ? error.message : String(error));
    if (error instanceof NotCovered) return { id: row.id, verdict: 'not-covered', reason };
    if (error instanceof Differs) return { id: row.id, verdict: 'differs', step: index, reason };
    return { id: row.id, verdict: 'indeterminate', step: index, reason };
  } finally {
    for (const connection of run.connections.values()) connection.reset();
  }
}

// A reason may quote a message of 128 KB.
function shorten(reason: string): string {
  return reason.length <= longestReason
    ? reason
    : `${reason.slice(0, longestReason / 2)} … ${reason.slice(-longestReason / 2)}`;
}

async function runStep(step: Step, run: Run): Promise<void> {
  switch (step.do) {
    case 'connect':
      return connect(step, run);
    case 'http':
      return plainHttp(step, run);
    case 'send':
      return connectionOf(step.on, run).sendFrames([{ opcode: 'text', final: true, payload: step.text }]);
    case 'send-frames':
      return connectionOf(step.on, run).sendFrames(step.frames);
    case 'send-bytes':
      return connectionOf(step.on, run).sendBytes(Buffer.from(step.hex, 'hex'));
    case 'expect-message': {
      const arrival = await next(step.on, run);
      if (arrival.kind !== 'message') throw new Differs(`got ${JSON.stringify(arrival)}, expected a message`);
      return expectValue(arrival.text, step.text, run, 'message');
    }
    case 'expect-pong': {
      const arrival = await next(step.on, run);
      return expectValue(arrival, { kind: 'pong', text: step.text }, run, 'frame');
    }
    case 'expect-nothing':
      return expectNothing(step, run);
    case 'expect-close': {
      const arrival = await next(step.on, run);
      if (arrival.kind !== 'close') throw new Differs(`got ${JSON.stringify(arrival)}, expected the close`);
      expectValue(arrival.code, step.code, run, 'close code');
      if (step.reason !== undefined) expectValue(arrival.reason, step.reason, run, 'close reason');
      return;
    }
    case 'close':
      return connectionOf(step.on, run).close(step.code, step.reason);
    case 'reset':
      return connectionOf(step.on, run).reset();
    case 'manage':
      return manage(step, run);
    case 'recorded':
      return recorded(step, run);
    case 'not-recorded': {
      await pause(step.forMs);
      const found = (await readRecords(run)).filter(({ type }) => type === step.type);
      if (found.length > 0) throw new Differs(`a ${step.type} event was recorded`);
      return;
    }
    case 'advance':
      if (run.target.advance === undefined) throw new NotCovered('the target does not own its clock');
      return run.target.advance(step.by);
  }
}

async function connect(step: Extract<Step, { do: 'connect' }>, run: Run): Promise<void> {
  const name = step.as ?? 'a';
  const base = run.target.sockets[step.api ?? 'main'];
  if (base === undefined) throw new NotCovered(`the target has no "${step.api}" API`);
  const url = new URL(base);
  if (step.path !== undefined) url.pathname = step.path.replace('{stage}', url.pathname.split('/')[1] ?? '');
  const query = [step.query, step.path === undefined ? `run=${run.marker}` : undefined].filter(
    (part) => part !== undefined,
  );
  url.search = query.join('&');
  const { credentials } = run.target;
  if (step.sign !== undefined && credentials === undefined)
    throw new NotCovered('the target has no keys to sign with');
  const signed =
    step.sign === undefined || credentials === undefined
      ? { url, headers: [] }
      : await signHandshake(url, step.sign, credentials);
  const headers = [...(step.headers ?? []), ...signed.headers];
  const connection = await openConnection(signed.url.href, headers, patienceMs * 2);
  const { status, headers: answered, body } = connection.handshake;
  const context = contextOf(run, connection.handshake);
  report(difference(status, step.expect.status, context, 'status'));
  for (const [header, matcher] of Object.entries(step.expect.headers ?? {})) {
    report(difference(answered[header], matcher, context, `header ${header}`));
  }
  if (step.expect.body !== undefined) report(difference(body, step.expect.body, context, 'body'));
  if (status === 101) run.connections.set(name, connection);
  if (status === 101) await learnId(name, run);
}

// The stack records every CONNECT event under the run marker; that is where the id comes from.
async function learnId(name: string, run: Run): Promise<void> {
  const known = new Set(run.ids.values());
  const records = await readRecords(run, name);
  const fresh = records.find(({ type, event }) => type === 'CONNECT' && !known.has(idOf(event)));
  if (fresh !== undefined) run.ids.set(name, idOf(fresh.event));
}

async function recorded(step: Extract<Step, { do: 'recorded' }>, run: Run): Promise<void> {
  const untilMs = Date.now() + (step.withinMs ?? patienceMs);
  for (;;) {
    const record = (await readRecords(run)).findLast(({ type }) => type === step.type);
    if (record !== undefined) return expectValue(record.event, step.event, run, 'event');
    if (Date.now() > untilMs) throw new Differs(`no ${step.type} event was recorded`);
    await pause(100);
  }
}

/** Reads the events of this run through the stack's own route. */
async function readRecords(
  run: Run,
  _reason?: string,
): Promise<{ type: string; event: Record<string, unknown> }[]> {
  const base = run.target.sockets.main;
  if (base === undefined) throw new NotCovered('the target has no "main" API');
  const reader = await openConnection(`${base}?run=reader`, [], patienceMs);
  try {
    const ask = async (key: string, by: 'run' | 'id') => {
      const text = JSON.stringify({ action: 'two-way', do: 'recorded', key, by });
      reader.sendFrames([{ opcode: 'text', final: true, payload: text }]);
      const arrival = await reader.next(patienceMs);
      if (arrival.kind !== 'message')
        throw new Error(`the records could not be read: ${JSON.stringify(arrival)}`);
      return JSON.parse(arrival.text) as { type: string; event: Record<string, unknown> }[];
    };
    const opened = await ask(run.marker, 'run');
    const ids = new Set(opened.map(({ event }) => idOf(event)));
    const later = await Promise.all([...ids].map((id) => ask(id, 'id')).slice(0, 1));
    return later.length === 0 ? opened : dedupe([...opened, ...later.flat()]);
  } finally {
    reader.reset();
  }
}

function dedupe<T>(records: readonly T[]): T[] {
  return [...new Map(records.map((record) => [JSON.stringify(record), record])).values()];
}

function idOf(event: Record<string, unknown>): string {
  return String((event.requestContext as { connectionId?: unknown } | undefined)?.connectionId);
}

async function manage(step: Extract<Step, { do: 'manage' }>, run: Run): Promise<void> {
  const base = run.target.management[step.api ?? 'main'];
  if (base === undefined) throw new NotCovered(`the target has no "${step.api}" management API`);
  const id = 'of' in step.connection ? (run.ids.get(step.connection.of) ?? '') : step.connection.id;
  if (id === '') throw new Error('the id of the connection is not known');
  const encoded = step.encode === 'raw' ? id : encodeURIComponent(id);
  const segment = step.encode === 'percent-at' ? '%40connections' : '@connections';
  const url = new URL(base);
  if (step.stage !== undefined) url.pathname = step.stage;
  const path = `${url.pathname.replace(/\/$/, '')}/${segment}/${encoded}`;
  const answer = await send(
    new URL(`${url.origin}${path}`),
    step.operation,
    step.body,
    run,
    step.signed !== false,
  );
  expectAnswer(answer, step.expect, run);
}

async function plainHttp(step: Extract<Step, { do: 'http' }>, run: Run): Promise<void> {
  const base = run.target.management[step.api ?? 'main'];
  if (base === undefined) throw new NotCovered(`the target has no "${step.api}" API`);
  const url = new URL(base);
  const stage = url.pathname.split('/')[1] ?? '';
  const answer = await send(
    new URL(url.origin + step.path.replace('{stage}', stage)),
    step.method,
    undefined,
    run,
    false,
  );
  expectAnswer(answer, step.expect, run);
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

// node:http keeps a path as it is given; fetch would normalise it.
async function send(
  url: URL,
  method: string,
  body: string | undefined,
  run: Run,
  signed: boolean,
): Promise<HttpAnswer> {
  const payload = Buffer.from(body ?? '');
  const plain: Record<string, string> =
    body === undefined ? {} : { 'content-type': 'application/octet-stream' };
  const { credentials } = run.target;
  const headers =
    signed && credentials !== undefined
      ? await signRequest({ url, method, headers: plain, body: payload }, credentials)
      : plain;
  return new Promise((resolve, reject) => {
    const call = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      {
        host: url.hostname,
        port: url.port,
        path: url.pathname + url.search,
        method,
        headers: { ...headers, 'content-length': payload.length },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    call.setTimeout(patienceMs, () => call.destroy(new Error(`no answer within ${patienceMs} ms`)));
    call.on('error', reject);
    call.end(payload);
  });
}

function expectAnswer(
  answer: HttpAnswer,
  expected: {
    readonly status: Matcher;
    readonly headers?: { readonly [name: string]: Matcher };
    readonly body?: Matcher;
  },
  run: Run,
): void {
  expectValue(answer.status, expected.status, run, 'status');
  for (const [header, matcher] of Object.entries(expected.headers ?? {})) {
    expectValue(answer.headers[header], matcher, run, `header ${header}`);
  }
  if (expected.body !== undefined) expectValue(answer.body, expected.body, run, 'body');
}

async function expectNothing(step: Extract<Step, { do: 'expect-nothing' }>, run: Run): Promise<void> {
  const connection = connectionOf(step.on, run);
  let arrival: unknown;
  try {
    arrival = await connection.next(step.forMs);
  } catch {
    // Silence is what the row wants.
    return;
  }
  throw new Differs(`got ${JSON.stringify(arrival)}, expected nothing`);
}

async function next(on: string | undefined, run: Run) {
  const connection = connectionOf(on, run);
  try {
    return await connection.next(patienceMs);
  } catch (error) {
    throw new Differs(error instanceof Error ? error.message : String(error));
  }
}

function connectionOf(on: string | undefined, run: Run): Connection {
  const connection = run.connections.get(on ?? 'a');
  if (connection === undefined) throw new Error(`no connection "${on ?? 'a'}" is open`);
  return connection;
}

function expectValue(actual: unknown, expected: Matcher, run: Run, name: string): void {
  const found = difference(actual, expected, contextOf(run, actual));
  if (found !== undefined) throw new Differs(`${name}: ${found}`);
}

function report(found: string | undefined): void {
  if (found !== undefined) throw new Differs(found);
}

function contextOf(run: Run, root: unknown): MatchContext {
  return { root, connectionIds: run.ids };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

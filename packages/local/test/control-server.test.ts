import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createControlServer } from '../src/control/control-server.js';
import { createEventStream, type EventStream } from '../src/events/event-stream.js';

describe('the control endpoint', () => {
  let folder: string;
  let server: Server;
  let events: EventStream;
  let port: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-control-'));
    await writeFile(join(folder, 'page.html'), '<p>page</p>');
    events = createEventStream({ capacity: 10, nowMs: () => 7 });
    server = createServer(
      createControlServer({
        events,
        manualClock: undefined,
        nowMs: () => 7,
        describe: () => ({ stack: 's' }),
        reload: async () => {},
        consoleFiles: new Map([['', { path: join(folder, 'page.html'), contentType: 'text/html' }]]),
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  // Node's fetch would tidy the path.
  const get = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; text: string; headers: Record<string, unknown> }>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      })
        .on('error', reject)
        .end();
    });

  it('serves the console page under a policy that runs its own scripts alone', async () => {
    const page = await get('/console/');
    assert.deepEqual([page.status, page.text], [200, '<p>page</p>']);
    assert.match(String(page.headers['content-security-policy']), /script-src 'self';/);
  });

  it('knows no file that the console does not name', async () => {
    for (const path of [
      '/console/other.js',
      '/console/../page.html',
      '/console/%2e%2e/page.html',
      '/console',
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  it('refuses pages of other sites', async () => {
    assert.equal((await get('/console/', { origin: 'https://evil.example' })).status, 403);
    assert.equal((await get('/events/recent', { host: 'evil.example' })).status, 403);
  });

  const readStream = async (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<readonly unknown[]> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    events.emit('stack.notice', { message: 'last' });
    while (!text.includes('"last"')) text += Buffer.from((await reader.read()).value ?? []).toString();
    await reader.cancel();
    return [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, json]) => (JSON.parse(json ?? '') as { data: { message: string } }).data.message,
    );
  };

  it('streams what happens from now on', async () => {
    events.emit('stack.notice', { message: 'first' });
    assert.deepEqual(await readStream('/events'), ['last']);
  });

  it('begins with what is remembered on demand', async () => {
    events.emit('stack.notice', { message: 'first' });
    assert.deepEqual(await readStream('/events?replay=1'), ['first', 'last']);
  });

  it('goes on after the event that a reader saw last', async () => {
    for (const message of ['a', 'b', 'c']) events.emit('stack.notice', { message });
    assert.deepEqual(await readStream('/events', { 'last-event-id': '2' }), ['c', 'last']);
  });

  it('takes an id beyond its own events for one of an earlier stack', async () => {
    events.emit('stack.notice', { message: 'a' });
    assert.deepEqual(await readStream('/events?replay=1', { 'last-event-id': '500' }), ['a', 'last']);
  });

  it('tells every event in words', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/events`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    events.emit('stack.notice', { message: 'hello' });
    let text = '';
    while (!text.includes('hello')) text += Buffer.from((await reader.read()).value ?? []).toString();
    await reader.cancel();
    assert.match(text, /"summary":\{"spans":\[\{"text":"hello","tone":"plain"\}\],"lines":\[\]\}/);
  });
});

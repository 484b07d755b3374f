import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect as tlsConnect } from 'node:tls';
import type { StackEvent } from '../src/events/stack-event.js';
import type { HttpEntry } from '../src/http-entry.js';
import { createIntercept, type Intercept } from '../src/intercept/index.js';

/** Tells who answered. */
const entry = (name: string): HttpEntry => ({
  request(request, response) {
    request.resume();
    response.end(`${name} ${request.method} ${request.url} for ${request.headers.host}`);
  },
});

describe('interception of AWS hosts', () => {
  const events: Pick<StackEvent, 'kind' | 'data'>[] = [];
  let folder: string;
  let intercept: Intercept;
  const create = () =>
    createIntercept({
      folder: join(folder, 'tls'),
      nowMs: () => Date.now(),
      // The kind and data of one call belong together; the union cannot see that.
      emit: (kind, data) => void events.push({ kind, data } as StackEvent),
      entryOf: (host) => {
        if (host === 'x1.execute-api.eu-west-2.amazonaws.com') return entry('api');
        return host.includes('execute-api') ? undefined : entry('aws');
      },
      passthroughHosts: ['kms.eu-west-2.amazonaws.com'],
      hostEnv: {},
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-intercept-'));
    intercept = create();
  });
  after(async () => {
    await intercept.close();
    await rm(folder, { recursive: true, force: true });
  });

  const get = async (host: string, path = '/'): Promise<{ status: number; body: string }> => {
    const { port, ca } = await intercept.target();
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        { host: '127.0.0.1', port, path, ca, servername: host, headers: { host }, agent: false },
        (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        },
      );
      request.on('error', reject);
      request.end();
    });
  };

  it('keeps the key of its authority in the folder, readable by the owner only', async () => {
    await intercept.target();
    const { mode } = await stat(join(folder, 'tls', 'ca-key.pem'));
    assert.equal(mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'tls'))).mode & 0o777, 0o700);
  });

  it('answers an API host and a service host over TLS with a certificate of that name', async () => {
    assert.deepEqual(await get('x1.execute-api.eu-west-2.amazonaws.com', '/dev/@connections/a%3D'), {
      status: 200,
      body: 'api GET /dev/@connections/a%3D for x1.execute-api.eu-west-2.amazonaws.com',
    });
    assert.deepEqual(await get('123456789012.ddb.eu-west-2.amazonaws.com'), {
      status: 200,
      body: 'aws GET / for 123456789012.ddb.eu-west-2.amazonaws.com',
    });
  });

  it('refuses a host that nothing serves, naming the switch, and tells it once', async () => {
    const message =
      'Host "kinesis.eu-west-2.amazonaws.com" is not served locally; start with --passthrough kinesis.eu-west-2.amazonaws.com to let calls reach AWS';
    const expected = { status: 400, body: JSON.stringify({ __type: 'HostNotServedLocally', message }) };
    assert.deepEqual(await get('kinesis.eu-west-2.amazonaws.com'), expected);
    assert.deepEqual(await get('kinesis.eu-west-2.amazonaws.com'), expected);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'intercept.refused'),
      [{ kind: 'intercept.refused', data: { host: 'kinesis.eu-west-2.amazonaws.com', message } }],
    );
  });

  it('tells of a host that nothing serves before a word of its protocol', async () => {
    const { port, ca } = await intercept.target();
    const host = 'db1.abc.eu-west-2.rds.amazonaws.com';
    await new Promise<void>((resolve, reject) => {
      const socket = tlsConnect({ host: '127.0.0.1', port, ca, servername: host }, () => {
        socket.destroy();
        resolve();
      });
      socket.on('error', reject);
    });
    assert.deepEqual(
      events.filter(({ data }) => (data as { host?: string }).host === host).map(({ kind }) => kind),
      ['intercept.refused'],
    );
  });

  it('refuses an API that is not in the stack', async () => {
    assert.equal((await get('other.execute-api.eu-west-2.amazonaws.com')).status, 400);
  });

  it('uses the stored authority again', async () => {
    const { ca } = await intercept.target();
    const second = create();
    try {
      assert.equal((await second.target()).ca, ca);
    } finally {
      await second.close();
    }
  });

  it('gives processes a proxy and one file with all certificates', async () => {
    const variables = await intercept.processVariables();
    const { port, ca } = await intercept.target();
    assert.equal(variables.HTTPS_PROXY, `http://127.0.0.1:${port}`);
    assert.equal(variables.NO_PROXY, 'localhost,127.0.0.1,::1');
    const bundle = await readFile(variables.SSL_CERT_FILE ?? '', 'utf8');
    assert.ok(bundle.startsWith(ca.trim()));
    assert.ok(bundle.split('BEGIN CERTIFICATE').length > 100, 'the public roots are missing');
  });

  const openTunnel = async (authority: string) => {
    const { port } = await intercept.target();
    return new Promise<{ status: number; socket: import('node:net').Socket }>((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, method: 'CONNECT', path: authority });
      request.on('connect', (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
      request.on('error', reject);
      request.end();
    });
  };

  it('ends a tunnel to a served host itself', async () => {
    const { ca } = await intercept.target();
    const { status, socket } = await openTunnel('sns.eu-west-2.amazonaws.com:443');
    assert.equal(status, 200);
    const text = await new Promise<string>((resolve, reject) => {
      const secure = tlsConnect({ socket, ca, servername: 'sns.eu-west-2.amazonaws.com' }, () =>
        secure.write('GET /t HTTP/1.1\r\nhost: sns.eu-west-2.amazonaws.com\r\nconnection: close\r\n\r\n'),
      );
      let received = '';
      secure.on('data', (chunk) => {
        received += chunk;
      });
      secure.on('end', () => resolve(received));
      secure.on('error', reject);
    });
    assert.match(text, /aws GET \/t for sns\.eu-west-2\.amazonaws\.com$/);
  });

  it('passes a tunnel to any other host through untouched', async () => {
    const other = createServer((_request, response) => response.end('the real thing'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // A TCP server's address is an object, never a pipe name.
    const { port } = other.address() as AddressInfo;
    try {
      const { status, socket } = await openTunnel(`127.0.0.1:${port}`);
      assert.equal(status, 200);
      socket.write('GET / HTTP/1.1\r\nhost: other\r\nconnection: close\r\n\r\n');
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk);
      assert.match(Buffer.concat(chunks).toString(), /the real thing$/);
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });

  it('answers 502 when the other end of a tunnel does not listen', async () => {
    const { status, socket } = await openTunnel('127.0.0.1:1');
    assert.equal(status, 502);
    socket.destroy();
  });

  it('survives junk, half a handshake and a reset', async () => {
    const { port } = await intercept.target();
    for (const bytes of [Buffer.of(0x16, 3, 1, 0xff, 0xff), Buffer.from('\0\0junk'), Buffer.alloc(0)]) {
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.on('error', () => {});
      socket.write(bytes);
      socket.resetAndDestroy();
    }
    assert.equal((await get('sts.amazonaws.com')).status, 200);
  });
});

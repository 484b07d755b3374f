import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { apiId, startMs, startWebSocketStack, type WebSocketStack } from './websocket-stack.js';
import { clientOptions, serveWire } from './wire-server.js';

let stack: WebSocketStack | undefined;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await stack?.close();
  stack = undefined;
});

async function start(options?: Parameters<typeof startWebSocketStack>[1]): Promise<WebSocketStack> {
  stack = await startWebSocketStack(
    {
      connect: () => ({ statusCode: 200 }),
      disconnect: () => null,
      id: (event) => ({ statusCode: 200, body: event.requestContext.connectionId }),
    },
    options,
  );
  stack.addRoute('$connect', 'connect');
  stack.addRoute('$disconnect', 'disconnect');
  stack.addTwoWay('$default', 'id');
  return stack;
}

async function openWithId(running: WebSocketStack) {
  const client = await running.open('/prod', { headers: { 'User-Agent': 'test/1.0' } });
  client.socket.send('id');
  return { client, id: await client.next() };
}

function sdk(endpoint: string): ApiGatewayManagementApiClient {
  const client = new ApiGatewayManagementApiClient({ ...clientOptions(endpoint), maxAttempts: 1 });
  closing.push(() => client.destroy());
  return client;
}

const unknownId = 'L0SM9cOFvHcCIhw=';

describe('the AWS SDK client of @connections', () => {
  it('posts text that arrives as one text message', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    const api = sdk(`http://127.0.0.1:${running.port}/prod`);
    const frames: boolean[] = [];
    client.socket.on('message', (_data, isBinary) => frames.push(isBinary));
    for (const Data of ['hello', 'Grüße 😀', '', 'b'.repeat(131_072)]) {
      const answer = await api.send(new PostToConnectionCommand({ ConnectionId: id, Data }));
      assert.equal(answer.$metadata.httpStatusCode, 200);
      assert.equal(await client.next(), Data);
    }
    assert.deepEqual(frames, [false, false, false, false]);
  });

  it('reads times and identity', async () => {
    const running = await start();
    const { id } = await openWithId(running);
    await running.clock.advance(60_000);
    const api = sdk(`http://127.0.0.1:${running.port}/prod`);
    await api.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'x' }));
    await running.clock.advance(1_000);
    const { ConnectedAt, LastActiveAt, Identity } = await api.send(
      new GetConnectionCommand({ ConnectionId: id }),
    );
    assert.deepEqual(
      [ConnectedAt?.getTime(), LastActiveAt?.getTime(), Identity?.SourceIp, Identity?.UserAgent],
      [startMs, startMs + 60_000, '127.0.0.1', 'test/1.0'],
    );
  });

  it('deletes: the client sees 1000 and $disconnect is told', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    const api = sdk(`http://127.0.0.1:${running.port}/prod`);
    const answer = await api.send(new DeleteConnectionCommand({ ConnectionId: id }));
    assert.equal(answer.$metadata.httpStatusCode, 204);
    assert.deepEqual(await client.closed, { code: 1_000, reason: 'Connection Closed Normally' });
    const { requestContext } = await running.invoked('disconnect');
    assert.deepEqual(
      [requestContext.disconnectStatusCode, requestContext.disconnectReason],
      [1_000, 'Connection Closed Normally'],
    );
    await assert.rejects(api.send(new DeleteConnectionCommand({ ConnectionId: id })), {
      name: 'GoneException',
    });
  });

  it('gets its error classes', async () => {
    const running = await start();
    const { id } = await openWithId(running);
    const api = sdk(`http://127.0.0.1:${running.port}/prod`);
    const post = (ConnectionId: string, Data: string) =>
      api.send(new PostToConnectionCommand({ ConnectionId, Data }));
    await assert.rejects(post(unknownId, 'x'), { name: 'GoneException', message: 'UnknownError' });
    await assert.rejects(post('short', 'x'), {
      name: 'BadRequestException',
      message: 'Invalid connectionId: short',
    });
    await assert.rejects(post(id, 'b'.repeat(131_073)), { name: 'PayloadTooLargeException' });
    await assert.rejects(
      sdk(`http://127.0.0.1:${running.port}/nosuch`).send(
        new PostToConnectionCommand({ ConnectionId: id, Data: 'x' }),
      ),
      { name: 'ForbiddenException', message: 'Forbidden' },
    );
    await assert.rejects(
      sdk(`http://127.0.0.1:${running.port}`).send(
        new PostToConnectionCommand({ ConnectionId: id, Data: 'x' }),
      ),
      { name: 'ForbiddenException' },
    );
  });

  it('reaches every API through the shared endpoint', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    const shared = await serveWire(async (request) => running.gateway.request(request));
    closing.push(shared.close);
    for (const endpoint of [shared.url, `${shared.url}/`, `${shared.url}/prod`]) {
      await sdk(endpoint).send(new PostToConnectionCommand({ ConnectionId: id, Data: endpoint }));
      assert.equal(await client.next(), endpoint);
    }
    await assert.rejects(sdk(shared.url).send(new GetConnectionCommand({ ConnectionId: unknownId })), {
      name: 'GoneException',
    });
    await assert.rejects(sdk(`${shared.url}/nosuch`).send(new GetConnectionCommand({ ConnectionId: id })), {
      name: 'ForbiddenException',
    });
  });
});

describe('@connections on the wire', () => {
  it('answers 410 with the type in a header and no body, before the 101 and after the close', async () => {
    let finish = () => {};
    stack = await startWebSocketStack({
      connect: () =>
        new Promise((resolve) => {
          finish = () => resolve({ statusCode: 200 });
        }),
    });
    stack.addRoute('$connect', 'connect');
    const opened = stack.open();
    const { requestContext } = await stack.invoked('connect');
    const url = `http://127.0.0.1:${stack.port}/prod/@connections/${encodeURIComponent(String(requestContext.connectionId))}`;
    for (const method of ['POST', 'GET', 'DELETE']) {
      const answer = await fetch(url, { method });
      assert.deepEqual(
        [answer.status, answer.headers.get('x-amzn-errortype'), await answer.text()],
        [410, 'GoneException', ''],
      );
      assert.match(
        answer.headers.get('x-amzn-requestid') ?? '',
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      );
    }
    finish();
    const client = await opened;
    assert.equal((await fetch(url, { method: 'POST', body: 'now' })).status, 200);
    assert.equal(await client.next(), 'now');
    client.socket.close();
    await client.closed;
    assert.equal((await fetch(url, { method: 'POST', body: 'late' })).status, 410);
  });

  it('takes every spelling of the path', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    const encoded = encodeURIComponent(id);
    for (const path of [
      `/prod/@connections/${encoded}`,
      `/prod/%40connections/${encoded}`,
      `/prod/@connections/${id}`,
      `/prod//@connections/${id}`,
      `//prod/@connections/${id}`,
    ]) {
      const answer = await fetch(`http://127.0.0.1:${running.port}${path}`, { method: 'POST', body: path });
      assert.equal(answer.status, 200, path);
      assert.equal(await client.next(), path);
    }
  });

  for (const [id, status] of [
    [unknownId, 410],
    ['abc', 400],
    ['L0SM9cOFvHcCIhwA', 400],
    ['L0SM9cOFvHc%2BIhw%3D', 400],
    ['L0SM9cOFvHcCIhw%253D', 400],
    ['%E0%A4%A', 400],
    ['L0SM9cOFvHcCIhw=L0SM9cOFvHcCIhw=', 400],
  ] as const) {
    it(`answers ${status} for the id ${id}`, async () => {
      const running = await start();
      const answer = await fetch(`http://127.0.0.1:${running.port}/prod/@connections/${id}`, {
        method: 'POST',
        body: 'x',
      });
      assert.equal(answer.status, status);
      assert.equal(
        answer.headers.get('x-amzn-errortype'),
        status === 410 ? 'GoneException' : 'BadRequestException',
      );
    });
  }

  it('refuses other methods, missing ids and paths below', async () => {
    const running = await start();
    const { id } = await openWithId(running);
    const base = `http://127.0.0.1:${running.port}`;
    for (const [method, path] of [
      ['PUT', `/prod/@connections/${id}`],
      ['PATCH', `/prod/@connections/${id}`],
      ['GET', '/prod/@connections'],
      ['GET', '/prod/@connections/'],
      ['GET', `/prod/@connections/${id}/below`],
      ['GET', `/prod/x/@connections/${id}`],
    ] as const) {
      const answer = await fetch(base + path, { method });
      assert.deepEqual([answer.status, await answer.text()], [403, '{"message":"Forbidden"}'], path);
    }
  });

  it('refuses a body far over the limit without reading it all', async () => {
    const running = await start();
    const { id } = await openWithId(running);
    const socket = await running.raw();
    const head = `POST /prod/@connections/${id} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n`;
    socket.write(head);
    socket.write(Buffer.alloc(200_000));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 413 [\s\S]*x-amzn-errortype: PayloadTooLargeException/i);
    assert.match(answer.toString(), /connection: close/i);
  });

  it('answers 429 while a slow client has more than 1 MB waiting', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    client.socket.pause();
    const url = `http://127.0.0.1:${running.port}/prod/@connections/${encodeURIComponent(id)}`;
    let status = 200;
    let posts = 0;
    while (status === 200 && posts < 500) {
      const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(131_072) });
      ({ status } = answer);
      posts++;
      if (status === 429) assert.equal(answer.headers.get('x-amzn-errortype'), 'LimitExceededException');
    }
    assert.equal(status, 429);
  });

  it('on a custom domain has no stage segment', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    running.gateway.putMapping({ id: 'm', apiId, domainName: 'ws.example.net', stage: 'prod', key: 'v1' });
    const post = async (path: string): Promise<readonly [number, string | undefined, string]> => {
      const socket = await running.raw();
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ws.example.net\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
      );
      const chunks: string[] = [];
      socket.on('data', (chunk) => chunks.push(String(chunk)));
      await once(socket, 'close');
      const [head = '', body = ''] = chunks.join('').split('\r\n\r\n');
      return [Number(head.split(' ')[1]), /x-amzn-errortype: (\w+)/i.exec(head)?.[1], body];
    };
    assert.deepEqual(await post(`/v1/@connections/${id}`), [200, undefined, '']);
    assert.equal(await client.next(), 'x');
    assert.deepEqual(await post(`/v1/prod/@connections/${id}`), [
      404,
      'NotFoundException',
      JSON.stringify({
        message: `No method found matching route prod/@connections/${id} for http method POST.`,
      }),
    ]);
    assert.equal((await post(`/v2/@connections/${id}`))[0], 403);
  });

  it('does not find connections of another stage or API', async () => {
    const running = await start();
    const { id } = await openWithId(running);
    running.gateway.put('stages', 'beta', {
      apiId,
      name: 'beta',
      variables: undefined,
      throttle: undefined,
      routeThrottles: {},
    });
    const answer = await fetch(`http://127.0.0.1:${running.port}/beta/@connections/${id}`);
    assert.equal(answer.status, 410);
  });
});

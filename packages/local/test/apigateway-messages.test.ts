import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  type FakeHandler,
  Outcome,
  startMs,
  startWebSocketStack,
  type WebSocketStack,
} from './websocket-stack.js';

let stack: WebSocketStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

async function start(
  functions: Readonly<Record<string, FakeHandler>>,
  options?: Parameters<typeof startWebSocketStack>[1],
): Promise<WebSocketStack> {
  stack = await startWebSocketStack(functions, options);
  return stack;
}

const echo: FakeHandler = (event) => ({
  statusCode: 200,
  body: `${event.requestContext.routeKey} ${event.body}`,
});
const idText = '[A-Za-z0-9_-]{15}=';
const frameOf = (message: string) =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"${idText}", "requestId":"${idText}"\\}$`);

describe('messages of a WebSocket API', () => {
  it('go to the route that the selection expression names, and two-way routes answer', async () => {
    const { addTwoWay, open } = await start({ echo });
    addTwoWay('join', 'echo');
    addTwoWay('$default', 'echo');
    const client = await open();
    client.socket.send('{"action":"join", body:"lenient"}');
    assert.equal(await client.next(), 'join {"action":"join", body:"lenient"}');
    client.socket.send('plain text');
    assert.equal(await client.next(), '$default plain text');
    client.socket.send('');
    assert.equal(await client.next(), '$default ');
  });

  it('carry exactly the members of a MESSAGE event, in order', async () => {
    const running = await start({ echo });
    running.addTwoWay('$default', 'echo');
    const client = await running.open('/prod?token=x', { headers: { 'user-agent': 'test/1.0' } });
    await running.clock.advance(3_034);
    client.socket.send(' {"a": 1} ');
    const event = await running.invoked('echo');
    const { connectionId, requestId, messageId } = event.requestContext;
    assert.equal(
      JSON.stringify(event),
      JSON.stringify({
        requestContext: {
          routeKey: '$default',
          messageId,
          eventType: 'MESSAGE',
          extendedRequestId: requestId,
          requestTime: '20/Jan/2024:11:55:00 +0000',
          messageDirection: 'IN',
          stage: 'prod',
          connectedAt: startMs,
          requestTimeEpoch: startMs + 3_034,
          identity: { userAgent: 'test/1.0', sourceIp: '127.0.0.1' },
          requestId,
          domainName: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
          connectionId,
          apiId: 'a1b2c3d4e5',
        },
        body: ' {"a": 1} ',
        isBase64Encoded: false,
      }),
    );
    for (const id of [connectionId, requestId, messageId])
      assert.match(String(id), new RegExp(`^${idText}$`));
    assert.equal(String(messageId).slice(-4), String(connectionId).slice(-4));
  });

  it('get the Forbidden frame when no route matches and there is no $default', async () => {
    const { addTwoWay, open } = await start({ echo });
    addTwoWay('join', 'echo');
    const client = await open();
    client.socket.send('{"action":"leave"}');
    assert.match(await client.next(), frameOf('Forbidden'));
    client.socket.send('{"action":"join"}');
    assert.equal(await client.next(), 'join {"action":"join"}');
  });

  it('discard the answer of a one-way route, whatever its status', async () => {
    const { addRoute, addTwoWay, open } = await start({
      quiet: (event) => ({ statusCode: Number(event.body), body: 'never seen' }),
      echo,
    });
    addRoute('$default', 'quiet');
    addTwoWay('join', 'echo');
    const client = await open();
    for (const status of ['200', '301', '401', '501']) client.socket.send(status);
    client.socket.send('{"action":"join"}');
    assert.equal(await client.next(), 'join {"action":"join"}');
  });

  const answers: readonly (readonly [string, unknown, string | RegExp])[] = [
    ['the body of an answer with status 500', { statusCode: 500, body: 'sorry' }, 'sorry'],
    ['an empty frame without a body', { statusCode: 200 }, ''],
    ['an empty frame for a null body', { statusCode: 200, headers: null, body: null }, ''],
    ['base64 as text', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 'hi'],
    [
      'an error frame for unknown members',
      { statusCode: 200, body: 'x', Data: 1 },
      frameOf('Internal server error'),
    ],
    ['an error frame without statusCode', { body: 'x' }, frameOf('Internal server error')],
    [
      'an error frame for a body that is an object',
      { statusCode: 200, body: {} },
      frameOf('Internal server error'),
    ],
    ['an error frame for null', null, frameOf('Internal server error')],
    ['an error frame for text', 'ok', frameOf('Internal server error')],
    [
      'an error frame for a throttled function',
      new Outcome({ kind: 'throttled', message: 'Rate Exceeded.' }),
      frameOf('Internal server error'),
    ],
    [
      'an error frame for a function error',
      new Outcome({ kind: 'function-error', requestId: 'r', payload: '{"errorMessage":"no"}' }),
      frameOf('Internal server error'),
    ],
  ];
  for (const [words, answer, expected] of answers) {
    it(`answer ${words}`, async () => {
      const { addTwoWay, open } = await start({ handler: () => answer });
      addTwoWay('$default', 'handler');
      const client = await open();
      client.socket.send('x');
      const text = await client.next();
      if (typeof expected === 'string') assert.equal(text, expected);
      else assert.match(text, expected);
    });
  }

  it('get the error frame on one-way routes too', async () => {
    const { addRoute, open } = await start({
      boom: () => {
        throw new Error('boom');
      },
    });
    addRoute('$default', 'boom');
    const client = await open();
    client.socket.send('x');
    assert.match(await client.next(), frameOf('Internal server error'));
  });

  it('time out after 29 s of the clock, while the function keeps running', async () => {
    let finish = () => {};
    const running = await start({
      slow: () =>
        new Promise((resolve) => {
          finish = () => resolve({ statusCode: 200, body: 'late' });
        }),
      echo,
    });
    running.addTwoWay('$default', 'slow');
    running.addTwoWay('join', 'echo');
    const client = await running.open();
    client.socket.send('x');
    await running.invoked('slow');
    await running.clock.advance(28_999);
    client.socket.send('{"action":"join"}');
    assert.equal(await client.next(), 'join {"action":"join"}');
    await running.clock.advance(1);
    assert.match(await client.next(), frameOf('Endpoint request timed out'));
    finish();
    client.socket.send('{"action":"join"}');
    assert.equal(await client.next(), 'join {"action":"join"}');
  });

  it('run concurrently, starting in the order of their arrival', async () => {
    const waiting = new Map<string, (value: unknown) => void>();
    const running = await start({
      handler: (event) => new Promise((resolve) => waiting.set(event.body ?? '', resolve)),
    });
    running.addTwoWay('$default', 'handler');
    const client = await running.open();
    for (const text of ['1', '2', '3']) client.socket.send(text);
    for (const text of ['1', '2', '3']) assert.equal((await running.invoked('handler')).body, text);
    for (const text of ['3', '1', '2']) waiting.get(text)?.({ statusCode: 200, body: text });
    assert.deepEqual([await client.next(), await client.next(), await client.next()], ['3', '1', '2']);
  });

  it('wait for each other with serial ordering', async () => {
    const waiting: ((value: unknown) => void)[] = [];
    const running = await start(
      {
        handler: (event) =>
          new Promise((resolve) => waiting.push(() => resolve({ statusCode: 200, body: event.body }))),
      },
      { behavior: { perConnectionOrdering: 'serial' } },
    );
    running.addTwoWay('$default', 'handler');
    const client = await running.open();
    client.socket.send('1');
    client.socket.send('2');
    assert.equal((await running.invoked('handler')).body, '1');
    assert.equal(running.invocations.length, 1);
    waiting.shift()?.(undefined);
    assert.equal(await client.next(), '1');
    assert.equal((await running.invoked('handler')).body, '2');
    waiting.shift()?.(undefined);
    assert.equal(await client.next(), '2');
  });

  it('are validated by the selected model', async () => {
    const running = await start({ echo });
    running.gateway.put('models', 'm', {
      id: 'm',
      apiId: 'a1b2c3d4e5',
      name: 'price',
      schema: { type: 'object', required: ['price'], properties: { price: { type: 'number', minimum: 0 } } },
    });
    running.addTwoWay('$default', 'echo', {
      modelSelectionExpression: '$request.body.kind',
      requestModels: { $default: 'price', odd: 'nosuchmodel' },
    });
    const client = await running.open();
    client.socket.send('{"price":3}');
    assert.equal(await client.next(), '$default {"price":3}');
    client.socket.send('{"price":-1}');
    assert.match(await client.next(), frameOf('Invalid request body'));
    client.socket.send('{"kind":"odd","price":3}');
    assert.match(await client.next(), frameOf('Invalid request body'));
    client.socket.send('hello');
    assert.match(await client.next(), frameOf('Could not parse request body into json: hello'));
  });

  it('are throttled by the bucket of their route, which the clock refills', async () => {
    const running = await start({ echo });
    running.addTwoWay('$default', 'echo');
    running.gateway.put('stages', 'prod', {
      apiId: 'a1b2c3d4e5',
      name: 'prod',
      variables: undefined,
      throttle: undefined,
      routeThrottles: { $default: { rate: 1, burst: 2 } },
    });
    const client = await running.open();
    for (const text of ['1', '2']) {
      client.socket.send(text);
      assert.equal(await client.next(), `$default ${text}`);
    }
    client.socket.send('3');
    assert.match(await client.next(), frameOf('Too Many Requests'));
    await running.clock.advance(1_000);
    client.socket.send('4');
    assert.equal(await client.next(), '$default 4');
  });

  it('follow a changed route while the socket stays open', async () => {
    const running = await start({ echo, other: () => ({ statusCode: 200, body: 'changed' }) });
    running.addTwoWay('$default', 'echo');
    const client = await running.open();
    client.socket.send('x');
    assert.equal(await client.next(), '$default x');
    running.addTwoWay('$default', 'other');
    client.socket.send('x');
    assert.equal(await client.next(), 'changed');
    running.gateway.remove('routes', 'a1b2c3d4e5', 'route $default');
    client.socket.send('x');
    assert.match(await client.next(), frameOf('Forbidden'));
  });

  it('never reach the lifecycle routes by their action', async () => {
    const running = await start({ echo, connect: () => ({ statusCode: 200 }), disconnect: () => null });
    running.addRoute('$connect', 'connect');
    running.addRoute('$disconnect', 'disconnect');
    running.addTwoWay('$default', 'echo');
    const client = await running.open();
    for (const action of ['$connect', '$disconnect']) {
      client.socket.send(JSON.stringify({ action }));
      assert.equal(await client.next(), `$default {"action":"${action}"}`);
    }
    assert.deepEqual(
      running.invocations.map(({ name }) => name),
      ['connect', 'echo', 'echo'],
    );
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import {
  apiId,
  authorizer,
  type FakeHandler,
  functionArn,
  handshakeText,
  Outcome,
  proxyIntegration,
  readAnswer,
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

const ok: FakeHandler = () => ({ statusCode: 200 });
const idText = '[A-Za-z0-9_-]{15}=';
const bodyOf = (message: string) =>
  new RegExp(`^\\{"message":"${message}","connectionId":"${idText}","requestId":"${idText}"\\}$`);

describe('a handshake', () => {
  it('opens without a $connect route, with and without a trailing slash', async () => {
    const { handshake } = await start({});
    for (const path of ['/prod', '/prod/', '/prod?a=1']) {
      const answer = await handshake(path, [['Sec-WebSocket-Extensions', 'permessage-deflate']]);
      assert.equal(answer.status, 101);
      assert.deepEqual(Object.keys(answer.headers).sort(), [
        'connection',
        'date',
        'sec-websocket-accept',
        'upgrade',
      ]);
      assert.equal(answer.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    }
  });

  it('brings headers and query to $connect, in exactly the members of a CONNECT event', async () => {
    const running = await start({ connect: ok });
    running.addRoute('$connect', 'connect');
    await running.handshake('/prod?room=a&room=b&token=t%200', [
      ['User-Agent', 'test/1.0'],
      ['X-Many', '1'],
      ['x-amzn-trace-id', 'Root=1-65abc101-0f1e2d3c4b5a69788796a5b4'],
      ['X-Many', '2'],
    ]);
    const event = await running.invoked('connect');
    const { connectionId, requestId } = event.requestContext;
    const domainName = 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com';
    const headers = {
      Host: domainName,
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
      'User-Agent': 'test/1.0',
      'X-Amzn-Trace-Id': 'Root=1-65abc101-0f1e2d3c4b5a69788796a5b4',
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
      'X-Many': '2',
    };
    assert.equal(
      JSON.stringify(event),
      JSON.stringify({
        headers,
        multiValueHeaders: {
          ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
          'X-Many': ['1', '2'],
        },
        queryStringParameters: { room: 'b', token: 't 0' },
        multiValueQueryStringParameters: { room: ['a', 'b'], token: ['t 0'] },
        requestContext: {
          routeKey: '$connect',
          eventType: 'CONNECT',
          extendedRequestId: requestId,
          requestTime: '20/Jan/2024:11:54:57 +0000',
          messageDirection: 'IN',
          stage: 'prod',
          connectedAt: startMs,
          requestTimeEpoch: startMs,
          identity: { userAgent: 'test/1.0', sourceIp: '127.0.0.1' },
          requestId,
          domainName,
          connectionId,
          apiId,
        },
        isBase64Encoded: false,
      }),
    );
  });

  for (const status of [200, 201, 299]) {
    it(`opens when $connect answers ${status}`, async () => {
      const { addRoute, handshake } = await start({
        connect: () => ({ statusCode: status, headers: { 'Set-Cookie': 'a=b' }, body: 'dropped' }),
      });
      addRoute('$connect', 'connect');
      const answer = await handshake('/prod');
      assert.equal(answer.status, 101);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(answer.body, '');
    });
  }

  for (const status of [300, 301, 400, 401, 403, 404, 500, 501, 599]) {
    it(`is refused with ${status} when $connect answers ${status}`, async () => {
      const { addRoute, handshake } = await start({ connect: () => ({ statusCode: status }) });
      addRoute('$connect', 'connect');
      assert.equal((await handshake('/prod')).status, status);
    });
  }

  const failures: readonly (readonly [string, FakeHandler, number])[] = [
    [
      'throws',
      () => {
        throw new Error('no');
      },
      502,
    ],
    ['returns null', () => null, 502],
    ['returns no statusCode', () => ({}), 502],
    ['returns a statusCode that is text', () => ({ statusCode: 'ok' }), 502],
    ['answers a status that HTTP does not have', () => ({ statusCode: 999 }), 502],
    ['answers an interim status', () => ({ statusCode: 100 }), 502],
    ['is throttled', () => new Outcome({ kind: 'throttled', message: 'Rate Exceeded.' }), 502],
    ['does not exist', () => new Outcome({ kind: 'not-found', message: 'Function not found' }), 500],
  ];
  for (const [words, connect, status] of failures) {
    it(`is refused with ${status} when $connect ${words}`, async () => {
      const { addRoute, handshake } = await start({ connect });
      addRoute('$connect', 'connect');
      assert.equal((await handshake('/prod')).status, status);
    });
  }

  it('names connection and request in the body of a refusal', async () => {
    const { addRoute, handshake } = await start({
      connect: () => {
        throw new Error('no');
      },
    });
    addRoute('$connect', 'connect');
    const answer = await handshake('/prod');
    assert.match(answer.body, bodyOf('Internal server error'));
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.match(answer.headers['x-amzn-requestid'] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    assert.match(answer.headers['x-amz-apigw-id'] ?? '', new RegExp(`^${idText}$`));
  });

  it('is refused with 504 when $connect takes 29 s', async () => {
    const running = await start({ connect: () => new Promise(() => {}) });
    running.addRoute('$connect', 'connect');
    const answer = running.handshake('/prod');
    await running.invoked('connect');
    await running.clock.advance(29_000);
    assert.equal((await answer).status, 504);
    assert.match((await answer).body, bodyOf('Endpoint request timed out'));
  });

  for (const path of ['/nosuch', '/PROD', '/', '/prod/below', '/prod//', '/%70rod%']) {
    it(`is refused with 403 at ${path}`, async () => {
      const { handshake } = await start({});
      const { status, headers, body } = await handshake(path);
      assert.deepEqual(
        [status, headers['x-amzn-errortype'], body],
        [403, 'ForbiddenException', '{"message":"Forbidden"}'],
      );
    });
  }

  const faults: readonly (readonly [string, readonly (readonly [string, string])[], number])[] = [
    ['without a key', [['Sec-WebSocket-Key', '']], 400],
    ['with a key that is not 16 bytes', [['Sec-WebSocket-Key', 'c2hvcnQ=']], 400],
    ['to another protocol', [['Upgrade', 'h2c']], 400],
    ['with version 8', [['Sec-WebSocket-Version', '8']], 426],
    ['without a version', [['Sec-WebSocket-Version', '']], 426],
    ['with more than 10,240 bytes of headers', [['X-Large', 'x'.repeat(10_240)]], 431],
  ];
  for (const [words, headers, status] of faults) {
    it(`is refused with ${status} ${words}, before $connect is invoked`, async () => {
      const running = await start({ connect: ok });
      running.addRoute('$connect', 'connect');
      assert.equal((await running.handshake('/prod', headers)).status, status);
      assert.deepEqual(running.invocations, []);
    });
  }

  it('is refused with 405 by POST and with 414 above 4,096 characters', async () => {
    const running = await start({});
    const socket = await running.raw();
    socket.write(handshakeText('/prod').replace('GET', 'POST'));
    assert.equal((await readAnswer(socket)).status, 405);
    assert.equal((await running.handshake(`/prod?${'x'.repeat(4_090)}`)).status, 101);
    assert.equal((await running.handshake(`/prod?${'x'.repeat(4_091)}`)).status, 414);
  });

  it('answers a plain request with 426 at a stage and 403 elsewhere', async () => {
    const { port } = await start({});
    const atStage = await fetch(`http://127.0.0.1:${port}/prod`);
    assert.deepEqual([atStage.status, await atStage.text()], [426, '{"message":"Upgrade Required"}']);
    const elsewhere = await fetch(`http://127.0.0.1:${port}/nosuch`, { method: 'POST', body: 'x' });
    assert.deepEqual([elsewhere.status, await elsewhere.text()], [403, '{"message":"Forbidden"}']);
    assert.equal(elsewhere.headers.get('x-amzn-errortype'), 'ForbiddenException');
  });

  it('is refused with 429 by a stage throttled to nothing', async () => {
    const running = await start({});
    running.gateway.put('stages', 'prod', {
      apiId,
      name: 'prod',
      variables: undefined,
      throttle: { rate: 0, burst: 0 },
      routeThrottles: {},
    });
    const answer = await running.handshake('/prod');
    assert.equal(answer.status, 429);
    assert.match(answer.body, bodyOf('Too Many Requests'));
  });

  it('counts against the account when that is switched on', async () => {
    const { handshake } = await start({}, { behavior: { countsAccountRate: true } });
    for (let count = 0; count < 500; count++) assert.equal((await handshake('/prod')).status, 101);
    assert.equal((await handshake('/prod')).status, 429);
  });

  it('sends the subprotocol that $connect returned, in any letter case, and chooses none itself', async () => {
    const { addRoute, handshake } = await start({
      connect: (event) => {
        const chosen = (event.queryStringParameters as { chosen?: string } | undefined)?.chosen;
        return { statusCode: 200, headers: chosen === undefined ? {} : { 'sec-websocket-PROTOCOL': chosen } };
      },
    });
    addRoute('$connect', 'connect');
    const offer = [['Sec-WebSocket-Protocol', 'chat.v2, chat.v1']] as const;
    assert.equal(
      (await handshake('/prod?chosen=chat.v1', offer)).headers['sec-websocket-protocol'],
      'chat.v1',
    );
    assert.equal((await handshake('/prod', offer)).headers['sec-websocket-protocol'], undefined);
    const split = await handshake('/prod?chosen=a%0d%0aX-Split:%201', offer);
    assert.deepEqual([split.status, split.headers['x-split']], [101, undefined]);
  });

  it('holds the 101 back until $connect has ended, and keeps what came early', async () => {
    let finish = () => {};
    const running = await start({
      connect: () =>
        new Promise((resolve) => {
          finish = () => resolve({ statusCode: 200 });
        }),
      echo: (event) => ({ statusCode: 200, body: event.body }),
    });
    running.addRoute('$connect', 'connect');
    running.addTwoWay('$default', 'echo');
    const socket = await running.raw();
    // "hi" as a masked text frame, sent before the 101.
    socket.write(handshakeText('/prod'));
    await running.invoked('connect');
    socket.write(Buffer.from('81820000000068', 'hex'));
    socket.write(Buffer.from('69', 'hex'));
    assert.equal(socket.bytesRead, 0);
    finish();
    const chunks: string[] = [];
    socket.on('data', (chunk) => chunks.push(String(chunk)));
    while (!chunks.join('').endsWith('\u0002hi')) await once(socket, 'data');
    assert.match(chunks.join(''), /^HTTP\/1\.1 101 /);
  });

  for (const ending of ['end', 'resetAndDestroy'] as const) {
    it(`opens nothing when the client goes away (${ending}) while $connect runs`, async () => {
      let finish = () => {};
      const running = await start({
        connect: () =>
          new Promise((resolve) => {
            finish = () => resolve({ statusCode: 200 });
          }),
        disconnect: ok,
      });
      running.addRoute('$connect', 'connect');
      running.addRoute('$disconnect', 'disconnect');
      const socket = await running.raw();
      socket.write(handshakeText('/prod'));
      await running.invoked('connect');
      socket[ending]();
      await once(socket, 'close');
      finish();
      await running.gateway.close();
      assert.deepEqual(
        running.invocations.map(({ name }) => name),
        ['connect'],
      );
      assert.equal(running.gateway.connectionCount, 0);
    });
  }
});

describe('a Lambda authorizer', () => {
  const methodArn = `arn:aws:execute-api:eu-west-1:123456789012:${apiId}/prod/$connect`;
  const policy = (Effect: string, Resource: string | string[], more: object = {}) => ({
    principalId: 'user-17',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
    },
    ...more,
  });
  async function guarded(answer: FakeHandler, sources: readonly string[] = []): Promise<WebSocketStack> {
    const running = await start({
      authorize: answer,
      connect: ok,
      echo: (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) }),
      disconnect: ok,
    });
    running.gateway.put('authorizers', 'authorize', authorizer('authorize', sources));
    running.addRoute('$connect', 'connect', { authorization: 'CUSTOM', authorizerId: 'authorize' });
    running.addRoute('$disconnect', 'disconnect');
    running.addTwoWay('$default', 'echo');
    return running;
  }

  const verdicts: readonly (readonly [string, FakeHandler, number])[] = [
    ['an Allow for the route', () => policy('Allow', methodArn), 101],
    ['an Allow with wildcards', () => policy('Allow', 'arn:aws:execute-api:*:*:a1b2c3d4e?/prod/*'), 101],
    ['an Allow in a list', () => policy('Allow', ['arn:aws:s3:::x', methodArn]), 101],
    ['a Deny', () => policy('Deny', methodArn), 403],
    ['an Allow for another route', () => policy('Allow', methodArn.replace('$connect', 'join')), 403],
    ['an Allow with a segment too many', () => policy('Allow', methodArn.replace('$connect', '*/*')), 403],
    [
      'the error Unauthorized',
      () => {
        throw new Error('Unauthorized');
      },
      401,
    ],
    [
      'another error',
      () => {
        throw new Error('Unauthorized.');
      },
      500,
    ],
    ['no policy', () => ({ principalId: 'x' }), 500],
    ['no principal', () => ({ ...policy('Allow', '*'), principalId: undefined }), 500],
    ['a nested context', () => policy('Allow', '*', { context: { a: { b: 1 } } }), 500],
    ['more than 8,192 bytes', () => policy('Allow', '*', { context: { a: 'x'.repeat(8_192) } }), 500],
    ['nothing that exists', () => new Outcome({ kind: 'not-found', message: 'x' }), 500],
  ];
  for (const [words, answer, status] of verdicts) {
    it(`gives ${status} with ${words}`, async () => {
      const running = await guarded(answer);
      assert.equal((await running.handshake('/prod')).status, status);
      const connects = running.invocations.filter(({ name }) => name === 'connect');
      assert.equal(connects.length, status === 101 ? 1 : 0);
    });
  }

  it('is not invoked and gives 401 when an identity source is missing or empty', async () => {
    const running = await guarded(
      () => policy('Allow', '*'),
      ['route.request.querystring.token', 'route.request.header.X-Tenant'],
    );
    const tenant = [['x-tenant', 'acme']] as const;
    for (const [path, headers] of [
      ['/prod', tenant],
      ['/prod?token=', tenant],
      ['/prod?token=t', []],
    ] as const) {
      const answer = await running.handshake(path, headers);
      assert.equal(answer.status, 401);
      assert.match(answer.body, bodyOf('Unauthorized'));
    }
    assert.deepEqual(running.invocations, []);
    assert.equal((await running.handshake('/prod?token=t', tenant)).status, 101);
  });

  it('gets exactly the members of an authorizer event', async () => {
    const running = await guarded(() => policy('Allow', '*'));
    await running.handshake('/prod');
    const event = await running.invoked('authorize');
    const { connectionId, requestId } = event.requestContext;
    assert.deepEqual(Object.keys(event), [
      'type',
      'methodArn',
      'headers',
      'multiValueHeaders',
      'queryStringParameters',
      'multiValueQueryStringParameters',
      'stageVariables',
      'requestContext',
    ]);
    assert.equal(event.type, 'REQUEST');
    assert.equal(event.methodArn, methodArn);
    assert.deepEqual(Object.keys(event.headers as object), [
      'Connection',
      'content-length',
      'Host',
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Version',
      'Upgrade',
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
    ]);
    assert.deepEqual([event.queryStringParameters, event.stageVariables], [{}, {}]);
    assert.deepEqual(event.requestContext, {
      routeKey: '$connect',
      eventType: 'CONNECT',
      extendedRequestId: requestId,
      requestTime: '20/Jan/2024:11:54:57 +0000',
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: startMs,
      requestTimeEpoch: startMs,
      identity: { sourceIp: '127.0.0.1' },
      requestId,
      domainName: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
      connectionId,
      apiId,
    });
    assert.equal(running.invocations[0]?.options.type, 'RequestResponse');
    assert.equal(functionArn('authorize').split(':').length, 7);
  });

  it('passes its context as text to every event, its latency to CONNECT only', async () => {
    const running = await guarded(() =>
      policy('Allow', '*', { context: { tenant: 'acme', level: 3, beta: true } }),
    );
    const client = await running.open();
    const connect = await running.invoked('connect');
    const { integrationLatency, ...context } = connect.requestContext.authorizer as Record<string, unknown>;
    assert.equal(Number.isInteger(integrationLatency), true);
    assert.deepEqual(context, { tenant: 'acme', level: '3', beta: 'true', principalId: 'user-17' });
    client.socket.send('x');
    assert.equal(await client.next(), JSON.stringify(context));
    client.socket.close();
    const disconnect = await running.invoked('disconnect');
    assert.deepEqual(disconnect.requestContext.authorizer, context);
  });

  it('gives 500 when it takes 29 s, and when the route names none', async () => {
    const running = await guarded(() => new Promise(() => {}));
    const answer = running.handshake('/prod');
    await running.invoked('authorize');
    await running.clock.advance(29_000);
    assert.equal((await answer).status, 500);
    running.gateway.remove('authorizers', apiId, 'authorize');
    assert.equal((await running.handshake('/prod')).status, 500);
  });
});

describe('an API key', () => {
  const keyed = async (selection: string): Promise<WebSocketStack> => {
    const running = await start({
      connect: ok,
      authorize: (event) => ({
        principalId: 'p',
        policyDocument: { Statement: { Action: '*', Effect: 'Allow', Resource: '*' } },
        usageIdentifierKey: (event.queryStringParameters as { key?: string }).key,
      }),
    });
    running.gateway.putApi({
      id: apiId,
      logicalId: 'Api',
      name: 'shop',
      routeSelectionExpression: '$request.body.action',
      apiKeySelectionExpression: selection,
      isDefaultEndpointDisabled: false,
    });
    running.gateway.putApiKey({ id: 'k1', value: 'secret-of-twenty-chars', isEnabled: true });
    running.gateway.putApiKey({ id: 'k2', value: 'disabled', isEnabled: false });
    running.gateway.putApiKey({ id: 'k3', value: 'without-plan', isEnabled: true });
    running.gateway.putUsagePlan({
      id: 'plan',
      stages: [{ apiId, stage: 'prod' }],
      throttle: { rate: 1, burst: 2 },
      quota: { limit: 3, period: 'DAY' },
    });
    for (const keyId of ['k1', 'k2'])
      running.gateway.putUsagePlanKey({ id: `${keyId}:plan`, keyId, planId: 'plan' });
    running.gateway.put('authorizers', 'authorize', authorizer('authorize', []));
    return running;
  };

  it('is read from the header and must be enabled and in a plan of the stage', async () => {
    const running = await keyed('$request.header.x-api-key');
    running.addRoute('$connect', 'connect', { apiKeyRequired: true });
    for (const key of ['', 'unknown', 'disabled', 'without-plan']) {
      const answer = await running.handshake('/prod', [['X-Api-Key', key]]);
      assert.equal(answer.status, 403);
      assert.match(answer.body, bodyOf('Forbidden'));
    }
    assert.equal((await running.handshake('/prod', [['X-Api-Key', 'secret-of-twenty-chars']])).status, 101);
    const { identity } = (await running.invoked('connect')).requestContext as { identity: object };
    assert.deepEqual(identity, { apiKey: 'secret-of-twenty-chars', apiKeyId: 'k1', sourceIp: '127.0.0.1' });
  });

  it('is read from the authorizer', async () => {
    const running = await keyed('$context.authorizer.usageIdentifierKey');
    running.addRoute('$connect', 'connect', {
      apiKeyRequired: true,
      authorization: 'CUSTOM',
      authorizerId: 'authorize',
    });
    assert.equal((await running.handshake('/prod?key=unknown')).status, 403);
    assert.equal((await running.handshake('/prod?key=secret-of-twenty-chars')).status, 101);
  });

  it('gives 429 above the rate and above the quota of its plan', async () => {
    const running = await keyed('$request.header.x-api-key');
    running.addRoute('$connect', 'connect', { apiKeyRequired: true });
    const key = [['X-Api-Key', 'secret-of-twenty-chars']] as const;
    const statuses: number[] = [];
    for (const waitMs of [0, 0, 0, 5_000, 5_000, 86_400_000]) {
      await running.clock.advance(waitMs);
      statuses.push((await running.handshake('/prod', key)).status);
    }
    assert.deepEqual(statuses, [101, 101, 429, 101, 429, 101]);
  });
});

describe('a custom domain', () => {
  it('maps base paths to stages, the longest first, and shows itself in events', async () => {
    const running = await start({ connect: ok });
    running.addRoute('$connect', 'connect');
    running.gateway.put('stages', 'beta', {
      apiId,
      name: 'beta',
      variables: { table: 'b' },
      throttle: undefined,
      routeThrottles: {},
    });
    const domainName = 'ws.example.net';
    running.gateway.putMapping({ id: 'm1', apiId, domainName, stage: 'prod', key: '' });
    running.gateway.putMapping({ id: 'm2', apiId, domainName, stage: 'beta', key: 'v2/beta' });
    const host = [['Host', 'WS.example.net:443']] as const;
    for (const [path, status, stage] of [
      ['/', 101, 'prod'],
      ['/v2/beta', 101, 'beta'],
      ['/v2/beta/', 101, 'beta'],
    ] as const) {
      assert.equal((await running.handshake(path, host)).status, status);
      const event = await running.invoked('connect');
      assert.deepEqual([event.requestContext.stage, event.requestContext.domainName], [stage, domainName]);
    }
    assert.equal((await running.handshake('/prod', host)).status, 403);
    assert.equal(running.gateway.apiOfHost('ws.example.net'), apiId);
    assert.equal(running.gateway.apiOfHost(`${apiId}.execute-api.eu-west-1.amazonaws.com`), apiId);
    assert.equal(running.gateway.apiOfHost('other.example.net'), undefined);
  });

  it('leaves no way in through a disabled default host', async () => {
    const running = await start({});
    running.gateway.putApi({
      id: apiId,
      logicalId: 'Api',
      name: 'shop',
      routeSelectionExpression: '$request.body.action',
      apiKeySelectionExpression: '$request.header.x-api-key',
      isDefaultEndpointDisabled: true,
    });
    const host = [['Host', `${apiId}.execute-api.eu-west-1.amazonaws.com`]] as const;
    assert.equal((await running.handshake('/prod', host)).status, 403);
    assert.equal((await running.handshake('/prod')).status, 101);
  });

  it('uses stage variables in the integration URI', async () => {
    const running = await start({ blue: ok });
    running.gateway.put('stages', 'prod', {
      apiId,
      name: 'prod',
      variables: { color: 'blue' },
      throttle: undefined,
      routeThrottles: {},
    });
    running.addRoute('$connect', 'x');
    running.gateway.put('integrations', 'x', { ...proxyIntegration('${stageVariables.color}'), id: 'x' });
    assert.equal((await running.handshake('/prod')).status, 101);
    assert.deepEqual((await running.invoked('blue')).stageVariables, { color: 'blue' });
  });
});

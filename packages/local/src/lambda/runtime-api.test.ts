import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createRuntimeApi, type RuntimeApi } from './runtime-api.js';

const prefix = '/2018-06-01/runtime';

describe('createRuntimeApi', () => {
  let api: RuntimeApi;
  let heard: unknown[];

  beforeEach(async () => {
    heard = [];
    api = await createRuntimeApi(
      {
        asked: () => heard.push('asked'),
        answered: (requestId, answer) => heard.push([requestId, answer]),
        initFailed: (payload) => heard.push(['init failed', payload]),
      },
      { functionName: 'fn', handler: 'bin/fn' },
    );
  });
  afterEach(() => api.close());

  const get = (path: string) => fetch(`http://${api.address}${prefix}${path}`);
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://${api.address}${prefix}${path}`, { method: 'POST', body, headers });
    return { status: response.status, body: await response.json() };
  };
  const offer = (requestId: string) =>
    api.offer({ requestId, payload: '{"n":1}', arn: 'arn:fn', trace: 'Root=1' }, 1_700_000_000_000);

  it('hands an event to the waiting poll with the headers that runtimes read', async () => {
    const poll = get('/invocation/next');
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    offer('r1');
    const response = await poll;
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '{"n":1}');
    assert.deepEqual(
      ['aws-request-id', 'deadline-ms', 'invoked-function-arn', 'trace-id', 'client-context'].map((name) =>
        response.headers.get(`lambda-runtime-${name}`),
      ),
      ['r1', '1700000000000', 'arn:fn', 'Root=1', null],
    );
  });

  it('takes one answer and refuses a second, an unknown and an early one', async () => {
    offer('r1');
    assert.equal((await post('/invocation/r1/response', '1')).status, 400);
    await (await get('/invocation/next')).text();
    const refusal = {
      status: 400,
      body: { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' },
    };
    assert.deepEqual(await post('/invocation/other/response', '1'), refusal);
    assert.deepEqual(await post('/invocation/r1/response', '"ok"'), { status: 202, body: { status: 'OK' } });
    assert.deepEqual(await post('/invocation/r1/error', '{}'), refusal);
    assert.deepEqual(heard, ['asked', ['r1', { kind: 'success', payload: '"ok"' }]]);
  });

  it('refuses to hand out the next event before the answer', async () => {
    offer('r1');
    await (await get('/invocation/next')).text();
    const response = await get('/invocation/next');
    assert.deepEqual(
      [response.status, ((await response.json()) as { errorType: string }).errorType],
      [403, 'InvalidStateTransition'],
    );
  });

  it('forgets a poll whose socket died', async () => {
    const [host, port] = api.address.split(':');
    const socket = connect(Number(port), host);
    socket.write(`GET ${prefix}/invocation/next HTTP/1.1\r\nhost: x\r\n\r\n`);
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await once(socket, 'close');
    // The other end hears of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 20));
    offer('r1');
    const response = await get('/invocation/next');
    assert.equal(response.headers.get('lambda-runtime-aws-request-id'), 'r1');
    await response.text();
  });

  it('reads the error of a broken stream from the trailers', async () => {
    offer('r1');
    await (await get('/invocation/next')).text();
    const error = '{"errorType":"Broken","errorMessage":"halfway"}';
    const request = httpRequest(`http://${api.address}${prefix}/invocation/r1/response`, {
      method: 'POST',
      headers: {
        'transfer-encoding': 'chunked',
        trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
      },
    });
    request.write('half');
    request.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'Broken',
      'Lambda-Runtime-Function-Error-Body': Buffer.from(error).toString('base64'),
    });
    request.end();
    const [response] = await once(request, 'response');
    response.resume();
    assert.equal(response.statusCode, 202);
    assert.deepEqual(heard, ['asked', ['r1', { kind: 'function-error', payload: error }]]);
  });

  it('takes an init error before the first poll only', async () => {
    const error = '{"errorType":"Setup.Failed","errorMessage":"no"}';
    assert.equal((await post('/init/error', error)).status, 202);
    assert.deepEqual(heard, [['init failed', error]]);
    offer('r1');
    await (await get('/invocation/next')).text();
    assert.equal((await post('/init/error', error)).status, 403);
  });

  it('answers 404 elsewhere and survives junk', async () => {
    assert.equal((await get('/nowhere')).status, 404);
    const [host, port] = api.address.split(':');
    const socket = connect(Number(port), host);
    socket.on('error', () => {});
    socket.resume();
    socket.write('\0\0\0');
    await once(socket, 'close');
    assert.equal((await get('/nowhere')).status, 404);
  });

  it('refuses an answer of 6,291,557 bytes and takes 6,291,556', async () => {
    offer('r1');
    await (await get('/invocation/next')).text();
    const refused = await post('/invocation/r1/response', 'x'.repeat(6_291_557));
    assert.equal(refused.status, 413);
    assert.deepEqual(heard[1], [
      'r1',
      {
        kind: 'function-error',
        payload: JSON.stringify({
          errorType: 'Function.ResponseSizeTooLarge',
          errorMessage:
            'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
        }),
      },
    ]);
    const poll = get('/invocation/next');
    offer('r2');
    await (await poll).text();
    assert.equal((await post('/invocation/r2/response', 'x'.repeat(6_291_556))).status, 202);
  });

  const extension = (path: string, headers: Record<string, string>, body?: string) =>
    fetch(`http://${api.address}/2020-01-01/extension/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
  const named = { 'Lambda-Extension-Name': 'own' };

  it('registers an extension inside the runtime and tells it of invocations', async () => {
    assert.equal(api.wantsSignal, false);
    const registered = await extension('register', named, '{"events":["INVOKE"]}');
    assert.deepEqual(await registered.json(), {
      functionName: 'fn',
      functionVersion: '$LATEST',
      handler: 'bin/fn',
    });
    assert.equal(api.wantsSignal, true);
    const identifier = {
      'Lambda-Extension-Identifier': registered.headers.get('lambda-extension-identifier') ?? '',
    };
    offer('r1');
    assert.deepEqual(await (await extension('event/next', identifier)).json(), {
      eventType: 'INVOKE',
      deadlineMs: 1_700_000_000_000,
      requestId: 'r1',
      invokedFunctionArn: 'arn:fn',
      tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1' },
    });
  });

  it('takes the empty list of events that Go writes', async () => {
    assert.equal((await extension('register', named, '{"events":null}')).status, 200);
  });

  it('refuses an extension without a name, an unknown one, and the event that only programs of layers get', async () => {
    const refusals: [Response, number, string][] = [
      [await extension('register', {}, '{"events":[]}'), 403, 'Extension.InvalidExtensionName'],
      [await extension('register', named, 'x'), 400, 'InvalidRequestFormat'],
      [
        await extension('register', named, '{"events":["SHUTDOWN"]}'),
        403,
        'ShutdownEventNotSupportedForInternalExtension',
      ],
      [
        await extension('event/next', { 'Lambda-Extension-Identifier': 'x' }),
        403,
        'Extension.UnknownExtensionIdentifier',
      ],
    ];
    for (const [response, status, errorType] of refusals) {
      const body = (await response.json()) as { errorType: string };
      assert.deepEqual([response.status, body.errorType], [status, errorType]);
    }
    assert.equal(api.wantsSignal, false);
  });
});

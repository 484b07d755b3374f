import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import type { Integration, IntegrationResponse } from '../src/apigateway/index.js';
import type { WireRequest } from '../src/wire.js';
import {
  apiId,
  type FakeHandler,
  invocationUri,
  Outcome,
  proxyIntegration,
  startWebSocketStack,
  type WebSocketStack,
} from './websocket-stack.js';

let stack: WebSocketStack | undefined;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await stack?.close();
  stack = undefined;
});

async function start(
  functions: Readonly<Record<string, FakeHandler>> = {},
  options?: Parameters<typeof startWebSocketStack>[1],
): Promise<WebSocketStack> {
  stack = await startWebSocketStack(functions, options);
  return stack;
}

/** Makes `$default` a two-way route with this integration. */
function integrate(
  running: WebSocketStack,
  integration: Partial<Integration>,
  responses: readonly Partial<IntegrationResponse>[] = [{ key: '$default' }],
  key = '$default',
): void {
  running.addTwoWay(key, 'backend');
  running.gateway.put('integrations', 'backend', { ...proxyIntegration('backend'), ...integration });
  responses.forEach((response, index) => {
    running.gateway.put('integrationResponses', `r${index}`, {
      id: `r${index}`,
      apiId,
      integrationId: 'backend',
      key: '$default',
      templates: {},
      templateSelectionExpression: undefined,
      contentHandling: undefined,
      ...response,
    });
  });
}

async function exchange(running: WebSocketStack, text: string): Promise<string> {
  const client = await running.open();
  client.socket.send(text);
  return client.next();
}

const idText = '[A-Za-z0-9_-]{15}=';
const frameOf = (message: string) =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"${idText}", "requestId":"${idText}"\\}$`);

interface Backend {
  readonly url: string;
  readonly requests: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];
}

async function serveHttp(answer: {
  status: number;
  headers?: Record<string, string>;
  body: string;
}): Promise<Backend> {
  const requests: Backend['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  // A TCP server's address is an object, never a pipe name.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}

describe('a MOCK integration', () => {
  it('chooses its response by the status that the request template renders', async () => {
    const running = await start();
    integrate(
      running,
      { type: 'MOCK', uri: '', requestTemplates: { $default: '{"statusCode": $input.path("$.want")}' } },
      [
        { key: '$default', templates: { $default: 'fine $context.status' } },
        { key: '/4\\d\\d/', templates: { $default: 'refused $context.connectionId.length()' } },
      ],
    );
    assert.equal(await exchange(running, '{"want":200}'), 'fine 200');
    assert.equal(await exchange(running, '{"want":404}'), 'refused 16');
  });
  it('fails without a numeric status and without a response', async () => {
    const running = await start();
    integrate(running, { type: 'MOCK', uri: '', requestTemplates: { $default: '{}' } });
    assert.match(await exchange(running, '{}'), frameOf('Internal server error'));
    running.gateway.put('integrations', 'backend', {
      ...proxyIntegration('backend'),
      type: 'MOCK',
      requestTemplates: { $default: '{"statusCode":200}' },
    });
    running.gateway.remove('integrationResponses', apiId, 'r0');
    assert.match(await exchange(running, '{}'), frameOf('Internal server error'));
  });
  it('lets $connect open or refuse by the rendered statusCode', async () => {
    const running = await start();
    integrate(
      running,
      { type: 'MOCK', uri: '', requestTemplates: { $default: '{"statusCode":200}' } },
      [{ templates: { $default: '{"StatusCode": $input.params("status")}' }, key: '200' }],
      '$connect',
    );
    running.gateway.put('integrationResponses', 'r0', {
      id: 'r0',
      apiId,
      integrationId: 'backend',
      key: '$default',
      templates: { $default: '{"StatusCode": $input.params(\'status\')}' },
      templateSelectionExpression: undefined,
      contentHandling: undefined,
    });
    assert.equal((await running.handshake('/prod?status=200')).status, 101);
    assert.equal((await running.handshake('/prod?status=403')).status, 403);
  });
});

describe('an AWS integration of a Lambda function', () => {
  const aws = { type: 'AWS', uri: invocationUri('backend') } as const;

  it('sends the rendered template and renders what comes back', async () => {
    const running = await start({ backend: (event) => ({ got: event, size: 3 }) });
    integrate(
      running,
      {
        ...aws,
        requestTemplates: { $default: '{"text": $input.json("$.text"), "stage": "$context.stage"}' },
      },
      [
        {
          key: '$default',
          templates: { $default: 'size $input.path("$.size") of $input.json("$.got.text")' },
        },
      ],
    );
    assert.equal(await exchange(running, '{"text":"hi"}'), 'size 3 of "hi"');
    assert.deepEqual(running.invocations[0]?.event, { text: 'hi', stage: 'prod' });
  });
  it('passes message and answer through without templates', async () => {
    const running = await start({ backend: (event) => ({ event }) });
    integrate(running, aws);
    assert.equal(await exchange(running, '{"a": 1}'), '{"event":{"a":1}}');
  });
  it('chooses the template by the selection expression', async () => {
    const running = await start({ backend: (event) => event });
    integrate(running, {
      ...aws,
      templateSelectionExpression: '${request.body.kind}',
      requestTemplates: { email: '{"kind":"mail"}', $default: '{"kind":"other"}' },
    });
    assert.equal(await exchange(running, '{"kind":"email"}'), '{"kind":"mail"}');
    assert.equal(await exchange(running, '{"kind":"fax"}'), '{"kind":"other"}');
  });
  it('chooses the response by errorMessage', async () => {
    const running = await start({
      backend: (event) => {
        throw new Error(String(event.text));
      },
    });
    integrate(running, aws, [
      { key: '$default', templates: { $default: 'default' } },
      { key: '/.*denied.*/', templates: { $default: 'denied: $input.path("$.errorMessage")' } },
    ]);
    assert.equal(await exchange(running, '{"text":"access denied"}'), 'denied: access denied');
    assert.equal(await exchange(running, '{"text":"boom"}'), 'default');
  });
  it('invokes asynchronously when the mapping says Event', async () => {
    const running = await start({ backend: () => new Outcome({ kind: 'accepted', requestId: 'r' }) });
    integrate(
      running,
      { ...aws, requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" } },
      [{ key: '$default', templates: { $default: 'queued' } }],
    );
    assert.equal(await exchange(running, '{}'), 'queued');
    assert.equal(running.invocations[0]?.options.type, 'Event');
  });
  it('refuses with Unsupported Media Type where passthrough is off', async () => {
    const running = await start({ backend: () => ({}) });
    for (const [passthrough, requestTemplates, isRefused] of [
      ['NEVER', {}, true],
      ['WHEN_NO_TEMPLATES', {}, false],
      ['WHEN_NO_TEMPLATES', { other: '{}' }, true],
      ['WHEN_NO_MATCH', { other: '{}' }, false],
    ] as const) {
      integrate(running, { ...aws, passthrough, requestTemplates });
      const answer = await exchange(running, '{}');
      if (isRefused) assert.match(answer, frameOf('Unsupported Media Type'));
      else assert.equal(answer, '{}');
    }
  });
  it('fails when a template fails, and the connection lives on', async () => {
    const running = await start({ backend: () => ({}) });
    integrate(running, { ...aws, requestTemplates: { $default: '#foreach($i in [1..2000])x#end' } });
    const client = await running.open();
    client.socket.send('{}');
    assert.match(await client.next(), frameOf('Internal server error'));
    client.socket.send('{}');
    assert.match(await client.next(), frameOf('Internal server error'));
    assert.deepEqual(running.invocations, []);
  });
});

describe('an AWS integration of a service', () => {
  it('calls DynamoDB, SNS and SQS as their own clients would', async () => {
    const calls: { service: string; request: WireRequest }[] = [];
    const running = await start(
      {},
      {
        callService: async (service, request) => {
          calls.push({ service, request });
          return {
            status: service === 'sns' ? 400 : 200,
            headers: { 'x-kind': service },
            body: '{"ok":true}',
          };
        },
      },
    );
    const expected = [
      [
        'dynamodb:action/PutItem',
        '{"TableName":"t","Item":{"id":{"S":"$context.connectionId"}}}',
        '200 dynamodb',
      ],
      ['sns:action/Publish', 'TopicArn=x&Message=$util.urlEncode($input.body)', '400 sns'],
      [
        'sqs:path/123456789012/queue',
        'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
        '200 sqs',
      ],
    ] as const;
    for (const [target, template, answer] of expected) {
      integrate(
        running,
        {
          type: 'AWS',
          uri: `arn:aws:apigateway:eu-west-1:${target}`,
          requestTemplates: { $default: template },
        },
        [
          {
            key: '$default',
            templateSelectionExpression:
              '${integration.response.statuscode} ${integration.response.header.x-kind}',
            templates: { [answer]: answer },
          },
        ],
      );
      assert.equal(await exchange(running, '{"a":"b c"}'), answer);
    }
    assert.deepEqual(
      calls.map(({ service, request }) => [
        service,
        request.path,
        request.query,
        request.headers['x-amz-target'],
      ]),
      [
        ['dynamodb', '/', '', 'DynamoDB_20120810.PutItem'],
        ['sns', '/', '', undefined],
        ['sqs', '/123456789012/queue', '', undefined],
      ],
    );
    assert.match(
      String(calls[0]?.request.body),
      new RegExp(`^\\{"TableName":"t","Item":\\{"id":\\{"S":"${idText}"`),
    );
    assert.equal(String(calls[2]?.request.body), 'Action=SendMessage&MessageBody=%7B%22a%22%3A%22b+c%22%7D');
  });
  it('fails when the service is not there', async () => {
    const running = await start();
    integrate(running, { type: 'AWS', uri: 'arn:aws:apigateway:eu-west-1:states:action/StartExecution' });
    assert.match(await exchange(running, '{}'), frameOf('Internal server error'));
  });
});

describe('HTTP integrations', () => {
  it('pass message and answer through as a proxy', async () => {
    const backend = await serveHttp({ status: 200, body: 'from the backend' });
    const running = await start();
    integrate(running, {
      type: 'HTTP_PROXY',
      uri: `${backend.url}/in?fixed=1`,
      requestParameters: {
        'integration.request.header.connectionId': 'context.connectionId',
        'integration.request.querystring.kind': 'route.request.body.kind',
      },
    });
    assert.equal(await exchange(running, '{"kind":"a b"}'), 'from the backend');
    const [request] = backend.requests;
    assert.deepEqual(
      [request?.method, request?.url, request?.body],
      ['POST', '/in?fixed=1&kind=a+b', '{"kind":"a b"}'],
    );
    assert.match(String(request?.headers.connectionid), new RegExp(`^${idText}$`));
  });
  it('fill mapped values into the path, escaped', async () => {
    const backend = await serveHttp({ status: 200, body: 'found' });
    const running = await start();
    integrate(running, {
      type: 'HTTP_PROXY',
      uri: `${backend.url}/rooms/{room}/{stage}/{nothing}`,
      requestParameters: {
        'integration.request.path.room': 'route.request.body.room',
        'integration.request.path.stage': 'context.stage',
      },
    });
    assert.equal(await exchange(running, '{"room":"../a b"}'), 'found');
    assert.deepEqual(
      backend.requests.map(({ url }) => url),
      ['/rooms/..%2Fa%20b/prod/%7Bnothing%7D'],
    );
  });
  it('decide $connect by status and subprotocol as a proxy, and not otherwise', async () => {
    const backend = await serveHttp({ status: 403, body: 'no' });
    const running = await start();
    integrate(running, { type: 'HTTP_PROXY', uri: backend.url }, [], '$connect');
    assert.equal((await running.handshake('/prod')).status, 403);
    integrate(running, { type: 'HTTP', uri: backend.url }, [{ key: '$default' }], '$connect');
    assert.equal((await running.handshake('/prod')).status, 101);
    const good = await serveHttp({ status: 200, headers: { 'Sec-WebSocket-Protocol': 'chat' }, body: '' });
    integrate(running, { type: 'HTTP_PROXY', uri: good.url }, [], '$connect');
    const answer = await running.handshake('/prod', [['Sec-WebSocket-Protocol', 'chat']]);
    assert.deepEqual([answer.status, answer.headers['sec-websocket-protocol']], [101, 'chat']);
  });
  it('map request and response by templates, and bytes by content handling', async () => {
    const backend = await serveHttp({ status: 404, body: '{"reason":"gone"}' });
    const running = await start();
    integrate(
      running,
      {
        type: 'HTTP',
        uri: backend.url,
        requestTemplates: { $default: "$util.base64Encode($input.path('$.text'))" },
        contentHandling: 'CONVERT_TO_BINARY',
      },
      [{ key: '$default' }, { key: '404', templates: { $default: "not found: $input.path('$.reason')" } }],
    );
    assert.equal(await exchange(running, '{"text":"hi"}'), 'not found: gone');
    assert.equal(backend.requests[0]?.body, 'hi');
    running.gateway.put('integrationResponses', 'r1', {
      id: 'r1',
      apiId,
      integrationId: 'backend',
      key: '404',
      templates: {},
      templateSelectionExpression: undefined,
      contentHandling: 'CONVERT_TO_TEXT',
    });
    assert.equal(
      await exchange(running, '{"text":"hi"}'),
      Buffer.from('{"reason":"gone"}').toString('base64'),
    );
  });
  it('fail when nobody listens', async () => {
    const running = await start();
    integrate(running, { type: 'HTTP_PROXY', uri: 'http://127.0.0.1:1/' });
    assert.match(await exchange(running, '{}'), frameOf('Internal server error'));
  });
  it('time out by the clock', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const running = await start();
    const { port } = server.address() as AddressInfo;
    integrate(running, { type: 'HTTP_PROXY', uri: `http://127.0.0.1:${port}`, timeoutMs: 1_000 });
    const client = await running.open();
    client.socket.send('{}');
    await arrived;
    await running.clock.advance(1_000);
    assert.match(await client.next(), frameOf('Endpoint request timed out'));
  });
});

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { createRealClock } from '../src/clock/real-clock.js';
import { presignedPath, type Signing, signedHeaders } from './sign-request.js';
import { apiId, type RawAnswer, startWebSocketStack, type WebSocketStack } from './websocket-stack.js';

let stack: WebSocketStack | undefined;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await stack?.close();
  stack = undefined;
});

const allowed = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'local',
  userArn: 'arn:aws:iam::123456789012:user/allowed',
};
const temporary = {
  accessKeyId: 'ASIDEXAMPLE',
  secretAccessKey: 'brief',
  sessionToken: 'token-of-the-day',
  userArn: 'arn:aws:iam::123456789012:user/brief',
};
const denied = {
  accessKeyId: 'AKIDDENIED',
  secretAccessKey: 'other',
  userArn: 'arn:aws:iam::123456789012:user/denied',
  statements: [{ Effect: 'Deny', Action: 'execute-api:*', Resource: '*' }],
};
const credentials = [allowed, temporary, denied];

async function start(options: Parameters<typeof startWebSocketStack>[1] = {}): Promise<WebSocketStack> {
  stack = await startWebSocketStack(
    {
      connect: () => ({ statusCode: 200 }),
      id: (event) => ({ statusCode: 200, body: event.requestContext.connectionId }),
    },
    { credentials, ...options },
  );
  stack.addTwoWay('$default', 'id');
  return stack;
}

async function startGuarded(
  options: Parameters<typeof startWebSocketStack>[1] = {},
): Promise<WebSocketStack> {
  // Signatures have a time: the machine's, as SDK clients use it.
  const running = await start({ clock: createRealClock(), hasManualClock: false, ...options });
  running.addRoute('$connect', 'connect', { authorization: 'AWS_IAM' });
  return running;
}

const urlOf = (running: WebSocketStack) => `http://127.0.0.1:${running.port}/prod`;

async function knock(running: WebSocketStack, signing: Signing, way: 'header' | 'query'): Promise<RawAnswer> {
  if (way === 'query')
    return running.handshake(await presignedPath(signing, urlOf(running)), hostOf(running));
  const headers = await signedHeaders(signing, { url: urlOf(running) });
  return running.handshake('/prod', Object.entries(headers));
}

const hostOf = (running: WebSocketStack): [string, string][] => [['Host', `127.0.0.1:${running.port}`]];

const outcome = ({ status, headers, body }: RawAnswer): [number, string | undefined, string] => [
  status,
  headers['x-amzn-errortype'],
  body === '' ? '' : (JSON.parse(body) as { message: string }).message,
];

describe('a handshake of an AWS_IAM route', () => {
  for (const way of ['header', 'query'] as const) {
    it(`opens when it is signed in the ${way}, and tells who signed`, async () => {
      const running = await startGuarded();
      assert.equal((await knock(running, allowed, way)).status, 101);
      const { identity } = (await running.invoked('connect')).requestContext;
      assert.deepEqual(identity, {
        accountId: '123456789012',
        caller: 'AKIDEXAMPLE',
        user: 'AKIDEXAMPLE',
        userArn: 'arn:aws:iam::123456789012:user/allowed',
        accessKey: 'AKIDEXAMPLE',
        sourceIp: '127.0.0.1',
      });
      assert.equal((await knock(running, temporary, way)).status, 101);
    });

    const refusals: readonly [string, Signing, string, string | RegExp][] = [
      [
        'another secret',
        { ...allowed, secretAccessKey: 'wrong' },
        'InvalidSignatureException',
        /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\.\n\nThe Canonical String for this request should have been\n'GET\n\/prod\n/,
      ],
      [
        'an unknown key',
        { ...allowed, accessKeyId: 'AKIDNOBODY' },
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      ],
      [
        'a wrong session token',
        { ...temporary, sessionToken: 'token-of-yesterday' },
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      ],
      [
        'another Region',
        { ...allowed, region: 'us-east-1' },
        'InvalidSignatureException',
        "Credential should be scoped to a valid region, not 'us-east-1'. ",
      ],
      [
        'another service',
        { ...allowed, service: 'lambda' },
        'InvalidSignatureException',
        "Credential should be scoped to correct service: 'execute-api'. ",
      ],
      [
        'a user whom a policy denies',
        denied,
        'AccessDeniedException',
        `User: arn:aws:iam::123456789012:user/denied is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:123456789012:${apiId}/prod/$connect`,
      ],
      [
        'an old time',
        { ...allowed, at: new Date(Date.now() - 360_000) },
        'InvalidSignatureException',
        /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
      ],
      [
        'a time to come',
        { ...allowed, at: new Date(Date.now() + 360_000) },
        'InvalidSignatureException',
        /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
      ],
    ];
    for (const [words, signing, type, message] of refusals) {
      it(`is refused with 403 in the ${way} for ${words}`, async () => {
        const running = await startGuarded();
        const answer = outcome(await knock(running, signing, way));
        assert.deepEqual(answer.slice(0, 2), [403, type]);
        if (typeof message === 'string') assert.equal(answer[2], message);
        else assert.match(answer[2], message);
        assert.deepEqual(running.invocations, []);
      });
    }
  }

  const unsigned: readonly [string, string, readonly [string, string][], string, string][] = [
    ['no signature', '/prod', [], 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    [
      'a bearer token',
      '/prod',
      [['Authorization', 'Bearer secret']],
      'IncompleteSignatureException',
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'v/3iBBM0e3oA4TY94/l8pp5BncCupV9KSnUBj6s6Do4='.",
    ],
    [
      'half a header',
      '/prod',
      [
        [
          'Authorization',
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240120/eu-west-1/execute-api/aws4_request',
        ],
      ],
      'IncompleteSignatureException',
      "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256",
    ],
    [
      'no date',
      '/prod',
      [
        [
          'Authorization',
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240120/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=00',
        ],
      ],
      'IncompleteSignatureException',
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
    ],
    [
      'half a query',
      '/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240120T115457Z',
      [],
      'IncompleteSignatureException',
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Signature'. Re-examine the query-string parameters.",
    ],
    [
      'a credential of four parts',
      '/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/20240120/eu-west-1/execute-api&X-Amz-Date=20240120T115457Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00',
      [],
      'IncompleteSignatureException',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    ],
    [
      'a host that is not signed',
      '/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/20240120/eu-west-1/execute-api/aws4_request&X-Amz-Date=20240120T115457Z&X-Amz-SignedHeaders=origin&X-Amz-Signature=00',
      [],
      'InvalidSignatureException',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      'a date that is none',
      '/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/2024-01-/eu-west-1/execute-api/aws4_request&X-Amz-Date=2024-01-20&X-Amz-SignedHeaders=host&X-Amz-Signature=00',
      [],
      'IncompleteSignatureException',
      "Date must be in ISO-8601 'basic format'. Got '2024-01-20'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
    [
      'a scope of another day',
      '/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/20240119/eu-west-1/execute-api/aws4_request&X-Amz-Date=20240120T115457Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00',
      [],
      'InvalidSignatureException',
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20240119' != '20240120', from '20240120T115457Z'. ",
    ],
    ...['-1', 'x', '604801'].map((expires): [string, string, [], string, string] => [
      `a life of ${expires} seconds`,
      `/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/20240120/eu-west-1/execute-api/aws4_request&X-Amz-Date=20240120T115457Z&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=00`,
      [],
      'IncompleteSignatureException',
      'X-Amz-Expires must be a number of seconds from 0 to 604800',
    ]),
  ];
  for (const [words, path, headers, type, message] of unsigned) {
    it(`is refused with 403 for ${words}`, async () => {
      const running = await startGuarded();
      assert.deepEqual(outcome(await running.handshake(path, headers)), [403, type, message]);
      assert.deepEqual(running.invocations, []);
    });
  }

  it('is refused once its presigned URL has expired', async () => {
    const running = await startGuarded();
    const at = new Date(Date.now() - 60_000);
    const path = (expiresSeconds: number) =>
      presignedPath({ ...allowed, at, expiresSeconds }, urlOf(running));
    assert.equal((await running.handshake(await path(120), hostOf(running))).status, 101);
    const late = outcome(await running.handshake(await path(30), hostOf(running)));
    assert.deepEqual(late.slice(0, 2), [403, 'InvalidSignatureException']);
    assert.match(
      late[2],
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 30 sec\.\)$/,
    );
  });

  it('is refused when the query was changed after signing', async () => {
    const running = await startGuarded();
    const path = await presignedPath(allowed, `${urlOf(running)}?room=a`);
    assert.equal((await running.handshake(path, hostOf(running))).status, 101);
    assert.equal((await running.handshake(path.replace('room=a', 'room=b'), hostOf(running))).status, 403);
    assert.equal((await running.handshake(`${path}&more=1`, hostOf(running))).status, 403);
    assert.equal((await running.handshake(path.replace('/prod', '/prod/'), hostOf(running))).status, 403);
  });

  it('takes any time under a clock that tests own', async () => {
    const running = await start();
    running.addRoute('$connect', 'connect', { authorization: 'AWS_IAM' });
    const old = { ...allowed, at: new Date('2020-01-01T00:00:00Z') };
    assert.equal((await knock(running, old, 'query')).status, 101);
    assert.equal((await knock(running, { ...old, secretAccessKey: 'wrong' }, 'query')).status, 403);
  });

  it('opens for nobody when no key is known', async () => {
    const running = await startGuarded({ credentials: [] });
    assert.deepEqual(outcome(await knock(running, allowed, 'query')), [
      403,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ]);
  });
});

function clientOf(running: WebSocketStack, signing: Signing, path = '/prod') {
  const { region, accessKeyId, secretAccessKey } = signing;
  const client = new ApiGatewayManagementApiClient({
    endpoint: `http://127.0.0.1:${running.port}${path}`,
    region: region ?? 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  closing.push(() => client.destroy());
  return client;
}

async function openWithId(running: WebSocketStack) {
  const client = await running.open();
  client.socket.send('id');
  return { client, id: await client.next() };
}

const notices = (running: WebSocketStack) =>
  running.events.flatMap(({ kind, level, data }) =>
    kind === 'stack.notice'
      ? [[level, 'code' in data ? data.code : '', 'message' in data ? data.message : '']]
      : [],
  );

describe('@connections with signatures', () => {
  it('takes all three operations as the SDK signs them, also with an empty segment in the path', async () => {
    const running = await start({ behavior: { requiresSignatures: true } });
    const { client, id } = await openWithId(running);
    const ConnectionId = id;
    await clientOf(running, allowed).send(new PostToConnectionCommand({ ConnectionId, Data: 'signed' }));
    assert.equal(await client.next(), 'signed');
    await clientOf(running, allowed, '/prod/').send(
      new PostToConnectionCommand({ ConnectionId, Data: 'again' }),
    );
    assert.equal(await client.next(), 'again');
    const found = await clientOf(running, allowed).send(new GetConnectionCommand({ ConnectionId }));
    assert.equal(found.Identity?.SourceIp, '127.0.0.1');
    await clientOf(running, allowed).send(new DeleteConnectionCommand({ ConnectionId }));
    assert.deepEqual(await client.closed, { code: 1_000, reason: 'Connection Closed Normally' });
  });

  it('refuses what AWS refuses when signatures are required', async () => {
    const running = await start({ behavior: { requiresSignatures: true } });
    const { id } = await openWithId(running);
    const as = (signing: Signing) =>
      clientOf(running, signing).send(new PostToConnectionCommand({ ConnectionId: id, Data: 'x' }));
    await assert.rejects(as({ ...allowed, secretAccessKey: 'wrong' }), { name: 'InvalidSignatureException' });
    await assert.rejects(as({ ...allowed, region: 'us-east-1' }), {
      name: 'InvalidSignatureException',
      message: "Credential should be scoped to a valid region, not 'us-east-1'. ",
    });
    await assert.rejects(as({ ...allowed, accessKeyId: 'AKIDUNKNOWN' }), {
      name: 'UnrecognizedClientException',
    });
    await assert.rejects(as(denied), {
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::123456789012:user/denied is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:eu-west-1:********9012:${apiId}/prod/POST/@connections/{connectionId}`,
    });
    const unsigned = await fetch(`${urlOf(running)}/@connections/${id}`);
    assert.deepEqual(
      [unsigned.status, unsigned.headers.get('x-amzn-errortype'), await unsigned.text()],
      [403, 'MissingAuthenticationTokenException', '{"message":"Missing Authentication Token"}'],
    );
    const malformed = await fetch(`${urlOf(running)}/@connections/${id}`, {
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' },
    });
    assert.deepEqual(
      [malformed.status, malformed.headers.get('x-amzn-errortype')],
      [403, 'IncompleteSignatureException'],
    );
  });

  it('refuses a body that was changed after signing', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    const url = `${urlOf(running)}/@connections/${encodeURIComponent(id)}`;
    const { host: _host, ...headers } = await signedHeaders(allowed, {
      method: 'POST',
      url,
      body: 'as signed',
    });
    const post = (body: string) => fetch(url, { method: 'POST', headers, body });
    const changed = await post('as forged');
    assert.deepEqual(
      [changed.status, changed.headers.get('x-amzn-errortype')],
      [403, 'InvalidSignatureException'],
    );
    assert.equal((await post('as signed')).status, 200);
    assert.equal(await client.next(), 'as signed');
  });

  it('lets unsigned calls and unknown keys pass by default, and says so once each', async () => {
    const running = await start();
    const { client, id } = await openWithId(running);
    const url = `${urlOf(running)}/@connections/${id}`;
    for (const body of ['one', 'two']) {
      assert.equal((await fetch(url, { method: 'POST', body })).status, 200);
      assert.equal(await client.next(), body);
    }
    const stranger = { accessKeyId: 'test', secretAccessKey: 'test', region: 'ap-south-1' };
    for (const Data of ['three', 'four']) {
      await clientOf(running, stranger).send(new PostToConnectionCommand({ ConnectionId: id, Data }));
      assert.equal(await client.next(), Data);
    }
    assert.deepEqual(notices(running), [
      [
        'warn',
        'EW5013',
        'A call of @connections passed that AWS answers with 403: it is not signed (Missing Authentication Token); --strict-signatures refuses it here too',
      ],
      [
        'warn',
        'EW5013',
        'A call of @connections passed that AWS answers with 403: it is signed with an access key that is not known here; --strict-signatures refuses it here too',
      ],
    ]);
  });

  it('refuses a wrong signature of a known key by default too', async () => {
    const running = await start();
    const { id } = await openWithId(running);
    await assert.rejects(
      clientOf(running, { ...allowed, secretAccessKey: 'wrong' }).send(
        new PostToConnectionCommand({ ConnectionId: id, Data: 'x' }),
      ),
      { name: 'InvalidSignatureException' },
    );
  });
});

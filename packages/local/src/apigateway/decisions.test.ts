import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createManualClock } from '../clock/manual-clock.js';
import { createSeededRandom } from '../random.js';
import { renderAccessLog } from './access-log.js';
import { allowsAction } from './authorizer-policy.js';
import { buildMessageEvent } from './build-events.js';
import { clfTime } from './clf-time.js';
import { createConnectionRegistry, type OpenConnection } from './connection-registry.js';
import { createMessageEventWriter } from './create-message-event-writer.js';
import { mapParameters } from './data-mapping.js';
import { errorFrame } from './error-frame.js';
import { createFrameGuard } from './frame-guard.js';
import { chosenSubprotocol } from './handshake-request.js';
import { createIdFactory, idPattern } from './ids.js';
import { insertPathValues, insertStageVariables, parseAwsTarget } from './integration-uri.js';
import { parseJsonPath, readJsonPath } from './json-path.js';
import { parseLenientJson } from './lenient-json.js';
import { locateManagementCall } from './locate.js';
import { createMessageBody } from './message-body.js';
import type { ConnectionFacts, IntegrationResponse, Route } from './model.js';
import { parseProxyResponse } from './proxy-response.js';
import { selectIntegrationResponse, selectTemplate } from './select-integration-response.js';
import { selectRoute } from './select-route.js';
import { evaluateExpression, parseExpression } from './selection-expression.js';
import { buildServiceRequest } from './service-request.js';
import { createTokenBucket } from './token-bucket.js';

describe('selection expressions', () => {
  const table: readonly (readonly [string, string, string | undefined])[] = [
    ['$request.body.action', '{"service":"chat","action":"join"}', 'join'],
    ['${request.body.service}/${request.body.action}', '{"service":"chat","action":"join"}', 'chat/join'],
    ['${request.body.action}-${request.body.missing}', '{"service":"chat","action":"join"}', 'join-'],
    ['$request.body.action', '{"action":7}', '7'],
    ['$request.body.action', '{"action":true}', 'true'],
    ['$request.body.action', '{"action":null}', ''],
    ['$request.body.action', '{"x":1}', ''],
    ['$request.body.action', '[1,2]', ''],
    ['$request.body.action', '"text"', ''],
    ['$request.body.action', '5', ''],
    ['$request.body.action', 'hello', undefined],
    ['$request.body.action', '', undefined],
    ['$request.body.action', '{"action":["a","b"]}', '[a, b]'],
    ['$request.body.action', '{"action":{"a":1}}', '{"a":1}'],
    ["$request.body['x-y']", '{"x-y":"z"}', 'z'],
    ['$request.body.items[0].id', '{"items":[{"id":"a"}]}', 'a'],
    ['$request.body.items[*].id', '{"items":[{"id":"a"},{"id":"b"}]}', '[a, b]'],
    ['$request.body.data.type', '{"data":{"type":"t"}}', 't'],
    ['$request.body.__proto__', '{}', ''],
    ['\\$default', 'anything', '$default'],
    ['$default', 'anything', '$default'],
    ['action', '{"action":"join"}', 'action'],
    ['a ${request.body.action} b', '{"action":"$request.body.x","x":"y"}', 'a $request.body.x b'],
  ];
  for (const [expression, message, text] of table) {
    it(`evaluates ${expression} on ${message} to ${text === undefined ? 'nothing' : `"${text}"`}`, () => {
      const value = evaluateExpression(parseExpression(expression), createMessageBody(message, true).json);
      assert.deepEqual(value, text === undefined ? { kind: 'not-json' } : { kind: 'value', text });
    });
  }
  it('asks for other variables by name', () => {
    const value = evaluateExpression(
      parseExpression('$request.header.x-api-key'),
      () => undefined,
      (name) => `<${name}>`,
    );
    assert.deepEqual(value, { kind: 'value', text: '<request.header.x-api-key>' });
  });
});

describe('selectRoute', () => {
  const routes = new Map(
    ['$connect', '$disconnect', '$default', 'join'].map((key) => [key, { key } as Route]),
  );
  const select = (text: string, isLenient = true, known = routes) =>
    selectRoute(known, parseExpression('$request.body.action'), createMessageBody(text, isLenient))?.key;
  it('compares keys exactly and keeps messages from the lifecycle routes', () => {
    assert.equal(select('{"action":"join"}'), 'join');
    assert.equal(select('{"action":"Join"}'), '$default');
    assert.equal(select('{"action":"$connect"}'), '$default');
    assert.equal(select('{"action":"$disconnect"}'), '$default');
    assert.equal(select('not json'), '$default');
  });
  it('reads unquoted keys only when it may', () => {
    assert.equal(select('{"action":"join", body:"hello"}'), 'join');
    assert.equal(select('{"action":"join", body:"hello"}', false), '$default');
  });
  it('finds nothing without $default', () => {
    assert.equal(select('x', true, new Map()), undefined);
  });
});

describe('lenient JSON', () => {
  const table: readonly (readonly [string, unknown])[] = [
    ['{a:1}', { a: 1 }],
    ["{'a':'it\\'s \"b\"'}", { a: 'it\'s "b"' }],
    ['[1,2,]', [1, 2]],
    ['{"a":{b:[true,null,-1.5e2]}}', { a: { b: [true, null, -150] } }],
  ];
  for (const [text, value] of table) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseLenientJson(text), { value });
    });
  }
  for (const text of [
    'hello',
    '{a:}',
    '{a:1',
    '{a:1}}',
    "{'a",
    '[1,,2]',
    '{a:"\\x"}',
    '['.repeat(10_000),
    '',
  ]) {
    it(`refuses ${text.slice(0, 10)}`, () => {
      assert.equal(parseLenientJson(text), undefined);
    });
  }
  it('reads what JSON.stringify writes, and never throws on anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseLenientJson(text)?.value, JSON.parse(text));
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseLenientJson(text)));
  });
});

describe('JSONPath', () => {
  const root = { a: [{ b: 1 }, { b: 2 }, { b: 3 }], 'x-y': { z: [] } };
  const table: readonly (readonly [string, unknown])[] = [
    ['$', root],
    ['$.a[0].b', 1],
    ['$.a[-1].b', 3],
    ["$['x-y'].z", []],
    ['$.a[*].b', [1, 2, 3]],
    ['$.a[0:2].b', [1, 2]],
    ['$..b', [1, 2, 3]],
    ['$.a.*.b', [1, 2, 3]],
    ['$.nope.b', undefined],
    ['$.a[9]', undefined],
    ['$.constructor', undefined],
  ];
  for (const [path, value] of table) {
    it(`reads ${path}`, () => {
      const parsed = parseJsonPath(path);
      assert.ok(parsed);
      assert.deepEqual(readJsonPath(parsed, root), value);
    });
  }
  it('refuses filters', () => {
    assert.equal(parseJsonPath('$.a[?(@.b>1)]'), undefined);
  });
});

describe('identifiers and times', () => {
  it('have the shapes of AWS, never repeat, and share their prefix and their host', () => {
    const ids = createIdFactory(createSeededRandom(1));
    const nowMs = Date.UTC(2024, 0, 20);
    const made = new Set<string>();
    for (let count = 0; count < 10_000; count++) {
      for (const id of [ids.connectionId(nowMs), ids.requestId(nowMs), ids.messageId(nowMs)]) {
        assert.match(id, idPattern);
        made.add(id);
      }
    }
    assert.equal(made.size, 30_000);
    assert.equal(new Set([...made].map((id) => id.slice(0, 5))).size, 1);
    assert.equal(ids.messageId(nowMs).slice(-4), ids.connectionId(nowMs).slice(-4));
    assert.match(ids.traceId(nowMs), /^1-65ab0d00-[0-9a-f]{24}$/);
  });
  it('are written as access logs write them', () => {
    assert.equal(clfTime(1_705_751_700_453), '20/Jan/2024:11:55:00 +0000');
    assert.equal(clfTime(Date.UTC(2023, 11, 1, 0, 0, 9)), '01/Dec/2023:00:00:09 +0000');
  });
});

describe('error frames', () => {
  it('have the exact bytes of the gateway', () => {
    const ids = { connectionId: 'L0SM9cOFvHcCIhw=', requestId: 'L0SPVH0kvHcFf8A=' };
    assert.equal(
      errorFrame('Forbidden', ids),
      '{"message": "Forbidden", "connectionId":"L0SM9cOFvHcCIhw=", "requestId":"L0SPVH0kvHcFf8A="}',
    );
    assert.equal(
      errorFrame('Internal server error', ids),
      '{"message": "Internal server error", "connectionId":"L0SM9cOFvHcCIhw=", "requestId":"L0SPVH0kvHcFf8A="}',
    );
  });
});

describe('the writer of MESSAGE events', () => {
  it('writes what the builder builds, whatever the connection and the message', () => {
    const text = fc.string({ unit: 'binary' });
    const facts = fc.record({
      connectionId: fc.constant('L0SM9cOFvHcCIhw='),
      apiId: fc.constant('a1b2c3d4e5'),
      stage: text,
      domainName: text,
      connectedAtMs: fc.nat(),
      sourceIp: text,
      userAgent: fc.option(text, { nil: undefined }),
      identity: fc.dictionary(text, text),
      authorizer: fc.option(fc.dictionary(text, text), { nil: undefined }),
      stageVariables: fc.option(fc.dictionary(text, text), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        facts,
        fc.array(fc.tuple(text, text, fc.nat()), { maxLength: 3 }),
        (connection, messages) => {
          // The record has exactly the members of the type.
          const write = createMessageEventWriter(connection as ConnectionFacts);
          for (const [routeKey, body, nowMs] of messages) {
            const message = {
              routeKey,
              body,
              nowMs,
              messageId: 'L0SPVH0kvHcCIhw=',
              requestId: 'L0SPVH0kvHcFf8A=',
              isBase64Encoded: false,
            };
            assert.equal(
              write(message),
              JSON.stringify(buildMessageEvent(connection as ConnectionFacts, message)),
            );
          }
        },
      ),
    );
  });
});

describe('proxy responses', () => {
  const good: readonly (readonly [string, object])[] = [
    ['{"statusCode":200}', { statusCode: 200, headers: {}, body: undefined }],
    ['{"statusCode":"201","body":"x"}', { statusCode: 201, headers: {}, body: 'x' }],
    [
      '{"statusCode":200,"headers":{"A":"b","N":1},"multiValueHeaders":{"C":["d","e"],"D":[]},"body":null}',
      { statusCode: 200, headers: { A: 'b', N: '1', C: 'e' }, body: undefined },
    ],
    [
      '{"statusCode":200,"headers":null,"multiValueHeaders":null}',
      { statusCode: 200, headers: {}, body: undefined },
    ],
    ['{"statusCode":200,"body":"aGk=","isBase64Encoded":true}', { statusCode: 200, headers: {}, body: 'hi' }],
  ];
  for (const [payload, response] of good) {
    it(`reads ${payload}`, () => {
      assert.deepEqual(parseProxyResponse(payload), { kind: 'response', ...response });
    });
  }
  const bad = [
    'null',
    '""',
    '[]',
    '5',
    '{}',
    '{"statusCode":null}',
    '{"statusCode":true}',
    '{"statusCode":[200]}',
    '{"statusCode":""}',
    '{"statusCode":200.5}',
    '{"statusCode":200,"body":{}}',
    '{"statusCode":200,"body":1}',
    '{"statusCode":200,"Data":1}',
    'undefined',
  ];
  for (const payload of bad) {
    it(`refuses ${payload}`, () => {
      assert.equal(parseProxyResponse(payload).kind, 'malformed');
    });
  }
  it('lets unknown members pass when it is not strict', () => {
    assert.equal(parseProxyResponse('{"statusCode":200,"Data":1}', false).kind, 'response');
  });
});

describe('policies', () => {
  const arn = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/$connect';
  const allow = (more: object) => [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: arn, ...more }];
  const table: readonly (readonly [string, readonly unknown[], boolean])[] = [
    ['the action in capitals', allow({ Action: 'EXECUTE-API:INVOKE' }), true],
    ['any action of the service', allow({ Action: 'execute-api:*' }), true],
    ['another action', allow({ Action: 'execute-api:ManageConnections' }), false],
    ['a wildcard that crosses slashes', allow({ Resource: 'arn:aws:execute-api:*' }), true],
    ['a question mark', allow({ Resource: arn.replace('$connect', '?connect') }), true],
    ['a segment too many', allow({ Resource: arn.replace('$connect', '*/*') }), false],
    ['a resource in another case', allow({ Resource: arn.toUpperCase() }), false],
    ['no statement', [], false],
    ['a Deny beside an Allow', [...allow({}), { Effect: 'Deny', Action: '*', Resource: '*' }], false],
    ['NotResource of something else', allow({ Resource: undefined, NotResource: 'arn:aws:s3:::x' }), true],
    ['NotResource of this', allow({ Resource: undefined, NotResource: '*' }), false],
    ['NotAction', allow({ Action: undefined, NotAction: 's3:*' }), true],
    ['an Allow with a condition', allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), false],
    ['an Allow with an empty condition', allow({ Condition: {} }), true],
    ['regular expression characters', allow({ Resource: 'arn.aws.execute-api.*' }), false],
  ];
  for (const [words, statements, isAllowed] of table) {
    it(`${isAllowed ? 'allow' : 'do not allow'} by ${words}`, () => {
      assert.equal(allowsAction(statements, 'execute-api:Invoke', arn), isAllowed);
    });
  }
});

describe('the frame guard', () => {
  const header = (length: number, final = true, opcode = 1): Buffer => {
    const mask = Buffer.alloc(4);
    const first = (final ? 0x80 : 0) | opcode;
    if (length < 126) return Buffer.concat([Buffer.from([first, 0x80 | length]), mask]);
    if (length < 65_536) return Buffer.concat([Buffer.from([first, 0xfe, length >> 8, length & 255]), mask]);
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(BigInt(length));
    return Buffer.concat([Buffer.from([first, 0xff]), long, mask]);
  };
  const frameOf = (length: number, final = true, opcode = 1) =>
    Buffer.concat([header(length, final, opcode), Buffer.alloc(length)]);

  it('lets 32,768 bytes pass and stops at the header of 32,769', () => {
    assert.equal(createFrameGuard(32_768).exceeds(frameOf(32_768)), false);
    assert.equal(createFrameGuard(32_768).exceeds(header(32_769)), true);
    assert.equal(createFrameGuard(32_768).exceeds(header(2 ** 40)), true);
  });
  it('comes to the same verdict and count however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 300 }), fc.boolean(), fc.constantFrom(0, 1, 9)), { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (frames, sizes) => {
          const bytes = Buffer.concat(
            frames.map(([length, final, opcode]) => frameOf(length, final, opcode)),
          );
          const whole = createFrameGuard(200);
          const isOver = whole.exceeds(bytes);
          const cut = createFrameGuard(200);
          let found = false;
          for (let at = 0; at < bytes.length && !found; ) {
            const size = sizes.next().value ?? 1;
            found = cut.exceeds(bytes.subarray(at, at + size));
            at += size;
          }
          assert.deepEqual([found, cut.messages], [isOver, whole.messages]);
          const first = frames.findIndex(([length, , opcode]) => opcode < 8 && length > 200);
          const before = first === -1 ? frames : frames.slice(0, first);
          assert.deepEqual(
            [isOver, whole.messages],
            [first !== -1, before.filter(([, final, opcode]) => final && opcode < 8).length],
          );
        },
      ),
    );
  });
});

describe('token buckets', () => {
  it('start full, refill with the clock, and never hold more than the burst', () => {
    const take = createTokenBucket({ rate: 2, burst: 3 });
    assert.deepEqual([take(0), take(0), take(0), take(0)], [true, true, true, false]);
    assert.deepEqual([take(499), take(500), take(500)], [false, true, false]);
    assert.deepEqual([take(60_000), take(60_000), take(60_000), take(60_000)], [true, true, true, false]);
  });
});

describe('the connection registry', () => {
  const connection = (id: string, connectedAtMs: number): OpenConnection =>
    // Only these members matter to the registry.
    ({ facts: { connectionId: id, connectedAtMs }, lastActiveMs: connectedAtMs }) as OpenConnection;
  it('fires once for deadlines within its granularity', async () => {
    const clock = createManualClock(0);
    const expired: string[] = [];
    const registry = createConnectionRegistry(clock, {
      expire: ({ facts }) => {
        expired.push(`${facts.connectionId} ${clock.nowMs()}`);
        registry.remove(facts.connectionId);
      },
      granularityMs: 1_000,
    });
    registry.add(connection('a', 0));
    await clock.advance(900);
    registry.add(connection('b', 900));
    await clock.advance(5_000);
    registry.add(connection('c', 5_900));
    await clock.advance(700_000);
    assert.deepEqual(expired, ['a 601000', 'b 601000', 'c 606900']);
    registry.close();
  });
});

describe('integration URIs', () => {
  const table: readonly (readonly [string, unknown])[] = [
    [
      'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f:live/invocations',
      { kind: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:1:function:f:live' },
    ],
    [
      'arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem',
      { kind: 'action', service: 'dynamodb', action: 'PutItem' },
    ],
    ['arn:aws:apigateway:eu-west-1:sqs:path/123/queue', { kind: 'path', service: 'sqs', path: '/123/queue' }],
    ['arn:aws:apigateway:eu-west-1:sns:path//', { kind: 'path', service: 'sns', path: '/' }],
    ['arn:aws:lambda:eu-west-1:1:function:f', undefined],
    ['https://example.net', undefined],
  ];
  for (const [uri, target] of table) {
    it(`name ${JSON.stringify(target)}`, () => {
      assert.deepEqual(parseAwsTarget(uri), target);
    });
  }
  it('take escaped values of path mappings, and keep names without one', () => {
    assert.equal(
      insertPathValues('https://example.net/{room}/{other}/${stageVariables.x}', { room: 'a/b c' }),
      'https://example.net/a%2Fb%20c/{other}/${stageVariables.x}',
    );
  });
  it('take stage variables', () => {
    assert.equal(
      insertStageVariables('https://${stageVariables.host}/x', { host: 'a.test' }),
      'https://a.test/x',
    );
    assert.equal(insertStageVariables('https://${stageVariables.host}/x', undefined), 'https:///x');
  });
});

describe('service requests', () => {
  const parameters = { headers: { 'Content-Type': 'text/plain' }, query: { a: 'b c' }, path: {} };
  it('name the operation in a header for JSON protocols', () => {
    const request = buildServiceRequest(
      { kind: 'action', service: 'dynamodb', action: 'PutItem' },
      {
        method: 'POST',
        body: Buffer.from('{}'),
        parameters: { headers: {}, query: {}, path: {} },
        sourceIp: '::1',
      },
    );
    assert.deepEqual(request, {
      method: 'POST',
      path: '/',
      query: '',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'content-length': '2',
      },
      body: Buffer.from('{}'),
      sourceIp: '::1',
    });
  });
  it('put it and mapped parameters into the form otherwise, and let mapped headers win', () => {
    const request = buildServiceRequest(
      { kind: 'action', service: 'sns', action: 'Publish' },
      { method: 'POST', body: Buffer.from('x'), parameters, sourceIp: '::1' },
    );
    assert.deepEqual(
      [request.query, String(request.body), request.headers],
      ['', 'a=b+c&Action=Publish&x', { 'content-type': 'text/plain', 'content-length': '22' }],
    );
  });
});

describe('integration responses', () => {
  const response = (key: string) => ({ key }) as IntegrationResponse;
  const responses = ['$default', '404', '/4\\d\\d/', '/.*denied.*/', '/(/'].map(response);
  const table: readonly (readonly [string | undefined, string | undefined])[] = [
    ['404', '404'],
    ['400', '/4\\d\\d/'],
    ['4000', '$default'],
    ['access\ndenied!', '/.*denied.*/'],
    [undefined, '$default'],
  ];
  for (const [outcome, key] of table) {
    it(`are selected for ${JSON.stringify(outcome)}`, () => {
      assert.equal(selectIntegrationResponse(responses, outcome)?.key, key);
    });
  }
  it('may be missing', () => {
    assert.equal(selectIntegrationResponse([response('404')], '500'), undefined);
  });
  it('fall back to the $default template in both spellings', () => {
    assert.equal(selectTemplate({ a: '1', $default: '2' }, 'a'), '1');
    assert.equal(selectTemplate({ a: '1', $default: '2' }, 'b'), '2');
    assert.equal(selectTemplate({ '\\$default': '3' }, 'b'), '3');
    assert.equal(selectTemplate({ a: '1' }, 'b'), undefined);
  });
});

describe('data mapping', () => {
  it('takes every kind of source and leaves out what is missing', () => {
    const mapped = mapParameters(
      {
        'integration.request.header.A': "'literal'",
        'integration.request.header.B': 'route.request.body.name',
        'integration.request.header.C': 'context.connectionId',
        'integration.request.header.D': 'stageVariables.table',
        'integration.request.header.E': 'route.request.header.X-Tenant',
        'integration.request.header.F': 'route.request.multivalueheader.x-tenant',
        'integration.request.querystring.g': 'route.request.querystring.room',
        'integration.request.querystring.h': 'route.request.multivaluequerystring.room',
        'integration.request.querystring.i': 'route.request.body.missing',
        'integration.request.header.J': 'route.request.body.list',
        'integration.request.path.k': "'part'",
        'integration.request.cookie.m': "'no such place'",
        'integration.request.header.L': 'nonsense',
      },
      {
        body: createMessageBody('{"name":"n","list":[1]}', false),
        context: { connectionId: 'L0SM9cOFvHcCIhw=' },
        stageVariables: { table: 't' },
        handshake: {
          headers: [
            ['x-tenant', '1'],
            ['X-TENANT', '2'],
          ],
          query: 'room=a&room=b',
        },
      },
    );
    assert.deepEqual(mapped, {
      headers: { A: 'literal', B: 'n', C: 'L0SM9cOFvHcCIhw=', D: 't', E: '2', F: '1,2', J: '[1]' },
      query: { g: 'b', h: 'a,b' },
      path: { k: 'part' },
    });
  });
});

describe('access logs', () => {
  const entry = {
    context: {
      eventType: 'MESSAGE',
      routeKey: 'join',
      connectionId: 'L0SM9cOFvHcCIhw=',
      requestId: 'L0SPVH0kvHcFf8A=',
      requestTimeEpoch: 1_705_751_700_453,
      identity: { sourceIp: '198.51.100.7' },
      authorizer: { tenant: 'acme' },
    },
    status: 200,
    integration: { latencyMs: 12, status: 201, error: undefined },
  };
  const lines: readonly (readonly [format: string, line: string])[] = [
    [
      '$context.identity.sourceIp $context.identity.caller [$context.requestTimeEpoch] "$context.eventType $context.routeKey $context.connectionId" $context.status $context.requestId',
      '198.51.100.7 - [1705751700453] "MESSAGE join L0SM9cOFvHcCIhw=" 200 L0SPVH0kvHcFf8A=',
    ],
    [
      '{"tenant":"$context.authorizer.tenant","user":"$context.authorizer.user"}',
      '{"tenant":"acme","user":"-"}',
    ],
    [
      '$context.integrationLatency $context.integration.latency $context.integration.status $context.integration.integrationStatus $context.integration.error',
      '12 12 201 200 -',
    ],
    ['Route: $context.routeKey. Error: $context.error.message', 'Route: join. Error: -'],
    ['$context', '$context'],
    ['$context.constructor $context.identity.toString $context.identity', '- - -'],
  ];
  for (const [format, line] of lines) {
    it(`are written as ${line}`, () => {
      assert.equal(renderAccessLog(format, entry), line);
    });
  }
  it('name the error of a refusal, also as JSON text', () => {
    const refused = { context: {}, status: 403, errorMessage: 'Forbidden' };
    assert.equal(
      renderAccessLog('$context.status $context.error.message $context.error.messageString', refused),
      '403 Forbidden "Forbidden"',
    );
  });
});

describe('subprotocols', () => {
  it('are copied when they can be a header value', () => {
    assert.equal(chosenSubprotocol({ 'Sec-Websocket-Protocol': 'chat.v1' }), 'chat.v1');
    assert.equal(chosenSubprotocol({ 'sec-websocket-protocol': 'a\r\nb: c' }), undefined);
    assert.equal(chosenSubprotocol({ 'sec-websocket-protocol': '' }), undefined);
    assert.equal(chosenSubprotocol({}), undefined);
  });
});

describe('management paths', () => {
  const landscape = {
    mappings: [],
    hasStage: (apiId: string, stage: string) => apiId === 'a' && stage === 'prod',
  };
  const locate = (path: string, apiId?: string) =>
    locateManagementCall(landscape, { apiId, apiIds: ['a', 'b'], host: 'x', path, method: 'POST' });
  it('need a stage on the host of an API, and not at the shared endpoint', () => {
    assert.deepEqual(locate('/@connections/x', 'a'), { kind: 'nowhere' });
    assert.deepEqual(locate('/@connections/x'), {
      kind: 'connection',
      encodedId: 'x',
      apiId: undefined,
      stage: undefined,
    });
    assert.deepEqual(locate('/prod/%40connections/x'), {
      kind: 'connection',
      encodedId: 'x',
      apiId: undefined,
      stage: 'prod',
    });
    assert.deepEqual(locate('/prod/@connections/x', 'b'), { kind: 'nowhere' });
  });
});

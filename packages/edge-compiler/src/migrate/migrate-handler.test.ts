import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrateHandler } from './index.js';

const migrated = (code: string) => {
  const result = migrateHandler({ code });
  return result.kind === 'migrated' ? result.code : assert.fail(JSON.stringify(result.diagnostics));
};

describe('migrateHandler', () => {
  it('keeps comments and layout, and leaves nothing of the callback', () => {
    const code = `'use strict';

// Answers what has moved.
exports.handler = (event, context, callback) => {
  const { uri, headers } = event.Records[0].cf.request; // the request

  if (uri === '/old') {
    callback(null, {
      status: '301', // for good
      headers: {
        location: [{ key: 'Location', value: 'https://' + headers.host[0].value + '/new' }],
      },
    });
    return;
  }
  callback(null, event.Records[0].cf.request);
};
`;
    assert.equal(
      migrated(code),
      `'use strict';

// Answers what has moved.
function handler(event) {
  const uri = event.request.uri;
  const headers = event.request.headers; // the request

  if (uri === '/old') {
    return {
      statusCode: 301, // for good
      headers: {
        location: { value: 'https://' + headers.host.value + '/new' },
      },
    };
  }
  return event.request;
}
`,
    );
  });

  it('leaves what cannot move under a comment with its code', () => {
    const code = `exports.handler = async (event) => {
  const { request } = event.Records[0].cf;
  const stage = process.env.STAGE;
  request.uri = '/' + stage + request.uri;
  return request;
};
`;
    const result = migrateHandler({ code, file: 'index.js' });
    assert.ok(result.kind === 'migrated');
    assert.match(
      result.code,
      /^ {2}\/\/ EW1704: CloudFront Functions have no environment variables.*\n {2}const stage = process\.env\.STAGE;$/m,
    );
    assert.deepEqual(
      result.diagnostics.map(({ code: name, where }) => ({ name, where })),
      [{ name: 'EW1704', where: { file: 'index.js', line: 3, column: 17 } }],
    );
  });

  it('tells the trigger by what the handler reads', () => {
    const triggerOf = (body: string) => {
      const result = migrateHandler({ code: `exports.handler = async (event) => { ${body} };` });
      return result.kind === 'migrated' ? [result.trigger, result.eventType] : assert.fail();
    };
    assert.deepEqual(triggerOf('return event.Records[0].cf.request;'), ['viewer-request', 'viewer-request']);
    assert.deepEqual(triggerOf('const { response } = event.Records[0].cf; return response;'), [
      'viewer-response',
      'viewer-response',
    ]);
    assert.deepEqual(triggerOf('const r = event.Records[0].cf.request; r.origin.s3.path = "/a"; return r;'), [
      'origin-request',
      'viewer-request',
    ]);
  });

  for (const [title, code, expected] of [
    ['a file without a handler', 'const a = 1;', 'EW1701'],
    ['a syntax error', 'exports.handler = (event => 1;', 'EW1003'],
    ['a binary file', new Uint8Array([0, 1, 2, 255, 254, 0]), 'EW1001'],
    ['a source of ten megabytes', `//${'x'.repeat(10_000_000)}`, 'EW1002'],
  ] as const) {
    it(`refuses ${title}`, () => {
      const result = migrateHandler({ code, file: 'index.js' });
      assert.equal(result.kind, 'failed');
      assert.equal(result.diagnostics[0]?.code, expected);
      assert.equal(result.diagnostics[0]?.where?.file, 'index.js');
    });
  }
});

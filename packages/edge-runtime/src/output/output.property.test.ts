import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  buildViewerRequestEvent,
  buildViewerResponseEvent,
  type FunctionEvent,
  headerFields,
} from '../event/build-event.js';
import { type FunctionOutput, readFunctionOutput } from './read-output.js';

// More runs: EDGEWIRE_PROPERTY_RUNS=100000 npm test -- output.property
const numRuns = Number(process.env.EDGEWIRE_PROPERTY_RUNS ?? 2_000);

const facts = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'request==',
  viewerIp: '198.51.100.7',
};

// What a viewer can send: names are tokens, values have no line breaks, targets have no blanks.
const token = fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/);
const line = fc.stringMatching(/^[!-~é]([ -~é]{0,8}[!-~é])?$/);
const lines = fc.array(fc.tuple(fc.oneof(token, fc.constantFrom('Cookie', 'Host', 'Via', 'Accept')), line), {
  maxLength: 6,
});
const path = fc.stringMatching(/^\/[!"$-~]{0,12}$/).filter((text) => !text.includes('?'));
const query = fc.option(fc.stringMatching(/^[!"$-~]{0,16}$/), { nil: undefined });

const events: fc.Arbitrary<{ readonly event: FunctionEvent; readonly rawQuery: string | undefined }> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
    uri: path,
    rawQuery: query,
    headers: lines,
    status: fc.integer({ min: 200, max: 599 }),
    responseHeaders: lines,
    isResponse: fc.boolean(),
  })
  .map(({ method, uri, rawQuery, headers, status, responseHeaders, isResponse }) => {
    const request = { method, uri, rawQuery, headers: headerFields(headers) };
    const response = { status, statusDescription: 'OK', headers: headerFields(responseHeaders) };
    const event = isResponse
      ? buildViewerResponseEvent(request, response, facts)
      : buildViewerRequestEvent(request, facts);
    return { event, rawQuery };
  });

const entry = fc.record(
  {
    value: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer(), fc.constant('a\r\nb: c')),
    attributes: fc.oneof(fc.string(), fc.constant('Path=/\r\nx: y'), fc.constant(null)),
    multiValue: fc.oneof(fc.array(fc.record({ value: fc.string() })), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const map = fc.oneof(
  fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('host', 'x-a', 'a\nb', '__proto__')),
    fc.oneof(entry, fc.jsonValue()),
  ),
  fc.jsonValue(),
);
/** Any JSON value, and what is nearly a message. */
const outputs = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      method: fc.constantFrom('GET', 'POST', 'get'),
      uri: fc.oneof(fc.webPath(), fc.string(), fc.jsonValue()),
      querystring: fc.oneof(fc.string(), map),
      headers: map,
      cookies: map,
      statusCode: fc.oneof(fc.integer({ min: 100, max: 700 }), fc.double(), fc.string()),
      statusDescription: fc.oneof(fc.string(), fc.constant('a\r\nb'), fc.jsonValue()),
      body: fc.oneof(
        fc.string(),
        fc.jsonValue(),
        fc.record({ encoding: fc.string(), data: fc.base64String() }),
      ),
    },
    { requiredKeys: [] },
  ),
);

/** One edit of what the event gave: as functions do. */
const edits = fc.record({
  map: fc.constantFrom('headers', 'cookies', 'querystring'),
  name: fc.string(),
  entry,
});

function message({ request, response }: FunctionEvent): Record<string, unknown> {
  return JSON.parse(JSON.stringify(response ?? request)) as Record<string, unknown>;
}

// Nothing that an HTTP library would refuse, or that would end a line early.
function assertLegal(output: FunctionOutput): void {
  if (output.kind === 'refused') {
    assert.match(output.message, /^The CloudFront function /);
    return;
  }
  for (const [name, values] of output.headers) {
    assert.match(name, /^[^\s:\p{Cc}A-Z]+$/u);
    for (const value of values) assert.doesNotMatch(value, /[\r\n\0]/);
  }
  if (output.kind === 'request') {
    assert.match(output.uri, /^\//);
    assert.doesNotMatch(output.uri, /[\r\n\0]/);
    assert.doesNotMatch(output.rawQuery ?? '', /[ #\p{Cc}]/u);
  } else {
    assert.ok(Number.isInteger(output.status) && output.status >= 200 && output.status <= 599);
    assert.doesNotMatch(output.statusDescription ?? '', /[\r\n\0]/);
  }
}

describe('the output of a function', () => {
  it('never crashes the validation, and what passes is legal on the wire', () => {
    fc.assert(
      fc.property(events, outputs, ({ event, rawQuery }, output) => {
        assertLegal(readFunctionOutput(output, event, rawQuery));
      }),
      { numRuns },
    );
  });

  it('never crashes the validation when it is the event with an edit', () => {
    fc.assert(
      fc.property(events, fc.array(edits, { maxLength: 3 }), ({ event, rawQuery }, changes) => {
        const output = message(event);
        for (const { map: name, ...change } of changes) {
          const target = (output[name] ?? {}) as Record<string, unknown>;
          output[name] = target;
          Object.defineProperty(target, change.name, {
            value: change.entry,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        }
        assertLegal(readFunctionOutput(output, event, rawQuery));
      }),
      { numRuns },
    );
  });

  it('is taken and forwarded as it came when the function changes nothing', () => {
    fc.assert(
      fc.property(events, ({ event, rawQuery }) => {
        const output = readFunctionOutput(message(event), event, rawQuery);
        if (event.response === undefined) {
          assert.ok(output.kind === 'request', JSON.stringify(output));
          assert.deepEqual([output.uri, output.rawQuery], [event.request.uri, rawQuery]);
        } else {
          assert.ok(output.kind === 'response', JSON.stringify(output));
          assert.deepEqual([output.status, output.body], [event.response.statusCode, undefined]);
        }
      }),
      { numRuns },
    );
  });
});

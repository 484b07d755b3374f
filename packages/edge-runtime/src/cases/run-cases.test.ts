import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEdgeFunction, type StandaloneEdgeFunction } from '../engine/create-edge-function.js';
import { viewerRequest } from '../testing/events.js';
import { invokeFunction } from './invoke-function.js';
import { parseCases, parseEvent } from './parse-cases.js';
import { renderCaseReport, runCases } from './run-cases.js';

const code = `function handler(event) {
  var request = event.request;
  if (request.uri === '/throw') throw new Error('no such place');
  if (request.uri === '/bad') { request.headers['X-Bad'] = { value: '1' }; return request; }
  if (request.uri === '/old') { console.log('moved'); return { statusCode: 301, headers: { location: { value: '/new' } } }; }
  request.uri += 'index.html';
  return request;
}`;
const event = (path: string) => viewerRequest(`https://example.org${path}`);
const caseOf = (value: object) => parseCases(JSON.stringify(value), { file: 'a.json' }).cases;

describe('runCases', () => {
  let edgeFunction: StandaloneEdgeFunction;
  before(() => {
    edgeFunction = createEdgeFunction({ name: 'f', code, runtime: 'cloudfront-js-2.0' });
  });
  after(() => edgeFunction.close());

  const verdict = async (given: object) => {
    const { results } = await runCases(edgeFunction, caseOf(given));
    const [result] = results;
    return result?.kind === 'failed' ? result.message : result?.kind;
  };
  const index = { ...event('/').request, uri: '/index.html' };

  it('passes an output in either form, whatever the order of members', async () => {
    assert.equal(await verdict({ event: event('/'), output: index }), 'passed');
    assert.equal(await verdict({ event: event('/'), output: { request: index } }), 'passed');
    const response = { headers: { location: { value: '/new' } }, statusCode: 301 };
    assert.equal(await verdict({ event: event('/old'), output: { response } }), 'passed');
  });

  it('passes part of an error, of the function or of production', async () => {
    assert.equal(await verdict({ event: event('/throw'), error: 'no such' }), 'passed');
    assert.equal(await verdict({ event: event('/bad'), error: 'lower case' }), 'passed');
  });

  it('says where an output differs', async () => {
    assert.equal(
      await verdict({ event: event('/old'), output: { statusCode: 302, headers: {} } }),
      'response.statusCode: expected 302, got 301\nresponse.headers.location: expected nothing, got {"value":"/new"}',
    );
  });

  it('fails an expected error that does not come, and another error', async () => {
    assert.equal(
      await verdict({ event: event('/'), error: 'x' }),
      'expected the error "x", the function succeeded',
    );
    assert.equal(
      await verdict({ event: event('/throw'), error: 'x' }),
      'expected the error "x", got "Error: no such place"',
    );
    assert.equal(
      await verdict({ event: event('/throw'), output: {} }),
      'the function failed: Error: no such place',
    );
  });

  it('fails an output that is as expected and that production refuses', async () => {
    const request = event('/bad').request;
    const output = { ...request, headers: { ...request.headers, 'X-Bad': { value: '1' } } };
    assert.match(
      String(await verdict({ event: event('/bad'), output })),
      /CloudFront would refuse it with 502/,
    );
  });

  it('ends its report with the counts', async () => {
    const report = await runCases(edgeFunction, [
      ...caseOf({ name: 'good', event: event('/'), output: index }),
      ...caseOf({ name: 'bad', event: event('/old'), error: 'x' }),
    ]);
    assert.deepEqual(renderCaseReport(report), [
      'ok      good',
      'failed  bad',
      '        expected the error "x", the function succeeded',
      '        log: moved',
      '1 passed, 1 failed',
    ]);
  });

  it('invokes under the names of TestFunction', async () => {
    const good = await invokeFunction(edgeFunction, event('/old'), { file: 'f.js' });
    assert.deepEqual(good, {
      result: {
        FunctionOutput: {
          response: { statusCode: 301, headers: { location: { value: '/new' } }, cookies: {} },
        },
        FunctionErrorMessage: '',
        FunctionExecutionLogs: ['moved'],
        ComputeUtilization: '0',
      },
      diagnostics: [],
    });
  });

  it('tells what TestFunction does not see apart from its result', async () => {
    const { result, diagnostics } = await invokeFunction(edgeFunction, event('/bad'), { file: 'f.js' });
    assert.equal(result.FunctionErrorMessage, '');
    assert.deepEqual(
      diagnostics.map(({ code: each, message }) => [each, message]),
      [
        [
          'EW2011',
          'The CloudFront function returned an invalid value: request.headers must have header names in lower case: "X-Bad"',
        ],
      ],
    );
  });

  it('names the place of a failure', async () => {
    const { result, diagnostics } = await invokeFunction(edgeFunction, event('/throw'), { file: 'f.js' });
    assert.equal(result.FunctionErrorMessage, 'Error: no such place');
    assert.deepEqual(
      [diagnostics[0]?.code, diagnostics[0]?.where?.file, diagnostics[0]?.where?.line],
      ['EW2010', 'f.js', 3],
    );
  });
});

describe('parseCases', () => {
  const findings = (text: string) =>
    parseCases(text, { file: 'a.json' }).diagnostics.map(({ code: each, message }) => `${each} ${message}`);

  it('reads one case or several', () => {
    assert.equal(caseOf({ event: event('/'), error: 'x' }).length, 1);
    assert.deepEqual(
      caseOf([
        { event: event('/'), output: null },
        { name: 'n', event: event('/'), error: 'x' },
      ]).map(({ name }) => name),
      ['a.json[0]', 'n'],
    );
  });

  it('refuses what is no case', () => {
    assert.match(findings('{ event: 1 }')[0] ?? '', /^EW2001 Cannot read case file: it is not JSON/);
    assert.deepEqual(
      findings(
        '[1, {}, {"event": {}}, {"event": {"request": {}}}, {"event": {"request": {}}, "output": 1, "error": "x"}]',
      ),
      [
        'EW2002 Case [0] is incomplete: it is no object',
        'EW2002 Case [1] is incomplete: "event" is missing',
        'EW2002 Case [2] is incomplete: "event.request" is missing',
        'EW2002 Case [3] is incomplete: neither "output" nor "error" is there',
        'EW2002 Case [4] is incomplete: "output" and "error" are both there',
      ],
    );
  });
});

describe('parseEvent', () => {
  it('reads an event', () => {
    const given = event('/');
    assert.deepEqual(parseEvent(JSON.stringify(given), { file: 'e.json' }), { kind: 'event', event: given });
  });

  it('refuses what cannot be run, with the place of broken JSON', () => {
    const refused = (text: string) => {
      const parsed = parseEvent(text, { file: 'e.json' });
      return parsed.kind === 'failure' ? parsed.diagnostic : undefined;
    };
    assert.deepEqual(refused('{\n"a": }')?.where, { file: 'e.json', line: 2, column: 6 });
    assert.equal(refused('[]')?.message, 'Event cannot be run: the event is no object');
    assert.equal(
      refused('{"context":{"eventType":"viewer-response"},"request":{}}')?.message,
      'Event cannot be run: "event.response" of a viewer-response event is missing',
    );
  });
});

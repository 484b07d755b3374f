import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './parse-config.js';

const findings = (section: unknown) =>
  parseConfig(section).diagnostics.map(({ code, message, help }) => `${code} ${message} | ${help}`);

describe('parseConfig', () => {
  it('reads the short and the long form', () => {
    const parsed = parseConfig({
      functions: {
        Short: 'edge/a.ts',
        Long: {
          entry: ['edge/a.ts', 'edge/b.js'],
          event: 'viewer-response',
          environment: { STAGE: 'dev', LIMIT: 3, IS_OPEN: false, NONE: '' },
        },
      },
    });
    assert.deepEqual(parsed, {
      functions: [
        { logicalId: 'Short', entries: ['edge/a.ts'], eventType: undefined, environment: {} },
        {
          logicalId: 'Long',
          entries: ['edge/a.ts', 'edge/b.js'],
          eventType: 'viewer-response',
          environment: { STAGE: 'dev', LIMIT: '3', IS_OPEN: 'false', NONE: '' },
        },
      ],
      diagnostics: [],
    });
  });

  it('takes a service without the section, or without functions', () => {
    for (const section of [undefined, null, {}, { functions: {} }]) {
      assert.deepEqual(parseConfig(section), { functions: [], diagnostics: [] });
    }
  });

  it('refuses what is no map', () => {
    assert.deepEqual(findings('edge.ts'), [
      'EW3251 Cannot read "custom.edgewire": it is "edge.ts", not a map | see the README of serverless-edgewire for its form',
    ]);
    assert.deepEqual(findings({ functions: ['edge.ts'] }), [
      'EW3251 Cannot read "custom.edgewire.functions": it is a list, not a map | see the README of serverless-edgewire for its form',
    ]);
    assert.deepEqual(findings({ functions: { A: 7 } }), [
      'EW3251 Cannot read "custom.edgewire.functions.A": it is 7, not a map | see the README of serverless-edgewire for its form',
    ]);
  });

  it('refuses unknown options and names the nearest', () => {
    assert.deepEqual(findings({ function: {} }), [
      'EW3251 Cannot read "custom.edgewire.function": there is no such option | the nearest option is "functions"',
    ]);
    assert.deepEqual(findings({ functions: { A: { entry: 'a.ts', minify: true } } }), [
      'EW3251 Cannot read "custom.edgewire.functions.A.minify": there is no such option | the options are entry, event, environment',
    ]);
  });

  it('refuses entries that are no files', () => {
    const help = 'name a TypeScript file, from the folder of the service';
    for (const [entry, kind] of [
      [undefined, 'missing'],
      ['', '""'],
      [[], 'a list'],
      [['a.ts', 7], 'a list'],
    ]) {
      assert.deepEqual(findings({ functions: { A: { entry } } }), [
        `EW3251 Cannot read "custom.edgewire.functions.A.entry": it is ${kind}, not a file or a list of files | ${help}`,
      ]);
    }
  });

  it('refuses events that functions do not have', () => {
    assert.deepEqual(findings({ functions: { A: { entry: 'a.ts', event: 'origin-request' } } }), [
      'EW3251 Cannot read "custom.edgewire.functions.A.event": "origin-request" is no event | write viewer-request or viewer-response',
    ]);
  });

  it('refuses constants that only the deployment knows', () => {
    assert.deepEqual(
      findings({ functions: { A: { entry: 'a.ts', environment: { BUCKET: { Ref: 'Bucket' } } } } }),
      [
        'EW3251 Cannot read "custom.edgewire.functions.A.environment.BUCKET": it is a map: what only the deployment knows cannot be put into code | give a text that packaging knows',
      ],
    );
  });
});

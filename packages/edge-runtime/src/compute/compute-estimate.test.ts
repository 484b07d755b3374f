import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import MagicString from 'magic-string';
import { createEdgeFunction } from '../engine/create-edge-function.js';
import { checkSyntax } from '../fidelity/syntax-gate.js';
import { edgeFunction, viewerRequest } from '../testing/index.js';
import { estimateInstructions } from './compute-estimate.js';
import { counterNames } from './counters.js';
import { instrument } from './instrument.js';
import { type CalibrationCase, countCase } from './measure-case.js';

const file = new URL('../../../src/compute/fixtures/calibration.json', import.meta.url);
// The package's own fixture.
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly CalibrationCase[];

/** Spearman's rank correlation. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]) => {
    const sorted = [...values].sort((x, y) => x - y);
    return values.map((value) => sorted.indexOf(value));
  };
  const [x, y] = [ranks(a), ranks(b)];
  const sum = x.reduce((total, rank, index) => total + (rank - (y[index] ?? 0)) ** 2, 0);
  return 1 - (6 * sum) / (a.length * (a.length ** 2 - 1));
}

const quantile = (values: readonly number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

describe('estimateInstructions beside njs', async () => {
  const judged = await Promise.all(
    cases.map(async (each) => ({ ...each, estimate: estimateInstructions(await countCase(each)) })),
  );
  const factors = (set: readonly (typeof judged)[number][]) =>
    set.map(({ estimate, instructions }) => Math.max(estimate / instructions, instructions / estimate));
  const fit = judged.filter(({ set }) => set === 'fit');
  const heldOut = judged.filter(({ set }) => set === 'held-out');

  const correlation = (set: readonly (typeof judged)[number][]) =>
    rankCorrelation(
      set.map(({ estimate }) => estimate),
      set.map(({ instructions }) => instructions),
    );

  it('ranks all functions as njs does', () => {
    assert.ok(correlation(judged) >= 0.98, String(correlation(judged)));
  });

  it('ranks functions that it never saw as njs does', () => {
    assert.ok(correlation(heldOut) >= 0.97, String(correlation(heldOut)));
  });

  it('errs by less than 1.2 at the median of the functions it was fitted to', () => {
    assert.ok(quantile(factors(fit), 0.5) < 1.2);
  });

  it('errs by less than 1.2 at the median, and 1.6 in nine of ten, of functions it never saw', () => {
    assert.equal(heldOut.length, 49);
    assert.ok(quantile(factors(heldOut), 0.5) < 1.2);
    assert.ok(quantile(factors(heldOut), 0.9) < 1.6);
  });
});

describe('computeEstimate', () => {
  it('is the same for the same function and event', async () => {
    const code =
      "function handler(event) { return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/x' } } } }";
    const estimates = [];
    for (let round = 0; round < 2; round++) {
      const tested = edgeFunction(code);
      estimates.push((await tested.run(viewerRequest('/'))).computeEstimate);
      await tested.close();
    }
    assert.deepEqual(estimates[0], estimates[1]);
    assert.deepEqual(estimates[0], { index: 1, low: 0.6, high: 1.6, unit: 'times a bare redirect' });
  });

  it('counts nothing that the realm does for a hash but the hash', async () => {
    const code =
      "var crypto = require('crypto'); function handler(event) { return { d: crypto.createHmac('sha256', 'k').update('a').digest('base64url') }; }";
    const counters = await countCase({
      code,
      event: viewerRequest('/'),
      name: 'hmac',
      family: '',
      set: 'fit',
      instructions: 1,
    });
    const counted = counterNames.filter((_name, index) => (counters[index] ?? 0) > 0);
    assert.deepEqual(counted, ['nodes', 'calls', 'members', 'creations', 'hashCalls', 'hashWork']);
  });

  it('grows with the work of the event', async () => {
    const tested = edgeFunction(
      'function handler(event) { var s = ""; for (var i = 0; i < event.request.uri.length; i++) s += i; return event.request; }',
    );
    const indexOf = async (path: string) =>
      (await tested.run(viewerRequest(path))).computeEstimate?.index ?? 0;
    const [short, long] = [await indexOf('/a'), await indexOf(`/${'a'.repeat(200)}`)];
    assert.ok(long > 10 * short, `${short} ${long}`);
    await tested.close();
  });
});

describe('instrument', () => {
  const instrumented = (code: string) => {
    const verdict = checkSyntax(code, 2);
    assert.equal(verdict.kind, 'accepted');
    const text = new MagicString(code);
    if (verdict.kind === 'accepted') instrument(verdict.program, text);
    return text.toString();
  };

  it('keeps every line where it is', () => {
    const code =
      "'use strict';\nfunction f(a) {\n  if (a)\n    return a + 1;\n  else return 'x'\n}\nvar g = x =>\n  x ? { y: x } : `a${x}`;\n";
    assert.equal(instrumented(code).split('\n').length, code.split('\n').length);
  });

  it('changes no place and no text of an error', async () => {
    const code =
      'var t = 1 + 2;\nfunction handler(event) { var s = "a" + t; if (s) { return event.request.go(s + 1); } }';
    const [metered, plain] = [true, false].map((isMetered) =>
      createEdgeFunction({ name: 'f', code, runtime: 'cloudfront-js-2.0', isMetered }),
    );
    const runs = [await metered?.run(viewerRequest('/')), await plain?.run(viewerRequest('/'))];
    const told = runs.map((run) =>
      run?.kind === 'execution-error' ? [run.message, run.position] : run?.kind,
    );
    assert.deepEqual(told[0], told[1]);
    assert.deepEqual(told[0]?.[0], 'TypeError: (intermediate value)["go"] is not a function');
    await metered?.close();
    await plain?.close();
  });

  it('changes no result', async () => {
    const code = `function handler(event) {
  'use strict';
  var out = [], o = { a: 1, f() { return this.a; } };
  l: for (var i = 0; i < 3; i++) for (;;) { if (i == 1) continue l; else out.push(i); break; }
  do out.push('d'); while (false)
  switch (i) { case 3: out.push('three'); default: out.push('fall'); break; case 4: out.push('no'); }
  try { null.x } catch (e) { out.push(e.name) } finally { out.push('end') }
  var g = x => ({ x: x }), h = (x) => x && x.y || 'z', n = null ?? 'q';
  for (var k in { p: 1, q: 2 }) out.push(k);
  out.push(g(1).x, h(null), n, o.f(), 1 + 2 + 'a' + 1 + 2, \`t\${1 + 1}\`, (function () { return arguments.length })(1, 2));
  var s = 'a'; s += 'b'; s += 1; out.push(s, [3, 1, 2].sort((a, b) => a - b).join(), 'x-y'.replace(/-(y)/, (m, y) => y + m));
  return out;
}`;
    const [metered, plain] = [edgeFunction(code), edgeFunction(code, { isMetered: false })];
    const results = [await metered.run(viewerRequest('/')), await plain.run(viewerRequest('/'))];
    assert.deepEqual(results[0]?.output, results[1]?.output);
    assert.ok(Array.isArray(results[1]?.output));
    assert.equal(results[1]?.computeEstimate, undefined);
    await metered.close();
    await plain.close();
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Builtin, builtins } from '../features/builtins.js';
import { edgeRuntimes } from '../features/runtime.js';
import { checkFunction } from './check-function.js';

// Every row of spec/cloudfront.md 1.5 and 1.6, 1.11 and 1.12: what a runtime lacks is an error where it is used, and what it
// has is none.

/** An expression of the type that has the members of a prototype. */
const receivers: Readonly<Record<string, string>> = {
  'Object.prototype': '({})',
  'Function.prototype': '(function () {})',
  'String.prototype': "'a'",
  'Number.prototype': '(1)',
  'Date.prototype': 'new Date(0)',
  'RegExp.prototype': '/a/',
  'Array.prototype': '[1]',
  'TypedArray.prototype': 'new Uint8Array(1)',
  'ArrayBuffer.prototype': 'new ArrayBuffer(1)',
  'DataView.prototype': 'new DataView(new ArrayBuffer(1))',
  'Promise.prototype': 'Promise.resolve(1)',
  'Error.prototype': "new Error('a')",
  'Buffer.prototype': "Buffer.from('a')",
};

// Their values have no type that the checker follows.
const notFollowed = [
  'Object.prototype',
  'TextEncoder.prototype',
  'TextDecoder.prototype',
  'Symbol.prototype',
];

const absent = /^EW13(0[1236789]|18|2[15])$/;

function useOf({ owner, name }: Builtin): string {
  if (owner === 'global') return name === 'arguments' ? 'arguments.length' : `[${name}]`;
  const receiver = receivers[owner];
  if (receiver !== undefined) return `${receiver}.${name}`;
  return `${owner === 'TypedArray' ? 'Uint8Array' : owner}.${name}`;
}

const followed = builtins.filter(({ owner }) => !notFollowed.includes(owner));

describe('the rows of built-ins', () => {
  for (const runtime of edgeRuntimes) {
    it(`are errors where ${runtime} lacks them, and only there`, () => {
      const differences = followed.flatMap((row) => {
        const use = useOf(row);
        const call = row.owner === 'console' ? `${use}('a');` : `var used = ${use};`;
        const code = `function handler(event) { ${call} return event.request; }`;
        const isReported = checkFunction({ code, runtime }).diagnostics.some(
          (finding) => finding.severity === 'error' && absent.test(finding.code),
        );
        // What a receiver itself lacks is an error whatever its member is.
        const lacksReceiver = runtime === 'cloudfront-js-1.0' && /^(DataView|Buffer)/.test(row.owner);
        const isRefused = row.support[runtime] === 'refused' || lacksReceiver;
        return isReported === isRefused ? [] : [`${use}: ${row.support[runtime]}`];
      });
      assert.deepEqual(differences, []);
    });
  }

  it('are more than 300', () => {
    assert.ok(followed.length > 300, String(followed.length));
  });
});

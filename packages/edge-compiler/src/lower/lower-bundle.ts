// The steps between a bundle and a script that a runtime executes, in order.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { EdgeRuntimeName } from '../features/runtime.js';
import { addHelpers } from './add-helpers.js';
import { frameSharedLocals } from './frame-shared-locals.js';
import { hoistAwaits, UnsupportedAwait } from './hoist-awaits.js';
import { importFirst } from './import-first.js';
import { lowerSyntax, runBabel } from './lower-syntax.js';
import { editCode, type MappedCode } from './mapped-code.js';
import { prepareBundle } from './prepare.js';

/** A script, or the finding that there is none. */
export type LoweredBundle =
  | ({ readonly kind: 'lowered' } & MappedCode)
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic; readonly step: MappedCode };

/**
 * Lowers a bundle in which nothing is left that is refused anyway.
 *
 * @returns The script; or a finding whose place is in the code of `step`.
 * @source spec/cloudfront.md 1.2, 1.3, 1.4, 1.6
 */
export function lowerBundle(bundle: MappedCode, runtime: EdgeRuntimeName): LoweredBundle {
  const prepared = prepareBundle(bundle);
  const plain = lowerSyntax(prepared, runtime, { readsSuper: readsSuper(prepared) });
  const step = importFirst(addHelpers(plain, runtime, prepared.helpers));
  if (runtime === 'cloudfront-js-1.0') return { kind: 'lowered', ...step };
  try {
    // After the helpers: their calls have arguments too.
    const hoisted = runBabel(step, { plugins: [hoistAwaits] });
    return { kind: 'lowered', ...frameSharedLocals(hoisted) };
  } catch (error) {
    if (!(error instanceof UnsupportedAwait)) throw error;
    const { line, column, what } = error;
    const diagnostic: Diagnostic = {
      code: 'EW1606',
      severity: 'error',
      message: `Cannot keep the order of ${what}`,
      ...(line === undefined || column === undefined ? {} : { where: { line, column } }),
      help: 'put the awaited value into a constant before this statement',
    };
    return { kind: 'refused', diagnostic, step };
  }
}

function readsSuper(source: MappedCode): boolean {
  let found = false;
  editCode(source, ({ index }) => {
    found = index.nodesOf('MemberExpression').some((node) => {
      const parent = index.parentOf(node);
      return node.object.type === 'Super' && !(parent?.type === 'CallExpression' && parent.callee === node);
    });
  });
  return found;
}

// One invocation as `edgewire invoke` shows it.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { StandaloneEdgeFunction } from '../engine/create-edge-function.js';
import type { FunctionEvent } from '../event/build-event.js';
import { productionRefusal, type TestFunctionResult, testFunctionResult } from './test-function-result.js';

/** What an invocation came to. */
export interface Invocation {
  /** Under TestFunction's names. */
  readonly result: TestFunctionResult;
  /** The function's failure, or what production would refuse; empty when all is well. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs one event.
 *
 * @param options.file - Where the function's code is, for the findings.
 */
export async function invokeFunction(
  edgeFunction: StandaloneEdgeFunction,
  event: FunctionEvent,
  { file }: { readonly file: string },
): Promise<Invocation> {
  const run = await edgeFunction.run(event);
  const result = testFunctionResult(run);
  if (run.kind === 'execution-error') {
    const diagnostic: Diagnostic = {
      code: 'EW2010',
      severity: 'error',
      message: `Function "${edgeFunction.name}" failed: ${run.message}`,
      where: { file, ...(run.position ?? {}) },
      help: `CloudFront answers such a request with 503 (FunctionExecutionError)${
        isRefusedCode(run.message) ? `; edgewire check ${file} says more` : ''
      }`,
    };
    return { result, diagnostics: [diagnostic] };
  }
  const refusal = productionRefusal(run, event);
  if (refusal === undefined) return { result, diagnostics: [] };
  const diagnostic: Diagnostic = {
    code: refusal.rule === 'origin-call' ? 'EW2012' : 'EW2011',
    severity: 'error',
    message: refusal.message,
    where: { file },
    help: 'TestFunction does not check this; CloudFront answers such a request with 502 (FunctionValidationError)',
  };
  return { result, diagnostics: [diagnostic] };
}

// What never ran: the checker knows why, and what to write instead.
function isRefusedCode(message: string): boolean {
  return /^SyntaxError: [\s\S]* in \d+$|^ReferenceError: "handler" is not defined$/.test(message);
}

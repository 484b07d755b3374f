// The result of a run under the names of CloudFront's TestFunction, and what production would add to it.

import { validateOriginCall } from '@edgewire/edge-compiler/features';
import type { ComputeEstimate } from '../compute/compute-estimate.js';
import type { EdgeRun } from '../engine/edge-run.js';
import type { FunctionEvent } from '../event/build-event.js';
import { type OutputRule, validateFunctionOutput } from '../output/validate-output.js';

/** What TestFunction answers. @source spec/cloudfront.md 5.2 */
export interface TestFunctionResult {
  /** `{request}` or `{response}`; null when the function failed. An empty `cookies` is filled in, as AWS does. */
  readonly FunctionOutput: unknown;
  /** Empty when all is well. */
  readonly FunctionErrorMessage: string;
  readonly FunctionExecutionLogs: readonly string[];
  /** Our index as text, not AWS's percentage: see ComputeEstimate. */
  readonly ComputeUtilization: string;
  readonly ComputeEstimate?: ComputeEstimate;
}

/** What production refuses although TestFunction takes it: 502. */
export interface OutputRefusal {
  readonly rule: OutputRule | 'origin-call';
  readonly message: string;
}

/** Puts a run under TestFunction's names, as blind as TestFunction. @source spec/cloudfront.md 5.2, 5.4 */
export function testFunctionResult(run: EdgeRun): TestFunctionResult {
  const estimate = run.computeEstimate;
  return {
    FunctionOutput: run.kind === 'success' ? wrapOutput(run.output) : null,
    FunctionErrorMessage: run.kind === 'success' ? '' : run.message,
    FunctionExecutionLogs: run.logs,
    ComputeUtilization: estimate === undefined ? '0' : String(estimate.index),
    ...(estimate === undefined ? {} : { ComputeEstimate: estimate }),
  };
}

/**
 * Finds what production refuses in the output of a run that TestFunction takes.
 *
 * @returns `undefined` for a failed run and for output that production takes.
 * @source spec/cloudfront.md 3.2, 5.4
 */
export function productionRefusal(run: EdgeRun, event: FunctionEvent): OutputRefusal | undefined {
  if (run.kind !== 'success') return undefined;
  const checked = validateFunctionOutput({ event, output: run.output });
  if (checked.kind === 'failure') return { rule: checked.rule, message: checked.message };
  if (run.origin === undefined || checked.kind === 'response') return undefined;
  const requestHeaders = Object.keys(checked.request.headers);
  const [problem] = validateOriginCall(run.origin, { requestHeaders });
  return problem === undefined
    ? undefined
    : { rule: 'origin-call', message: `The CloudFront function called ${problem}` };
}

/** `{request}` or `{response}` around a returned value; other values stay bare. */
export function wrapOutput(output: unknown): unknown {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return output ?? null;
  const filled = 'cookies' in output ? output : { ...output, cookies: {} };
  return 'statusCode' in output ? { response: filled } : { request: filled };
}

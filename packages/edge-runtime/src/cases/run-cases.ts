// Runs cases against a function and reports them.

import type { StandaloneEdgeFunction } from '../engine/create-edge-function.js';
import type { EdgeRun } from '../engine/edge-run.js';
import { compareOutput, type Difference } from './compare-output.js';
import type { FunctionCase } from './parse-cases.js';
import { type OutputRefusal, productionRefusal, wrapOutput } from './test-function-result.js';

/** What one case came to. */
export type CaseResult = {
  readonly name: string;
  readonly file: string;
  readonly run: EdgeRun;
} & (
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly message: string; readonly differences: readonly Difference[] }
);

/** All cases of one run. */
export interface CaseReport {
  readonly results: readonly CaseResult[];
  readonly passed: number;
  readonly failed: number;
}

/** Runs every case, one after the other. Never rejects for what the function does. */
export async function runCases(
  edgeFunction: StandaloneEdgeFunction,
  cases: readonly FunctionCase[],
): Promise<CaseReport> {
  const results: CaseResult[] = [];
  for (const each of cases) {
    const run = await edgeFunction.run(each.event);
    results.push({ name: each.name, file: each.file, run, ...judgeCase(each, run) });
  }
  const passed = results.filter(({ kind }) => kind === 'passed').length;
  return { results, passed, failed: results.length - passed };
}

type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly message: string; readonly differences: readonly Difference[] };

/** Decides whether a run is what a case expects. An output that production refuses never passes as an output. */
export function judgeCase(given: FunctionCase, run: EdgeRun): Verdict {
  const refusal = productionRefusal(run, given.event);
  const error = run.kind === 'execution-error' ? run.message : refusal?.message;
  if (given.expected.kind === 'error') {
    if (error === undefined)
      return failed(`expected the error "${given.expected.text}", the function succeeded`);
    return error.includes(given.expected.text)
      ? { kind: 'passed' }
      : failed(`expected the error "${given.expected.text}", got "${error}"`);
  }
  if (run.kind === 'execution-error') return failed(`the function failed: ${run.message}`);
  const differences = compareOutput(expectedOutput(given.expected.output), wrapOutput(run.output));
  if (differences.length > 0) return failed(describe(differences), differences);
  return refusal === undefined ? { kind: 'passed' } : failed(refusedText(refusal));
}

// TestFunction's form, with `request` or `response` around it, and the bare return value are both taken.
function expectedOutput(output: unknown): unknown {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return output;
  const [only, ...more] = Object.entries(output);
  if (only === undefined || more.length > 0 || !['request', 'response'].includes(only[0]))
    return wrapOutput(output);
  return wrapOutput(only[1]);
}

function failed(message: string, differences: readonly Difference[] = []): Verdict {
  return { kind: 'failed', message, differences };
}

function refusedText({ message }: OutputRefusal): string {
  return `the output is as expected, and CloudFront would refuse it with 502: ${message}`;
}

function describe(differences: readonly Difference[]): string {
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  return differences
    .map(
      ({ path, expected, actual }) =>
        `${path === '' ? 'output' : path}: expected ${text(expected)}, got ${text(actual)}`,
    )
    .join('\n');
}

/** The report as lines for a terminal; the last one is `N passed, N failed`. */
export function renderCaseReport(report: CaseReport): readonly string[] {
  const lines = report.results.flatMap((result) => {
    if (result.kind === 'passed') return [`ok      ${result.name}`];
    const details = result.message.split('\n').map((line) => `        ${line}`);
    const logs = result.run.logs.map((line) => `        log: ${line}`);
    return [`failed  ${result.name}`, ...details, ...logs];
  });
  return [...lines, `${report.passed} passed, ${report.failed} failed`];
}

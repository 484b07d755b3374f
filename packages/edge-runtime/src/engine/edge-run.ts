// What one run of a function came to.

import type { OriginCall } from '@edgewire/edge-compiler/features';
import type { ComputeEstimate } from '../compute/compute-estimate.js';
import { estimateCompute } from '../compute/compute-estimate.js';
import type { SourcePosition } from './source-position.js';

/** What one run came to. */
export type EdgeRun = {
  readonly logs: readonly string[];
  /** Wall time in the engine, without waiting. */
  readonly durationMs: number;
  /** Present when runs are metered. The same function and event give the same figure. */
  readonly computeEstimate?: ComputeEstimate;
  /** The last text given to `cf.logCustomData`, cut to 800 bytes. */
  readonly logData?: string;
} & (
  | {
      readonly kind: 'success';
      /** A JSON value; undefined when the handler returned nothing. */
      readonly output: unknown;
      readonly origin?: OriginCall;
    }
  | {
      /** Exception, rejected promise, syntax error, missing handler, memory or time overrun. */
      readonly kind: 'execution-error';
      readonly message: string;
      /** Where it was thrown, when the engine knows. */
      readonly position?: SourcePosition;
    }
);

/** A run that came to nothing but a text. */
export function failedRun(message: string): EdgeRun {
  return { kind: 'execution-error', message, logs: [], durationMs: 0 };
}

/**
 * Reads the outcome's JSON. The function's code ran beside what wrote it, so nothing in it is taken for granted.
 *
 * @returns Never throws: what is no outcome is an execution error.
 */
export function readOutcome(text: string, durationMs: number): EdgeRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The function tampered with what writes the outcome.
    value = undefined;
  }
  if (!isRecord(value)) return failedRun('Error: the function left no readable outcome');
  const logs = Array.isArray(value.logs) ? value.logs.map(String) : [];
  const estimate = Array.isArray(value.compute) ? estimateCompute(value.compute.map(Number)) : undefined;
  const common = {
    logs,
    durationMs,
    ...(typeof value.logData === 'string' ? { logData: value.logData } : {}),
    ...(estimate === undefined ? {} : { computeEstimate: estimate }),
  };
  if (value.kind === 'success') {
    const origin = originCall(value.origin);
    return { ...common, kind: 'success', output: value.output, ...(origin === undefined ? {} : { origin }) };
  }
  const position = positionOf(value.position);
  return {
    ...common,
    kind: 'execution-error',
    message: typeof value.message === 'string' ? value.message : 'Error',
    ...(position === undefined ? {} : { position }),
  };
}

function originCall(value: unknown): OriginCall | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'select') return { kind: 'select', originId: value.originId, options: value.options };
  if (value.kind === 'update' || value.kind === 'group') return { kind: value.kind, params: value.params };
  return undefined;
}

function positionOf(value: unknown): SourcePosition | undefined {
  return isRecord(value) ? { line: Number(value.line), column: Number(value.column) } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

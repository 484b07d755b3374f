// From the meter's counters to one figure. The same function and event give the same figure on every machine.

import { counterNames } from './counters.js';
import { handlerCallInstructions, weights } from './weights.js';

/**
 * An index, never AWS's percentage: how many times the work of the smallest useful function, a bare redirect, whose
 * index is 1.
 */
export interface ComputeEstimate {
  readonly index: number;
  /** Nine in ten functions that the weights were not fitted to lie between `low` and `high`. */
  readonly low: number;
  readonly high: number;
  readonly unit: 'times a bare redirect';
}

/** The estimate for case "bare-302" of the calibration: a handler that returns a redirect and nothing else. */
const redirectInstructions = 3_088;
/** Ninth decile of the factor error on functions held out from the fit. */
const bandFactor = 1.6;

/** Estimates instructions of njs. @param counters - In the order of `counterNames`. */
export function estimateInstructions(counters: readonly number[]): number {
  return counterNames.reduce(
    (sum, name, position) => sum + weights[name] * (counters[position] ?? 0),
    handlerCallInstructions,
  );
}

/**
 * Estimates what a run costs.
 *
 * @param counters - As the meter counts, top level included.
 * @source evidence: compute utilization; spec/cloudfront.md 4.1 for what AWS shows instead
 */
export function estimateCompute(counters: readonly number[]): ComputeEstimate {
  const index = estimateInstructions(counters) / redirectInstructions;
  return {
    index: round(index),
    low: round(index / bandFactor),
    high: round(index * bandFactor),
    unit: 'times a bare redirect',
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

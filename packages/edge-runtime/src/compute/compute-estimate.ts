// From the meter's counters to one figure.

/** An index, never AWS's percentage. */
export interface ComputeEstimate {
  /** Estimated instructions of CloudFront's engine, in thousands. */
  readonly index: number;
  /** Where the true figure lies in nine cases of ten. */
  readonly low: number;
  readonly high: number;
}

/** @param counters - As the meter counts. */
export function estimateCompute(counters: readonly number[]): ComputeEstimate {
  const [ticks = 0] = counters;
  return { index: ticks, low: ticks, high: ticks };
}

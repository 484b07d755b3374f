// Whether memory is flat after the warm-up: a third of the samples each for warm-up, before and after.

/** Medians in megabytes. */
export interface Growth {
  readonly before: number;
  readonly after: number;
  readonly isFlat: boolean;
}

const toleranceShare = 0.1;
const toleranceMegabytes = 10;

/**
 * @param samples - Bytes, at equal distances in time; fewer than three are flat.
 */
export function growthOf(samples: readonly number[]): Growth {
  const third = Math.floor(samples.length / 3);
  const before = medianMegabytes(samples.slice(third, 2 * third));
  const after = medianMegabytes(samples.slice(2 * third));
  return { before, after, isFlat: after <= before * (1 + toleranceShare) + toleranceMegabytes };
}

function medianMegabytes(samples: readonly number[]): number {
  const sorted = [...samples].sort((left, right) => left - right);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) / 1e6);
}

// Fits prices to measured instruction counts: least squares of the relative error, no negative price, outliers damped.

/** One measured case. */
export interface MeasuredCase {
  readonly counters: readonly number[];
  readonly instructions: number;
}

const rounds = 30;
const sweeps = 8_000;

/**
 * Fits a price for the call itself and one for each counter.
 *
 * @returns The call's price first. The result depends on nothing but the cases.
 */
export function fitWeights(cases: readonly MeasuredCase[]): readonly number[] {
  const rows = cases.map(({ counters, instructions }) =>
    [1, ...counters].map((value) => value / instructions),
  );
  let damping = rows.map(() => 1);
  let fitted: readonly number[] = [];
  for (let round = 0; round < rounds; round++) {
    fitted = fitOnce(rows, damping);
    damping = rows.map((row) => {
      const ratio = Math.max(dot(row, fitted), 1e-3);
      return 1 / Math.sqrt(Math.max(0.1, Math.abs(Math.log(ratio))));
    });
  }
  return fitted;
}

// Coordinate descent: each price in turn takes its best value that is not negative.
function fitOnce(rows: readonly (readonly number[])[], damping: readonly number[]): readonly number[] {
  const scaled = rows.map((row, index) => row.map((value) => value * Math.sqrt(damping[index] ?? 1)));
  const residual = damping.map((value) => -Math.sqrt(value));
  const width = rows[0]?.length ?? 0;
  const prices = new Array<number>(width).fill(0);
  const norms = prices.map((_price, column) => scaled.reduce((sum, row) => sum + (row[column] ?? 0) ** 2, 0));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let largest = 0;
    for (let column = 0; column < width; column++) {
      const norm = norms[column] ?? 0;
      if (norm === 0) continue;
      const slope = scaled.reduce((sum, row, index) => sum + (row[column] ?? 0) * (residual[index] ?? 0), 0);
      const before = prices[column] ?? 0;
      const after = Math.max(0, before - slope / norm);
      if (after === before) continue;
      prices[column] = after;
      for (const [index, row] of scaled.entries()) {
        residual[index] = (residual[index] ?? 0) + (row[column] ?? 0) * (after - before);
      }
      largest = Math.max(largest, Math.abs(after - before) * Math.sqrt(norm));
    }
    if (largest < 1e-8) break;
  }
  return prices;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

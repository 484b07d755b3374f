// Work on many things with a bound on how many are under way at once.

/**
 * Runs `work` on every entry, at most `limit` at a time.
 *
 * @returns Results in the order of the entries.
 * @throws The first failure, after which no new work starts.
 */
export async function mapBounded<T, R>(
  entries: readonly T[],
  options: { readonly limit: number; work(entry: T): Promise<R> },
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = entries.entries();
  const runner = async () => {
    for (const [index, entry] of queue) results[index] = await options.work(entry);
  };
  await Promise.all(Array.from({ length: Math.min(options.limit, entries.length) }, runner));
  return results;
}

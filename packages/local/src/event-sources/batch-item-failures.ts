// Reads the partial answer of a batch handler.

/** Which records failed: none, all, or those named. */
export type BatchAnswer =
  | { readonly kind: 'all-succeeded' }
  | { readonly kind: 'all-failed'; readonly reason: string }
  | { readonly kind: 'some-failed'; readonly identifiers: readonly string[] };

/**
 * @param payload - The handler's JSON answer.
 * @param knownIdentifiers - Identifiers of the batch; an unknown or empty one fails the whole batch, as on AWS.
 * @source spec/websocket-api.md 10.4; AWS page "Reporting batch item failures"
 */
export function parseBatchAnswer(payload: string, knownIdentifiers: ReadonlySet<string>): BatchAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return { kind: 'all-failed', reason: 'the answer is not JSON' };
  }
  const failures = (answer as { batchItemFailures?: unknown } | null)?.batchItemFailures;
  if (failures === undefined || failures === null) return { kind: 'all-succeeded' };
  if (!Array.isArray(failures)) return { kind: 'all-failed', reason: 'batchItemFailures is no list' };
  const identifiers: string[] = [];
  for (const failure of failures as { itemIdentifier?: unknown }[]) {
    const identifier = failure?.itemIdentifier;
    if (typeof identifier !== 'string' || !knownIdentifiers.has(identifier)) {
      return {
        kind: 'all-failed',
        reason: `itemIdentifier ${JSON.stringify(identifier)} is not in the batch`,
      };
    }
    identifiers.push(identifier);
  }
  return identifiers.length === 0 ? { kind: 'all-succeeded' } : { kind: 'some-failed', identifiers };
}

// The Server-Timing header of a response headers policy.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import type { ResultType } from './errors.js';

/** Cache metric of a result type. */
const cacheMetrics: Readonly<Partial<Record<ResultType, string>>> = {
  Hit: 'cdn-cache-hit',
  RefreshHit: 'cdn-cache-refresh',
  Miss: 'cdn-cache-miss',
  Error: 'cdn-cache-miss',
};

/**
 * Whether this response carries the header.
 *
 * @param options.sample - A number from 0 to 100 (exclusive), drawn for this request.
 * @source spec/cloudfront.md 7.16: by sampling, or asked for with `Pragma: server-timing`
 */
export function wantsServerTiming(options: {
  readonly percent: number | undefined;
  readonly sample: number;
  readonly headers: HeaderMap;
}): boolean {
  const { percent, sample, headers } = options;
  if (percent === undefined) return false;
  return sample < percent || headerText(headers, 'pragma')?.toLowerCase() === 'server-timing';
}

/** The metrics that are true locally: cache outcome, edge location, request id. @source spec/cloudfront.md 7.16 */
export function serverTimingValue(facts: {
  readonly resultType: ResultType;
  readonly edgeLocation: string;
  readonly requestId: string;
}): string {
  const metric = cacheMetrics[facts.resultType] ?? 'cdn-cache-miss';
  return [
    metric,
    `cdn-pop;desc="${facts.edgeLocation}"`,
    `cdn-rid;desc="${facts.requestId}"`,
    ...(metric === 'cdn-cache-hit' ? ['cdn-hit-layer;desc="EDGE"'] : []),
  ].join(',');
}

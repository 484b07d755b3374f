// The two runtimes of CloudFront Functions and how well each feature works in them.

/** A runtime by the name that CloudFront's API uses. */
export type EdgeRuntimeName = 'cloudfront-js-1.0' | 'cloudfront-js-2.0';

/** Both runtimes, oldest first. */
export const edgeRuntimes: readonly EdgeRuntimeName[] = ['cloudfront-js-1.0', 'cloudfront-js-2.0'];

/** The viewer event that a function is associated with. */
export type EdgeEventType = 'viewer-request' | 'viewer-response';

/**
 * What becomes of a feature: AWS *documents* it; it *works* without being promised; it works *partly*; the engine
 * *refuses* it with an error; it is accepted and computes something *wrong*; or the row does not *apply*.
 */
export type Support = 'documented' | 'works' | 'partly' | 'refused' | 'wrong' | 'not-applicable';

/** Who says so: AWS's pages, measurements of the matching open-source engine, or reports from the real service. */
export type Evidence = 'aws' | 'engine' | 'field';

/** One feature in both runtimes. */
export interface SupportByRuntime {
  readonly 'cloudfront-js-1.0': Support;
  readonly 'cloudfront-js-2.0': Support;
}

/** Short form for table rows: support in 1.0, then in 2.0. */
export function inRuntimes(v1: Support, v2: Support): SupportByRuntime {
  return { 'cloudfront-js-1.0': v1, 'cloudfront-js-2.0': v2 };
}

/** Whether code that uses the feature does what its author meant. */
export function isUsable(support: Support): boolean {
  return support === 'documented' || support === 'works' || support === 'not-applicable';
}

/** `1.0` or `2.0`, for messages. */
export function versionOf(runtime: EdgeRuntimeName): '1.0' | '2.0' {
  return runtime === 'cloudfront-js-1.0' ? '1.0' : '2.0';
}

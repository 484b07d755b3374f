// What the specification marks unverified about CloudFront, and what a laptop cannot be; one named value each.

/** The default root object replaces `/` before the behavior is chosen. spec/cloudfront.md 7.3, 9.1 (unverified) */
export const rewritesRootBeforeBehavior: boolean = true;

/** The response headers policy applies to responses that functions generate, not to 5xx pages. 7.1, 9.3 (unverified) */
export const policyAppliesToGeneratedResponses: boolean = true;

/** A HEAD miss fetches with GET where GET is cached. 7.4, 9.12 (unverified) */
export const fetchesHeadMissWithGet: boolean = true;

/** Accept-Encoding is normalised by presence; quality values do not count. 7.6 (unverified) */
export const ignoresEncodingQuality: boolean = true;

/** `Vary: Accept-Encoding` on responses that CloudFront compressed. 7.14, 9.17 (unverified) */
export const addsVaryOnCompression: boolean = true;

/** A response with `no-cache`, `no-store` or `private` under a minimum TTL of 0 is not stored. 7.11 (unverified) */
export const storesUncacheableForRevalidation: boolean = false;

/** Viewer conditionals are forwarded on a miss to custom origins; their 304 passes. 7.15 (unverified) */
export const forwardsConditionalsOnMiss: boolean = true;

/** A body above 40 KB in a generated response is warned about; AWS documents no limit. 9.5 (unverified) */
export const generatedBodyWarningBytes = 40_960;

/** The edge location that answers: `X-Amz-Cf-Pop`, and its IATA code. 7.10 */
export const localEdgeLocation = 'FRA56-P1';

/** Requests reach viewers by plain http on a laptop although they are https on AWS. 7.5 */
export const treatsHttpAsHttpsByDefault: boolean = true;

/** Where local viewers are, for `CloudFront-Viewer-*` headers that a policy names. 7.9 */
export const localViewerLocation: Readonly<Record<string, string>> = {
  'cloudfront-viewer-country': 'DE',
  'cloudfront-viewer-country-name': 'Germany',
  'cloudfront-viewer-country-region': 'HE',
  'cloudfront-viewer-country-region-name': 'Hesse',
  'cloudfront-viewer-city': 'Frankfurt am Main',
  'cloudfront-viewer-postal-code': '60306',
  'cloudfront-viewer-latitude': '50.11550',
  'cloudfront-viewer-longitude': '8.68420',
  'cloudfront-viewer-time-zone': 'Europe/Berlin',
  'cloudfront-viewer-asn': '64496',
};

/**
 * A `CloudFront-Viewer-*` header that the local viewer sends itself is taken at its word, so that a test can be
 * anywhere; AWS replaces it. Only for names that a policy of the behavior has.
 */
export const acceptsSimulatedViewerHeaders: boolean = true;

/** The whole cache of one distribution in memory. Ours. */
export const maxCacheBytes: number = 256 * 1_048_576;

/** Responses of unknown or greater length than this are streamed and not kept. Ours; AWS keeps 50 GB. */
export const maxCachedObjectBytes: number = 32 * 1_048_576;

/** How long the error page of CloudFront itself (502, 504) is kept: as an origin's. 7.12 (unverified) */
export const cachesOwnErrors: boolean = true;

/** Reads of a file in the user's bucket folder are checked against the disk on every hit. Ours. */
export const devFreshnessByDefault: boolean = true;

/** `Accept-Encoding` under legacy settings is in the key when the behavior compresses. 7.9 (unverified) */
export const legacyKeysOnGzip: boolean = true;

/** S3 origins keep errors at least this long, even if configured to 0. 7.12 */
export const minS3ErrorTtlSeconds = 1;

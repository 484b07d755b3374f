// Quotas of CloudFront Functions that can be seen in the source.

/** Largest code of one function, UTF-8 bytes. @source spec/cloudfront.md 4.1 */
export const maxCodeBytes = 10_240;

/** Size from which the check warns, so that the next feature still fits. @source spec/cloudfront.md 8.6 */
export const codeWarningBytes = 8_000;

/** Sources above this are refused without parsing: 100 times the quota, far above any unminified function. */
export const maxSourceBytes = 1_048_576;

/** URI plus query string must stay below this. @source spec/cloudfront.md 2.4 */
export const maxUriCharacters = 8_192;

/** Range of `statusCode`, documented for Lambda@Edge and applied alike. @source spec/cloudfront.md 3.2 (unverified) */
export const statusCodeRange = { lowest: 200, highest: 599 } as const;

// Which headers a function may see and set.

import type { EdgeEventType } from './runtime.js';

/** Never shown to a function; adding one gives 502. `*` at the end matches any rest. @source spec/cloudfront.md 3.3 */
export const disallowedHeaderPatterns: readonly string[] = [
  'connection',
  'expect',
  'keep-alive',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-amz-cf-*',
  'x-amzn-auth',
  'x-amzn-cf-billing',
  'x-amzn-cf-id',
  'x-amzn-cf-xff',
  'x-amzn-errortype',
  'x-amzn-fle-profile',
  'x-amzn-header-count',
  'x-amzn-header-order',
  'x-amzn-lambda-integration-tag',
  'x-amzn-requestid',
  'x-cache',
  'x-edge-*',
  'x-forwarded-proto',
  'x-real-ip',
  'cloudfront-viewer-cert-pem',
  'client-cert',
  'client-cert-chain',
];

/** Readable; adding, changing or deleting one gives 502. @source spec/cloudfront.md 3.4 */
export const readOnlyHeaderNames: Readonly<Record<EdgeEventType, readonly string[]>> = {
  'viewer-request': ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'],
  'viewer-response': ['warning', 'via'],
};

/** Whether CloudFront refuses a header that a function adds; letter case does not count. */
export function isDisallowedHeaderName(name: string): boolean {
  const lower = name.toLowerCase();
  return disallowedHeaderPatterns.some((pattern) =>
    pattern.endsWith('*') ? lower.startsWith(pattern.slice(0, -1)) : lower === pattern,
  );
}

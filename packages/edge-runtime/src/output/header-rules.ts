// Which headers functions may see and set.

/** Never shown to a function; adding one is refused. `*` at the end matches any rest. @source spec/cloudfront.md 3.3 */
export const disallowedHeaders: readonly string[] = [
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

/** Readable; adding, changing or deleting is refused. @source spec/cloudfront.md 3.4 */
export const readOnlyHeaders: {
  readonly 'viewer-request': readonly string[];
  readonly 'viewer-response': readonly string[];
} = {
  'viewer-request': ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'],
  'viewer-response': ['warning', 'via'],
};

const exact = new Set(disallowedHeaders.filter((name) => !name.endsWith('*')));
const prefixes = disallowedHeaders.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));

/** Whether functions may neither see nor add a header; letter case does not count. */
export function isDisallowedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return exact.has(lower) || prefixes.some((prefix) => lower.startsWith(prefix));
}

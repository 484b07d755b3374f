// Header names on the wire.

/**
 * The first ASCII letter of each hyphen-separated word in upper case.
 *
 * @param name - Lower case, as functions see it.
 * @source spec/cloudfront.md 2.2: `x-custom-id` becomes `X-Custom-Id`, `etag` becomes `Etag`
 */
export function wireHeaderName(name: string): string {
  return commonNames.get(name) ?? capitalize(name);
}

/**
 * The usual spelling of names on responses that no function touched.
 *
 * HTTP does not care; people who compare headers with AWS's do.
 */
export function plainHeaderName(name: string): string {
  return usualSpellings.get(name) ?? wireHeaderName(name);
}

function capitalize(name: string): string {
  return name.replace(
    /(^|-)([a-z])/g,
    (_match, hyphen: string, letter: string) => hyphen + letter.toUpperCase(),
  );
}

const usualSpellings: ReadonlyMap<string, string> = new Map([
  ['etag', 'ETag'],
  ['www-authenticate', 'WWW-Authenticate'],
  ['content-md5', 'Content-MD5'],
  ['x-amz-server-side-encryption', 'x-amz-server-side-encryption'],
  ['x-xss-protection', 'X-XSS-Protection'],
]);

/** Spelled once: the replacement above takes half a microsecond a name, ten names a response. */
const commonNames: ReadonlyMap<string, string> = new Map(
  [
    'accept-ranges',
    'access-control-allow-origin',
    'cache-control',
    'content-encoding',
    'content-language',
    'content-length',
    'content-security-policy',
    'content-type',
    'date',
    'etag',
    'expires',
    'host',
    'last-modified',
    'location',
    'referrer-policy',
    'server',
    'set-cookie',
    'strict-transport-security',
    'user-agent',
    'vary',
    'via',
    'x-content-type-options',
    'x-frame-options',
  ].map((name) => [name, capitalize(name)]),
);

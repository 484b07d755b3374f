// Header names on the wire.

/**
 * The first ASCII letter of each hyphen-separated word in upper case.
 *
 * @param name - Lower case, as functions see it.
 * @source spec/cloudfront.md 2.2: `x-custom-id` becomes `X-Custom-Id`, `etag` becomes `Etag`
 */
export function wireHeaderName(name: string): string {
  return name.replace(
    /(^|-)([a-z])/g,
    (_match, hyphen: string, letter: string) => hyphen + letter.toUpperCase(),
  );
}

/**
 * The usual spelling of names on responses that no function touched.
 *
 * HTTP does not care; people who compare headers with AWS's do.
 */
export function plainHeaderName(name: string): string {
  return usualSpellings[name] ?? wireHeaderName(name);
}

const usualSpellings: Readonly<Record<string, string>> = {
  etag: 'ETag',
  'www-authenticate': 'WWW-Authenticate',
  'content-md5': 'Content-MD5',
  'x-amz-server-side-encryption': 'x-amz-server-side-encryption',
  'x-xss-protection': 'X-XSS-Protection',
};

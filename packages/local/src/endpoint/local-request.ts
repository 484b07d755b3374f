// Keeps web pages of other sites away from local control and AWS endpoints: a page may send requests to
// 127.0.0.1, and DNS may point a foreign name there.

/** Whether to serve a request, by its `Host` and `Origin`. */
export type LocalRequestVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * @param headers - Lower-case names.
 * @param ownHosts - Host names that this listener serves besides loopback, such as `sns.eu-west-1.amazonaws.com`.
 */
export function judgeLocalRequest(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  ownHosts: (host: string) => boolean,
): LocalRequestVerdict {
  const host = hostName(String(headers.host ?? ''));
  if (!isLoopback(host) && !ownHosts(host)) {
    return { kind: 'refused', reason: `Host "${host}" is neither loopback nor a served name` };
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== 'null') {
    const originHost = hostName(String(origin).replace(/^[a-z+.-]+:\/\//i, ''));
    if (!isLoopback(originHost))
      return { kind: 'refused', reason: `Origin "${String(origin)}" is not local` };
  } else if (origin === 'null') return { kind: 'refused', reason: 'Origin is opaque' };
  return { kind: 'accepted' };
}

/** Loopback names and addresses, and names under `.localhost`, which resolve to loopback by definition. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

function hostName(authority: string): string {
  const text = authority.toLowerCase().replace(/\/.*$/, '');
  return text.startsWith('[') ? text.replace(/\].*$/, ']') : text.replace(/:\d*$/, '');
}

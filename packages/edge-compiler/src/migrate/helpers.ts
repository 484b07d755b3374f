// Small functions that the rewritten code may call; each is put into the output once.

/** The functions by name. */
export const helpers = {
  cookieHeader: `// The Cookie header as Lambda@Edge gave it; CloudFront Functions have cookies apart from the headers.
function cookieHeader(request) {
  const pairs = [];
  Object.keys(request.cookies).forEach(function (name) {
    const cookie = request.cookies[name];
    (cookie.multiValue || [cookie]).forEach(function (item) {
      pairs.push(name + '=' + item.value);
    });
  });
  return pairs.length === 0 ? undefined : { value: pairs.join('; ') };
}`,
  headersWithCookie: `// The headers of a request, the Cookie header among them, as a copy.
function headersWithCookie(request) {
  return Object.assign({}, request.headers, { cookie: cookieHeader(request) });
}`,
  queryParameter: `// A parameter of the query string, decoded as URLSearchParams does; null when it is not there.
function queryParameter(request, name) {
  const parameter = request.querystring[name];
  return parameter === undefined ? null : decodeURIComponent(parameter.value.replace(/\\+/g, ' '));
}`,
  extensionOf: `// What path.extname gives: the last name's ending with its dot, or an empty text.
function extensionOf(path) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}`,
} as const;

export type HelperName = keyof typeof helpers;

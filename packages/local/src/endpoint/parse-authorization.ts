// The credential scope of a Signature Version 4 header.

/** A parsed `authorization` header, `absent`, or a header that no AWS service would accept. */
export type Authorization =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'sigv4';
      readonly accessKeyId: string;
      readonly date: string;
      readonly region: string;
      readonly service: string;
      readonly signedHeaders: readonly string[];
      readonly signature: string;
    }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Parses `AWS4-HMAC-SHA256 Credential=ID/DATE/REGION/SERVICE/aws4_request, SignedHeaders=…, Signature=…`.
 *
 * @returns Never throws; the reasons carry AWS's wording of `IncompleteSignatureException`.
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { kind: 'absent' };
  const [, algorithm = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(header) ?? [];
  if (!algorithm.startsWith('AWS4-')) {
    return { kind: 'malformed', reason: `Unsupported Authorization type: '${algorithm}'` };
  }
  const fields = new Map<string, string>();
  for (const part of rest.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !fields.has(name));
  if (missing.length > 0) {
    const text = missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' ');
    return { kind: 'malformed', reason: `${text} Authorization=${algorithm}` };
  }
  const scope = (fields.get('Credential') ?? '').split('/');
  const [accessKeyId, date, region, service, terminator] = scope.slice(-5);
  if (
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator !== 'aws4_request'
  ) {
    return {
      kind: 'malformed',
      reason: 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    };
  }
  return {
    kind: 'sigv4',
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
  };
}

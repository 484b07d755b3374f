// Signs calls the way SDK clients do, for targets that verify.

import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HandshakeSigning } from './row.js';
import type { Target } from './target.js';

type Credentials = NonNullable<Target['credentials']>;

const service = 'execute-api';

/** @returns The headers with `authorization`, `x-amz-date` and `host`. */
export async function signRequest(
  request: {
    readonly url: URL;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
  },
  credentials: Credentials,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ credentials, region: credentials.region, service, sha256: Sha256 });
  const { method, url, body } = request;
  const signed = await signer.sign({
    ...partsOf(method, url),
    headers: { ...request.headers, host: url.host },
    body,
  });
  return signed.headers;
}

/** @returns The address and headers of a signed upgrade request. */
export async function signHandshake(
  url: URL,
  signing: HandshakeSigning,
  credentials: Credentials,
): Promise<{ readonly url: URL; readonly headers: readonly (readonly [string, string])[] }> {
  const { flaw } = signing;
  const signer = new SignatureV4({
    credentials: flaw === 'secret' ? { ...credentials, secretAccessKey: 'not the secret' } : credentials,
    region: flaw === 'region' ? 'ap-northeast-3' : credentials.region,
    service: flaw === 'service' ? 'lambda' : service,
    sha256: Sha256,
  });
  const request = { ...partsOf('GET', url), headers: { host: url.host } };
  if (signing.in === 'header') {
    const { headers } = await signer.sign(request);
    return { url, headers: Object.entries(headers).filter(([name]) => name !== 'host') };
  }
  const { query } = await signer.presign(request, { expiresIn: 300 });
  const signed = new URL(url);
  // The signer gives each parameter as one text.
  signed.search = String(new URLSearchParams(query as Record<string, string>)).replaceAll('+', '%20');
  return { url: signed, headers: [] };
}

function partsOf(method: string, url: URL) {
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
  };
}

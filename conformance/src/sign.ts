// Signs calls the way SDK clients do, for targets that verify.

import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** @returns The headers with `authorization`, `x-amz-date` and `host`. */
export async function signRequest(
  request: {
    readonly url: URL;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
  },
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly region: string },
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    credentials,
    region: credentials.region,
    service: 'execute-api',
    sha256: Sha256,
  });
  const signed = await signer.sign({
    method: request.method,
    protocol: request.url.protocol,
    hostname: request.url.hostname,
    path: request.url.pathname,
    query: Object.fromEntries(request.url.searchParams),
    headers: { ...request.headers, host: request.url.host },
    body: request.body,
  });
  return signed.headers;
}

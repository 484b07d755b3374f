// Signs requests of tests with the SDK's own signer, in the header and as presigned URLs.

import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** Who signs, when and for what; the scope of the test stack unless said otherwise. */
export interface Signing {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly service?: string;
  readonly at?: Date;
  readonly expiresSeconds?: number;
}

function signer(signing: Signing): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = signing;
  return new SignatureV4({
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    region: signing.region ?? 'eu-west-1',
    service: signing.service ?? 'execute-api',
    sha256: Sha256,
  });
}

function requestOf(method: string, url: URL, body?: string) {
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host },
    ...(body === undefined ? {} : { body }),
  };
}

/** @returns Headers with `authorization`, `x-amz-date` and `host`. */
export async function signedHeaders(
  signing: Signing,
  request: { readonly method?: string; readonly url: string; readonly body?: string },
): Promise<Record<string, string>> {
  const { headers } = await signer(signing).sign(
    requestOf(request.method ?? 'GET', new URL(request.url), request.body),
    { signingDate: signing.at ?? new Date() },
  );
  return headers;
}

/** @returns Path and query of a presigned GET. */
export async function presignedPath(signing: Signing, url: string): Promise<string> {
  const { path, query } = await signer(signing).presign(requestOf('GET', new URL(url)), {
    signingDate: signing.at ?? new Date(),
    expiresIn: signing.expiresSeconds ?? 300,
  });
  // The signer's parameters are single texts.
  return `${path}?${new URLSearchParams(query as Record<string, string>)}`;
}

// A certificate authority for this machine's local stacks, and leaf certificates for AWS host names.

import { webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate with its private key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

/** Makes leaf certificates that the authority signs. */
export interface CertificateAuthority {
  /** PEM of the authority's certificate; its key never leaves the folder. */
  readonly certificate: string;
  leaf(host: string): Promise<CertificatePair>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const lifetimeMs = 365 * 86_400_000;

/**
 * Opens the authority kept in a folder, or makes one.
 *
 * @param folder - Made with access for its owner only; the key file has mode 600.
 */
export async function openCertificateAuthority(folder: string, nowMs: number): Promise<CertificateAuthority> {
  // The library's dependency injection needs this metadata first.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  // The global type of the browser and Node's own describe the same object.
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const certificateFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca-key.pem');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const exportKey = async (key: webcrypto.CryptoKey) =>
    x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
  const name = 'CN=Edgewire local CA, O=Edgewire';
  const serial = () => Buffer.from(webcrypto.getRandomValues(new Uint8Array(12))).toString('hex');

  let caKey: webcrypto.CryptoKey;
  let certificate: string;
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    certificate = readFileSync(certificateFile, 'utf8');
    const [der] = x509.PemConverter.decode(readFileSync(keyFile, 'utf8'));
    if (der === undefined) throw new Error(`The key in "${keyFile}" cannot be read`);
    caKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  } else {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const authority = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serial(),
      name,
      notBefore: new Date(nowMs - 86_400_000),
      notAfter: new Date(nowMs + lifetimeMs * 5),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    });
    caKey = keys.privateKey;
    certificate = authority.toString('pem');
    writeFileSync(keyFile, await exportKey(keys.privateKey), { mode: 0o600 });
    writeFileSync(certificateFile, certificate, { mode: 0o600 });
  }

  return {
    certificate,
    async leaf(host) {
      const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: `CN=${host.length > 64 ? 'edgewire' : host}`,
        issuer: name,
        notBefore: new Date(nowMs - 86_400_000),
        notAfter: new Date(nowMs + lifetimeMs),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: caKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
        ],
      });
      return { certificate: leaf.toString('pem'), key: await exportKey(keys.privateKey) };
    },
  };
}

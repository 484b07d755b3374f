// A certificate authority of this machine's own: its key lies in the state folder, readable by the owner only,
// and signs certificates for AWS host names. No trust store is touched.

import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

/** Certificate and key in PEM. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Signs certificates. */
export interface CertificateAuthority {
  /** The authority's own certificate, in PEM. */
  readonly certificate: string;
  /** A new certificate for one host name. */
  issue(host: string): Promise<IssuedCertificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
/** Go and Apple refuse certificates of a longer life. */
const leafDays = 397;
const authorityDays = 730;
/** An authority that ends sooner is made anew: a stack may run for weeks. */
const renewBeforeDays = 30;
/** Clocks of virtual machines lag. */
const backdatedMs = dayMs;

/**
 * Opens the authority of a folder, or makes it.
 *
 * @param folder - Made with access for its owner only.
 * @param nowMs - Machine time: the clients that check certificates know no other.
 */
export async function openCertificateAuthority(folder: string, nowMs: number): Promise<CertificateAuthority> {
  const stored = await readStored(folder);
  const isUsable = (pem: string) => {
    const certificate = new x509.X509Certificate(pem);
    return certificate.notAfter.getTime() > nowMs + renewBeforeDays * dayMs;
  };
  const { certificate, key } =
    stored !== undefined && isUsable(stored.certificate) ? stored : await makeAuthority(folder);
  const parsed = new x509.X509Certificate(certificate);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(key).export({ type: 'pkcs8', format: 'der' }),
    algorithm,
    false,
    ['sign'],
  );

  async function makeAuthority(path: string): Promise<StoredAuthority> {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const made = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: 'CN=Edgewire local certificate authority',
      notBefore: new Date(nowMs - backdatedMs),
      notAfter: new Date(nowMs + authorityDays * dayMs),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const authority = { certificate: made.toString('pem'), key: await pemOf(keys.privateKey) };
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeSecret(join(path, 'ca-key.pem'), authority.key);
    await writeSecret(join(path, 'ca.pem'), authority.certificate);
    return authority;
  }

  const issue = async (host: string): Promise<IssuedCertificate> => {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const isAddress = /^[\d.]+$|:/.test(host);
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      // A common name is limited to 64 characters; clients read the alternative names.
      subject: 'CN=Edgewire local endpoint',
      issuer: parsed.subject,
      notBefore: new Date(nowMs - backdatedMs),
      notAfter: new Date(Math.min(nowMs + leafDays * dayMs, parsed.notAfter.getTime())),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: isAddress ? 'ip' : 'dns', value: host }]),
        await x509.AuthorityKeyIdentifierExtension.create(parsed.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { cert: made.toString('pem'), key: await pemOf(keys.privateKey) };
  };

  return { certificate, issue };
}

interface StoredAuthority {
  readonly certificate: string;
  readonly key: string;
}

async function readStored(folder: string): Promise<StoredAuthority | undefined> {
  try {
    const [certificate, key] = await Promise.all([
      readFile(join(folder, 'ca.pem'), 'utf8'),
      readFile(join(folder, 'ca-key.pem'), 'utf8'),
    ]);
    return { certificate, key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// The mode is right from the first byte, and a reader never sees half a file.
async function writeSecret(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, text, { mode: 0o600, flag: 'w' });
  await rename(partial, path);
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

// Positive, and short enough for every reader.
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('hex');
}

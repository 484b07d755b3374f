// Runs inside a worker thread: makes certificates and ends with its thread. The library behind it is large, and needed
// for moments only.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type IssuedCertificate, openCertificateAuthority } from './certificate-authority.js';

/** What the thread starts with. */
export interface CertificateThreadStart {
  readonly folder: string;
  readonly nowMs: number;
}

/** A question: the host to issue for, or nothing for the authority's own certificate. */
export interface CertificateRequest {
  readonly id: number;
  readonly host?: string;
}

/** An answer: certificate and key, the latter empty for the authority's own; or why there is none. */
export type CertificateReply =
  | { readonly id: number; readonly issued: IssuedCertificate }
  | { readonly id: number; readonly failure: string };

const { folder, nowMs } = workerData as CertificateThreadStart;
// The parent always starts this file as a thread.
const port = parentPort as MessagePort;
const opened = openCertificateAuthority(folder, nowMs);

async function answer({ id, host }: CertificateRequest): Promise<CertificateReply> {
  try {
    const authority = await opened;
    const issued =
      host === undefined ? { cert: authority.certificate, key: '' } : await authority.issue(host);
    return { id, issued };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (request: CertificateRequest) => {
  void answer(request).then((reply) => port.postMessage(reply));
});

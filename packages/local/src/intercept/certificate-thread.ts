// The certificate authority as a thread that is there only while certificates are made.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CertificateAuthority, IssuedCertificate } from './certificate-authority.js';
import type { CertificateReply, CertificateRequest, CertificateThreadStart } from './certificate-worker.js';

/** A thread without a request for this long ends, in machine time. */
const idleMs = 2_000;

const workerFile = fileURLToPath(new URL('./certificate-worker.js', import.meta.url));

/** An authority whose work is done elsewhere. */
export interface CertificateThread extends CertificateAuthority {
  /** Ends the thread, should it run. */
  close(): Promise<void>;
}

/**
 * Opens the authority of a folder, or makes it, in a thread of its own.
 *
 * @param folder - See `openCertificateAuthority`.
 * @param nowMs - Machine time, asked at every start of the thread.
 */
export async function openCertificateThread(folder: string, nowMs: () => number): Promise<CertificateThread> {
  const waiting = new Map<number, { resolve(issued: IssuedCertificate): void; reject(error: Error): void }>();
  const known = new Map<string, Promise<IssuedCertificate>>();
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let serial = 0;

  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const worker = new Worker(workerFile, {
      workerData: { folder, nowMs: nowMs() } satisfies CertificateThreadStart,
      execArgv: ['--no-warnings'],
    });
    worker.unref();
    worker.on('message', (reply: CertificateReply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('issued' in reply) asked?.resolve(reply.issued);
      else asked?.reject(new Error(reply.failure));
      if (waiting.size === 0) idle = setTimeout(() => void end(), idleMs).unref();
    });
    worker.on('error', fail);
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
    });
    return worker;
  };
  const end = async () => {
    const worker = thread;
    thread = undefined;
    clearTimeout(idle);
    fail(new Error('The certificate authority is closed'));
    await worker?.terminate();
  };
  const ask = (host?: string) =>
    new Promise<IssuedCertificate>((resolve, reject) => {
      clearTimeout(idle);
      thread ??= start();
      const id = ++serial;
      waiting.set(id, { resolve, reject });
      thread.postMessage({ id, ...(host === undefined ? {} : { host }) } satisfies CertificateRequest);
    });

  const { cert } = await ask();
  return {
    certificate: cert,
    issue(host) {
      const issued = known.get(host) ?? ask(host);
      known.set(host, issued);
      issued.catch(() => known.delete(host));
      return issued;
    },
    close: end,
  };
}

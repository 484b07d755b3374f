// Sends a worker's TLS connections for AWS host names to the local listener, keeping the name for SNI and Host.
// Not covered: http2, clients that took tls.connect before this ran (spec/sdk-wire.md 6).

import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { ConnectionOptions, connect } from 'node:tls';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { matchesHostName } from '../intercept/aws-host.js';
import type { WorkerRedirect } from './worker-messages.js';

/** Where redirected connections go. */
interface RedirectTarget {
  readonly port: number;
  readonly ca: string;
}

/** The worker's port, which also carries invocations. */
export interface RedirectPort {
  readonly port: MessagePort;
  /** Takes a message that is not for the redirect. */
  readonly keep: (message: unknown) => void;
}

/** Wraps `tls.connect`; the target is asked for once, at the first AWS host. */
export function installRedirect(redirect: WorkerRedirect, port: RedirectPort): void {
  const tls = createRequire(import.meta.url)('node:tls') as { connect: typeof connect };
  const original = tls.connect as (...args: unknown[]) => unknown;
  const pattern = new RegExp(redirect.hostPattern, 'i');
  let target: RedirectTarget | undefined;
  tls.connect = ((...args: unknown[]) => {
    const options = optionsOf(args);
    const host = options?.servername ?? options?.host;
    if (
      options === undefined ||
      host === undefined ||
      !pattern.test(host) ||
      redirect.passthrough.some((name) => matchesHostName(name, host))
    ) {
      return original(...args);
    }
    target ??= askForTarget(redirect, port);
    const changed = { ...options, host: '127.0.0.1', port: target.port, ca: target.ca, servername: host };
    delete (changed as { socket?: unknown }).socket;
    return original(changed, ...args.filter((argument) => typeof argument === 'function'));
  }) as typeof connect;
  syncBuiltinESMExports();
}

function optionsOf(args: readonly unknown[]): ConnectionOptions | undefined {
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) {
    const options = first as ConnectionOptions;
    // A Unix socket has no host name; an HTTPS agent says `null` where it has none.
    return typeof options.path === 'string' ? undefined : options;
  }
  if (typeof first !== 'number') return undefined;
  const host = typeof second === 'string' ? second : undefined;
  const rest = args.find((argument) => typeof argument === 'object' && argument !== null) as
    | ConnectionOptions
    | undefined;
  return { ...rest, port: first, ...(host === undefined ? {} : { host }) };
}

// tls.connect is synchronous, so the worker waits for the parent's answer.
function askForTarget(redirect: WorkerRedirect, { port, keep }: RedirectPort): RedirectTarget {
  const signal = new Int32Array(redirect.signal);
  Atomics.store(signal, 0, 0);
  port.postMessage({ type: 'redirect-wanted' });
  Atomics.wait(signal, 0, 0, 10_000);
  for (
    let received = receiveMessageOnPort(port);
    received !== undefined;
    received = receiveMessageOnPort(port)
  ) {
    const reply = received.message as { type?: string; target?: RedirectTarget; message?: string };
    if (reply.type !== 'redirect') {
      keep(received.message);
      continue;
    }
    if (reply.target !== undefined) return reply.target;
    throw new Error(`Edgewire: ${reply.message ?? 'the local TLS listener is not there'}`);
  }
  throw new Error('Edgewire: the local TLS listener did not answer');
}

// Lets unmodified code reach local services although it names AWS hosts (design section 3, "Unmodified code").

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Emit } from '../events/stack-event.js';
import type { HttpEntry } from '../http-entry.js';
import type { Closable } from '../ports.js';
import { isAwsHost, matchesHostName, serviceOfHost } from './aws-host.js';
import { openCertificateThread } from './certificate-thread.js';
import { createTlsListener } from './tls-listener.js';

/** What the interception needs. */
export interface InterceptOptions {
  /** Where the certificate authority lives; part of the state folder. */
  readonly folder: string;
  /** Machine time. */
  readonly nowMs: () => number;
  readonly emit: Emit;
  /** Who answers for an AWS host name; `undefined` when nothing of the stack does. */
  readonly entryOf: (host: string) => HttpEntry | undefined;
  /**
   * Host names, or `*.suffix`, that functions may reach for real.
   * @default []
   */
  readonly passthroughHosts?: readonly string[];
  /**
   * Services that have a local counterpart, by the name in their host.
   * @default those that the local cloud runs
   */
  readonly servedServices?: ReadonlySet<string>;
  /**
   * Environment of this process: certificates that the user already trusts stay trusted.
   * @default `process.env`
   */
  readonly hostEnv?: Readonly<Record<string, string | undefined>>;
}

/** The interception. Nothing is opened before the first use. */
export interface Intercept extends Closable {
  /** Port of the TLS listener and its authority's certificate in PEM, for Node workers. */
  target(): Promise<{ readonly port: number; readonly ca: string }>;
  /** Variables that lead other processes to the listener: proxy and certificates. */
  processVariables(): Promise<Readonly<Record<string, string>>>;
}

const runServices: ReadonlySet<string> = new Set([
  'cloudformation',
  'dynamodb',
  'events',
  'execute-api',
  'lambda',
  's3',
  'scheduler',
  'sns',
  'sqs',
  'ssm',
  'sts',
]);

/** @source spec/sdk-wire.md 6; evidence/realtime.md 3 */
export function createIntercept(options: InterceptOptions): Intercept {
  const { emit, folder, passthroughHosts = [], servedServices = runServices } = options;
  const refused = new Set<string>();

  const isPassed = (host: string) => passthroughHosts.some((name) => matchesHostName(name, host));
  const servedEntry = (host: string): HttpEntry | undefined => {
    const service = serviceOfHost(host);
    return service !== undefined && servedServices.has(service) ? options.entryOf(host) : undefined;
  };
  const refusalOf = (host: string) =>
    `Host "${host}" is not served locally; start with --passthrough ${host} to let calls reach AWS`;
  // Once a host: SDKs in a loop would fill the log.
  const tellRefusal = (host: string) => {
    if (refused.has(host)) return;
    refused.add(host);
    emit('intercept.refused', { host, message: refusalOf(host) }, { level: 'error' });
  };
  const refusal = (host: string): HttpEntry => ({
    request(request, response) {
      tellRefusal(host);
      request.resume();
      response.writeHead(400, {
        'content-type': 'application/json',
        'x-amzn-errortype': 'HostNotServedLocally',
        connection: 'close',
      });
      response.end(JSON.stringify({ __type: 'HostNotServedLocally', message: refusalOf(host) }));
    },
  });

  const open = async () => {
    const authority = await openCertificateThread(folder, options.nowMs);
    const listener = await createTlsListener({
      authority,
      entryOf: (host) => servedEntry(host) ?? refusal(host),
      // A database or a broker answers nothing readable to a refusal: its driver only sees the connection end.
      onHost: (host) => {
        if (servedEntry(host) === undefined) tellRefusal(host);
      },
      isServed: (host) => isAwsHost(host) && !isPassed(host),
    });
    return { authority, listener };
  };
  let opened: ReturnType<typeof open> | undefined;
  let bundle: Promise<string> | undefined;
  const openOnce = () => {
    opened ??= open();
    return opened;
  };

  return {
    async target() {
      const { authority, listener } = await openOnce();
      return { port: listener.port, ca: authority.certificate };
    },
    async processVariables() {
      const { authority, listener } = await openOnce();
      bundle ??= writeBundle(folder, authority.certificate, options.hostEnv ?? process.env);
      const certificates = await bundle;
      const proxy = `http://127.0.0.1:${listener.port}`;
      const local = 'localhost,127.0.0.1,::1';
      return {
        HTTPS_PROXY: proxy,
        https_proxy: proxy,
        NO_PROXY: local,
        no_proxy: local,
        AWS_CA_BUNDLE: certificates,
        SSL_CERT_FILE: certificates,
        REQUESTS_CA_BUNDLE: certificates,
        NODE_EXTRA_CA_CERTS: certificates,
      };
    },
    async close() {
      if (opened === undefined) return;
      const { authority, listener } = await opened;
      await Promise.all([authority.close(), listener.close()]);
    },
  };
}

// Go and Python take one file instead of adding to the system's: the public roots must be in it too.
async function writeBundle(
  folder: string,
  authority: string,
  hostEnv: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = [hostEnv.SSL_CERT_FILE, hostEnv.NODE_EXTRA_CA_CERTS].filter((path) => path !== undefined);
  const own = await Promise.all(
    // A variable that names no file has no effect elsewhere either.
    [...new Set(named)].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const path = join(folder, 'ca-bundle.pem');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, [authority, ...rootCertificates, ...own].map((pem) => pem.trim()).join('\n'), {
    mode: 0o600,
  });
  return path;
}

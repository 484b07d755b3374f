// A distribution on a real port for tests: folder origin, fake function runner, manual clock.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createManualClock, type ManualClock } from '../src/clock/manual-clock.js';
import {
  type CloudFront,
  createCloudFront,
  type EdgeFunctionCall,
  type EdgeFunctionOutcome,
  type EdgeFunctionRunner,
  parseDistribution,
} from '../src/cloudfront/index.js';
import type { StackEvent } from '../src/events/stack-event.js';
import type { StackIdentity } from '../src/ports.js';
import { createSeededRandom } from '../src/random.js';
import { createS3, parseBucket, parseBucketPolicy, type S3 } from '../src/s3/index.js';

export const testIdentity: StackIdentity = {
  stackName: 'blog-dev',
  stage: 'dev',
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export const distributionArn = 'arn:aws:cloudfront::123456789012:distribution/E1';
export const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';
export const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** What one response was, as a test compares it. */
export interface TestResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Alternating names and values as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
  /** `X-Cache` without ` from cloudfront`. */
  readonly xCache: string;
}

export interface TestRequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TestStack {
  readonly cloudfront: CloudFront;
  readonly s3: S3;
  readonly clock: ManualClock;
  readonly events: StackEvent[];
  readonly root: string;
  readonly port: number;
  get(path: string, options?: TestRequestOptions): Promise<TestResponse>;
  write(path: string, content: string | Buffer): void;
  distribute(config: Record<string, unknown>): void;
  grant(...actions: string[]): void;
  close(): Promise<void>;
}

/** An outcome without the report, which the fake adds. */
export type FakeOutcome = EdgeFunctionOutcome extends infer Each
  ? Each extends EdgeFunctionOutcome
    ? Omit<Each, 'report'>
    : never
  : never;

/** Runs plain code in place of an engine. */
export function fakeRunner(run: (call: EdgeFunctionCall) => FakeOutcome): EdgeFunctionRunner {
  return {
    run: async (call) => ({ ...run(call), report: { durationMs: 0, logs: [] } }),
    close: async () => {},
  };
}

/** The default cache behavior of most tests. */
export function defaultBehavior(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    TargetOriginId: 'site',
    ViewerProtocolPolicy: 'redirect-to-https',
    CachePolicyId: cachingOptimized,
    Compress: true,
    ...more,
  };
}

export const siteOrigin: Record<string, unknown> = {
  Id: 'site',
  DomainName: 'site.s3.eu-west-1.amazonaws.com',
  S3OriginConfig: {},
  OriginAccessControlId: 'set',
};

/** Starts a distribution over `files` with everything else as given. */
export async function startStack(
  setup: {
    readonly files?: Readonly<Record<string, string | Buffer>>;
    readonly config?: Record<string, unknown>;
    /** `'engine'` runs the functions' own code. @default - a runner that changes nothing */
    readonly functions?: EdgeFunctionRunner | 'engine';
    readonly options?: { readonly isCacheStrict?: boolean; readonly treatsHttpAsHttps?: boolean };
    readonly resolveLocal?: (domainName: string) => { host: string; port: number } | undefined;
    readonly prepare?: (cloudfront: CloudFront) => void;
  } = {},
): Promise<TestStack> {
  const root = mkdtempSync(join(tmpdir(), 'edgewire-cf-'));
  const site = join(root, 'public');
  mkdirSync(site);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), content);
  };
  for (const [path, content] of Object.entries(setup.files ?? {})) write(path, content);
  const clock = createManualClock(1_705_752_000_000);
  const events: StackEvent[] = [];
  const emit = (kind: string, data: unknown, details: object = {}) => {
    // The parameters come from callers of the typed `Emit`.
    events.push({ seq: 0, timeMs: 0, level: 'info', kind, data, ...details } as StackEvent);
  };
  const random = createSeededRandom(5);
  const s3 = createS3({
    clock,
    random,
    emit,
    identity: testIdentity,
    stateFolder: join(root, 'state'),
    bucketFolders: { Site: site },
  });
  s3.putBucket(parseBucket({}, { logicalId: 'Site', name: 'site' }).value);
  const cloudfront = createCloudFront({
    clock,
    random,
    emit,
    identity: testIdentity,
    s3,
    ...(setup.functions === 'engine'
      ? {}
      : { functions: setup.functions ?? fakeRunner(({ request }) => ({ kind: 'request', request })) }),
    ...(setup.resolveLocal === undefined ? {} : { resolveLocal: setup.resolveLocal }),
    ...setup.options,
  });
  setup.prepare?.(cloudfront);
  const distribute = (config: Record<string, unknown>) => {
    const { value, diagnostics } = parseDistribution(
      { DistributionConfig: { Enabled: true, Origins: [siteOrigin], ...config } },
      { id: 'E1', arn: distributionArn, domainName: 'd111111abcdef8.cloudfront.net', logicalId: 'Cdn' },
    );
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
    cloudfront.putDistribution(value);
  };
  distribute({ DefaultCacheBehavior: defaultBehavior(), ...setup.config });
  const grant = (...actions: string[]) => {
    const document = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Action: actions,
          Resource: ['arn:aws:s3:::site', 'arn:aws:s3:::site/*'],
          Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
        },
      ],
    };
    s3.putBucketPolicy('site', parseBucketPolicy(document, { path: 'p' }).value);
  };
  grant('s3:GetObject', 's3:ListBucket');
  const server: Server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    cloudfront.entry('E1')?.request(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    cloudfront,
    s3,
    clock,
    events,
    root,
    port,
    write,
    distribute,
    grant,
    get: (path, options) => send(port, path, options),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await cloudfront.close();
      await s3.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Sends the path exactly as given: `fetch` would normalise it. */
export function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: TestRequestOptions = {},
): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            statusText: incoming.statusMessage ?? '',
            headers: incoming.headers,
            rawHeaders: incoming.rawHeaders,
            body: bytes,
            text: bytes.toString(),
            xCache: String(incoming.headers['x-cache']).replace(' from cloudfront', ''),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

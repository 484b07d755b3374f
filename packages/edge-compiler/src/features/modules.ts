// The modules a function can load, their members and the argument values they take.

import { type Evidence, inRuntimes, type SupportByRuntime } from './runtime.js';

/** One way to load a module. */
export interface ModuleForm {
  readonly module: string;
  readonly form: 'require' | 'import';
  readonly support: SupportByRuntime;
  readonly source: string;
  readonly evidence: Evidence;
}

/** @source spec/cloudfront.md 1.7 */
export const moduleForms: readonly ModuleForm[] = [
  form('crypto', 'require', inRuntimes('documented', 'documented'), 'aws'),
  form('querystring', 'require', inRuntimes('documented', 'documented'), 'aws'),
  form('buffer', 'require', inRuntimes('refused', 'documented'), 'aws'),
  form('cloudfront', 'require', inRuntimes('refused', 'refused'), 'aws'),
  form('cloudfront', 'import', inRuntimes('refused', 'documented'), 'aws'),
  form('crypto', 'import', inRuntimes('works', 'works'), 'engine'),
  form('querystring', 'import', inRuntimes('works', 'works'), 'engine'),
  form('buffer', 'import', inRuntimes('refused', 'works'), 'engine'),
];

function form(
  module: string,
  kind: 'require' | 'import',
  support: SupportByRuntime,
  evidence: Evidence,
): ModuleForm {
  return { module, form: kind, support, source: 'spec/cloudfront.md 1.7', evidence };
}

/** Members of each module. @source spec/cloudfront.md 1.9, 1.10, 1.12, 1.13, 1.14, 1.15 */
export const moduleMembers: Readonly<Record<string, readonly string[]>> = {
  crypto: ['createHash', 'createHmac'],
  querystring: ['parse', 'decode', 'stringify', 'encode', 'escape', 'unescape'],
  buffer: ['Buffer', 'constants', 'kMaxLength'],
  cloudfront: [
    'kvs',
    'updateRequestOrigin',
    'selectRequestOriginById',
    'createRequestOriginGroup',
    'edgeLocation',
    'logCustomData',
    'distributionTenant',
    'cwt',
  ],
};

/** Helpers that CloudFront refuses outside viewer-request. @source spec/cloudfront.md 1.14 */
export const originHelpers: readonly string[] = [
  'updateRequestOrigin',
  'selectRequestOriginById',
  'createRequestOriginGroup',
];

/** Members of the key value store handle, all but `count` on AWS's current page. @source spec/cloudfront.md 1.13 */
export const storeMembers: readonly string[] = ['get', 'exists', 'meta', 'count'];

/** Formats of `handle.get`. @source spec/cloudfront.md 1.13 */
export const storeFormats: readonly string[] = ['string', 'json', 'bytes'];

/** @source spec/cloudfront.md 1.9 */
export const hashAlgorithms: readonly string[] = ['md5', 'sha1', 'sha256'];

/** @source spec/cloudfront.md 1.9 */
export const digestEncodings: readonly string[] = ['hex', 'base64', 'base64url'];

/** @source spec/cloudfront.md 1.12 */
export const bufferEncodings: readonly string[] = ['utf8', 'utf-8', 'hex', 'base64', 'base64url'];

/** Node's built-in modules, which npm packages ask for and CloudFront does not have. */
export const nodeModules: readonly string[] = [
  'assert',
  'async_hooks',
  'buffer',
  'child_process',
  'cluster',
  'console',
  'constants',
  'crypto',
  'dgram',
  'diagnostics_channel',
  'dns',
  'domain',
  'events',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'inspector',
  'module',
  'net',
  'os',
  'path',
  'perf_hooks',
  'process',
  'punycode',
  'querystring',
  'readline',
  'repl',
  'stream',
  'stream/promises',
  'stream/web',
  'string_decoder',
  'sys',
  'timers',
  'timers/promises',
  'tls',
  'trace_events',
  'tty',
  'url',
  'util',
  'util/types',
  'v8',
  'vm',
  'wasi',
  'worker_threads',
  'zlib',
];

// TypeScript in, one script out that CloudFront runs.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { BuildEntry } from '../bundle/bundle-entries.js';
import type { EdgeEventType, EdgeRuntimeName } from '../features/runtime.js';

/** How to build. */
export interface BuildOptions {
  readonly runtime: EdgeRuntimeName;
  /** The event that the function is for. @default - as the code suggests, else viewer-request */
  readonly eventType?: EdgeEventType;
  /** Texts by name, put in for `process.env.STAGE` and its like. */
  readonly define?: Readonly<Record<string, string>>;
  /** Folder that relative paths start from. @default the process's */
  readonly workingDirectory?: string;
}

/** A function that can be uploaded. */
export interface BuiltFunction {
  readonly kind: 'built';
  readonly code: string;
  /** Source map, version 3, as JSON; sources are relative to the working directory. */
  readonly map: string;
  /** UTF-8 bytes of `code`; at most `limit`. */
  readonly bytes: number;
  readonly limit: number;
  readonly runtime: EdgeRuntimeName;
  readonly eventType: EdgeEventType;
  /** Files whose code is inside, largest first, with their bytes before lowering. */
  readonly inputs: readonly BuildInput[];
  /** Licence comments of what is inside, which `code` leaves out: keep them beside it. Empty without any. */
  readonly licenses: string;
  /** Warnings and notes about the sources. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A file inside a build. */
export interface BuildInput {
  readonly file: string;
  readonly bytes: number;
}

/** The function, or why there is none. */
export type BuildResult =
  | BuiltFunction
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

/**
 * Builds one function of one or more entries.
 *
 * @param entries - Files, or sources in memory. An entry has a default export or an export `handler` (a function or a
 *   `pipeline(…)`), or is a plain script with `function handler`. Several run left to right; the first that returns a
 *   response ends the chain.
 * @returns The function, or at least one error with its place in the user's files. Nothing comes out that the runtime
 *   would refuse or is known to misexecute.
 * @throws Never for a user's mistake.
 * @source spec/cloudfront.md 1, 4.1, 8; evidence/engine.md 7
 * @example A constant of the deployment stage
 * ```ts
 * const result = await buildFunction(
 *   [{ file: 'edge.ts', code: 'export const handler = ({ request }: any) => ({ ...request, uri: process.env.HOME_PAGE })' }],
 *   { runtime: 'cloudfront-js-2.0', define: { 'process.env.HOME_PAGE': '/index.html' } },
 * );
 * assert.equal(result.kind, 'built');
 * ```
 */
export async function buildFunction(
  entries: readonly BuildEntry[],
  options: BuildOptions,
): Promise<BuildResult> {
  // A check alone must not wait for the tools of a build.
  const { runBuild } = await import('./build-steps.js');
  return runBuild(entries, options);
}

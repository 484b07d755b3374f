// TypeScript in, one script out that CloudFront runs: bundles, lowers, checks and shrinks.

import { type Diagnostic, hasErrors, sortDiagnostics } from '@edgewire/diagnostics';
import { type BuildEntry, bundleEntries, compositionName } from '../bundle/bundle-entries.js';
import { checkFunction } from '../check/check-function.js';
import { rules } from '../check/rules/index.js';
import { maxCodeBytes } from '../features/limits.js';
import type { EdgeEventType, EdgeRuntimeName } from '../features/runtime.js';
import { addHelpers } from '../lower/add-helpers.js';
import { boxLocals, UnsupportedCapture } from '../lower/box-locals.js';
import { hoistAwaits, UnsupportedAwait } from '../lower/hoist-awaits.js';
import { isAsynchronous, joinPipeline } from '../lower/join-pipeline.js';
import { lowerSyntax, runBabel } from '../lower/lower-syntax.js';
import { editCode, type MappedCode } from '../lower/mapped-code.js';
import { minify } from '../lower/minify.js';
import { prepareBundle } from '../lower/prepare.js';
import { findRefusals } from '../lower/refuse.js';
import { shake } from '../lower/shake.js';
import { createSourcePlaces } from './source-places.js';

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
  const { runtime } = options;
  const define = Object.fromEntries(
    Object.entries(options.define ?? {}).map(([name, text]) => [name, JSON.stringify(text)]),
  );
  const bundle = await bundleEntries(entries, {
    workingDirectory: options.workingDirectory ?? process.cwd(),
    define,
    eventType: options.eventType,
  });
  if (bundle.kind === 'failed') return bundle;
  const { eventType } = bundle;
  const joined = joinPipeline(bundle, eventType);
  const shakeFor = (isAsync: boolean) =>
    shake(joined, {
      EDGEWIRE_EVENT_TYPE: JSON.stringify(eventType),
      EDGEWIRE_ASYNC: String(isAsync),
    });
  const plain = await shakeFor(false);
  const isAsync = isAsynchronous(plain);
  const source = isAsync ? await shakeFor(true) : plain;

  const refusals = refusalsOf(source, runtime);
  if (hasErrors(refusals)) return { kind: 'failed', diagnostics: refusals };
  const prepared = prepareBundle(source);
  if (prepared.foreignModules.length > 0) {
    return {
      kind: 'failed',
      diagnostics: prepared.foreignModules.map((name) => foreign(name, bundle.metafile)),
    };
  }
  const lowered = lower(prepared, runtime);
  if (lowered.kind === 'failed') return lowered;
  const checked = check(lowered.step, options, eventType);
  const diagnostics = sortDiagnostics([...refusals, ...checked]);
  if (hasErrors(diagnostics)) return { kind: 'failed', diagnostics };

  const small = await minify(lowered.step, { runtime, isAsync });
  const left = checkFunction({
    code: small.code,
    runtime,
    eventType,
    rules: loadingRules,
  }).diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'EW1004');
  if (left.length > 0)
    return { kind: 'failed', diagnostics: left.map((finding) => ownMistake(finding.message)) };
  const bytes = Buffer.byteLength(small.code);
  const inputs = inputsOf(bundle.metafile);
  if (bytes > maxCodeBytes) return { kind: 'failed', diagnostics: [tooLarge(bytes, inputs), ...diagnostics] };
  return {
    kind: 'built',
    code: small.code,
    map: small.map,
    bytes,
    limit: maxCodeBytes,
    runtime,
    eventType,
    inputs,
    diagnostics,
  };
}

function lower(
  prepared: ReturnType<typeof prepareBundle>,
  runtime: EdgeRuntimeName,
):
  | { readonly kind: 'lowered'; readonly step: MappedCode }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] } {
  const fail = (step: MappedCode, message: string, offset: number | undefined, help: string) => {
    const where = offset === undefined ? undefined : places(step).ofSpan(offset, offset + 1);
    const diagnostic: Diagnostic = {
      code: 'EW1606',
      severity: 'error',
      message,
      ...(where === undefined ? {} : { where }),
      help,
    };
    return { kind: 'failed', diagnostics: [diagnostic] } as const;
  };
  let step: MappedCode = lowerSyntax(prepared, runtime);
  if (runtime === 'cloudfront-js-2.0') {
    try {
      step = runBabel(step, { plugins: [hoistAwaits] });
    } catch (error) {
      if (!(error instanceof UnsupportedAwait)) throw error;
      const { line, column, what } = error;
      const where =
        line === undefined || column === undefined ? undefined : places(step).ofWhere({ line, column });
      return {
        kind: 'failed',
        diagnostics: [
          {
            code: 'EW1606',
            severity: 'error',
            message: `Cannot keep the order of ${what}`,
            ...(where === undefined ? {} : { where }),
            help: 'put the awaited value into a constant before this statement',
          },
        ],
      };
    }
    try {
      step = boxLocals(step);
    } catch (error) {
      if (!(error instanceof UnsupportedCapture)) throw error;
      return fail(
        step,
        error.message,
        error.offset,
        'copy it into a constant inside the block, or into an object',
      );
    }
  }
  return { kind: 'lowered', step: addHelpers(step, runtime, prepared.helpers) };
}

// What minifying could break. Rules about values have judged the readable code: in the small one they would see through
// the helpers' branches for other types.
const loadingRules = rules.filter(({ name }) =>
  ['unsupported-syntax', 'async-closure', 'handler', 'named-constructors', 'modules'].includes(name),
);

const ownSources = new RegExp(`^(${compositionName}:|step\\.js$|<stdin>$)`);

function places(step: MappedCode): ReturnType<typeof createSourcePlaces> {
  return createSourcePlaces(step, (source) => ownSources.test(source));
}

function refusalsOf(step: MappedCode, runtime: EdgeRuntimeName): Diagnostic[] {
  let found: Diagnostic[] = [];
  const placesOf = places(step);
  editCode(step, (context) => {
    found = findRefusals(context, runtime).map(({ at, ...finding }) => {
      const where = placesOf.ofSpan(at.start, at.end);
      return { ...finding, ...(where === undefined ? {} : { where }) };
    });
  });
  return sortDiagnostics(found);
}

// What the checker says of lowered code, at the user's places. Warnings about what the build wrote itself are not the
// user's business; an error there is ours.
function check(step: MappedCode, { runtime }: BuildOptions, eventType: EdgeEventType): Diagnostic[] {
  const placesOf = places(step);
  const seen = new Set<string>();
  return checkFunction({ code: step.code, runtime, eventType }).diagnostics.flatMap((finding) => {
    // Size is judged at the end.
    if (['EW1004', 'EW1005'].includes(finding.code)) return [];
    const where = finding.where === undefined ? undefined : placesOf.ofWhere(finding.where);
    if (where === undefined) return finding.severity === 'error' ? [ownMistake(finding.message)] : [];
    const key = `${finding.code} ${where.file} ${where.line} ${where.column}`;
    if (seen.has(key)) return [];
    seen.add(key);
    // A fix would replace text of the lowered code.
    const { fix: _fix, notes: _notes, ...rest } = finding;
    return [{ ...rest, where }];
  });
}

function ownMistake(message: string): Diagnostic {
  return {
    code: 'EW1614',
    severity: 'error',
    message: `What came out of the build would not run: ${message}`,
    help: 'simplify the source near it, and please report this with the source',
  };
}

type Metafile = Extract<Awaited<ReturnType<typeof bundleEntries>>, { kind: 'bundled' }>['metafile'];

function foreign(module: string, metafile: Metafile): Diagnostic {
  const importer = Object.entries(metafile.inputs).find(([, input]) =>
    input.imports.some(({ path, external }) => external === true && path.replace(/^node:/, '') === module),
  )?.[0];
  return {
    code: 'EW1602',
    severity: 'error',
    message: `Cannot use module "${module}": it is Node's, and CloudFront Functions have crypto, querystring, buffer (2.0) and cloudfront (2.0) only`,
    ...(importer === undefined ? {} : { where: { file: importer } }),
    help: 'remove the import, or the package that needs it',
  };
}

function inputsOf(metafile: Metafile): BuildInput[] {
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && !ownSources.test(file))
    .map(([file, { bytesInOutput }]) => ({ file, bytes: bytesInOutput }))
    .sort((left, right) => right.bytes - left.bytes || (left.file < right.file ? -1 : 1));
}

function tooLarge(bytes: number, inputs: readonly BuildInput[]): Diagnostic {
  const largest = inputs.slice(0, 5).map(({ file, bytes: size }) => `${file} (${size} B before lowering)`);
  return {
    code: 'EW1607',
    severity: 'error',
    message: `The function has ${bytes} bytes: the limit is ${maxCodeBytes}. Largest inputs: ${largest.join(', ')}`,
    help: 'remove imports, or move tables to the key value store',
  };
}

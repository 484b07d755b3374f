// The steps of a build in order: bundles, leaves out, refuses, lowers, checks, shrinks, checks again. Loads the tools, which
// takes a while: buildFunction loads this file when something is built.

import { type Diagnostic, hasErrors, sortDiagnostics } from '@edgewire/diagnostics';
import { type BuildEntry, type Bundled, bundleEntries, compositionName } from '../bundle/bundle-entries.js';
import { importChain, importPlace } from '../bundle/import-chain.js';
import { removeUnused } from '../bundle/remove-unused.js';
import { checkFunction } from '../check/check-function.js';
import { rules } from '../check/rules/index.js';
import { codeWarningBytes, maxCodeBytes, maxSourceBytes } from '../features/limits.js';
import type { EdgeEventType, EdgeRuntimeName } from '../features/runtime.js';
import { foldConditions, isAsynchronous, joinPipeline } from '../lower/join-pipeline.js';
import { lowerBundle } from '../lower/lower-bundle.js';
import { editCode, type MappedCode } from '../lower/mapped-code.js';
import { minify } from '../lower/minify.js';
import { findRefusals } from '../lower/refuse.js';
import type { BuildInput, BuildOptions, BuildResult } from './build-function.js';
import { createSourcePlaces } from './source-places.js';

/** Builds; see `buildFunction`. */
export async function runBuild(entries: readonly BuildEntry[], options: BuildOptions): Promise<BuildResult> {
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
  const inputs = inputsOf(bundle.metafile);
  // What is far too large once nothing unused is in it need not be lowered to know it.
  if (bundle.code.length > maxSourceBytes) return failed([tooLarge(Buffer.byteLength(bundle.code), inputs)]);
  const joined = await removeUnused(joinPipeline(bundle, eventType), { EDGEWIRE_ASYNC: 'false' });
  // Runtime 1.0 waits for nothing; what is asynchronous in the source is refused below.
  const isAsync = runtime === 'cloudfront-js-2.0' && isAsynchronous(joined);
  const source = isAsync
    ? await removeUnused(joinPipeline(bundle, eventType), { EDGEWIRE_ASYNC: 'true' })
    : joined;

  const refusals = refusalsOf(source, { runtime, bundle });
  if (hasErrors(refusals)) return failed(refusals);
  const lowered = lowerBundle(editCode(source, foldConditions), runtime);
  if (lowered.kind === 'refused') {
    const { where, ...finding } = lowered.diagnostic;
    const place = where && places(lowered.step).ofWhere(where);
    return failed([...refusals, { ...finding, ...(place === undefined ? {} : { where: place }) }]);
  }
  const checked = check(lowered, options, eventType);
  const diagnostics = sortDiagnostics([...refusals, ...checked]);
  if (hasErrors(diagnostics)) return failed(diagnostics);

  const small = await minifyChecked(lowered, { runtime, eventType, isAsync });
  if (small.kind === 'failed') return small;
  const bytes = Buffer.byteLength(small.code);
  if (bytes > maxCodeBytes) return failed([tooLarge(bytes, inputs), ...diagnostics]);
  if (bytes > codeWarningBytes) diagnostics.push(nearlyTooLarge(bytes, inputs));
  return {
    kind: 'built',
    code: small.code,
    map: small.map,
    bytes,
    limit: maxCodeBytes,
    runtime,
    eventType,
    inputs,
    licenses: bundle.licenses,
    diagnostics,
  };
}

function failed(diagnostics: readonly Diagnostic[]) {
  return { kind: 'failed', diagnostics } as const;
}

// What minifying could break, and what the helpers themselves are held to. Rules about values judge the users' code while it
// is readable: in the small one, and in the helpers, they would see the branches for other types.
const loadingRules = rules.filter(({ name }) =>
  [
    'unsupported-syntax',
    'async-closure',
    'handler',
    'misread-declarators',
    'named-constructors',
    'modules',
  ].includes(name),
);
const loadingCodes = new Set<string>(loadingRules.flatMap(({ codes }) => codes));
// In minified code it stands in the heads of loops only: the others are taken apart.
const misreadDeclarator = 'EW1524';

const ownSources = new RegExp(`^(${compositionName}:|step\\.js$|<stdin>$)`);

function places(step: MappedCode): ReturnType<typeof createSourcePlaces> {
  return createSourcePlaces(step, (source) => ownSources.test(source));
}

function refusalsOf(
  step: MappedCode,
  { runtime, bundle }: { readonly runtime: EdgeRuntimeName; readonly bundle: Bundled },
): Diagnostic[] {
  let found: Diagnostic[] = [];
  const placesOf = places(step);
  const chainTo = (module: string) => importChain(bundle.metafile, module);
  editCode(step, (context) => {
    const fileOf = (node: { readonly start: number; readonly end: number }) =>
      placesOf.ofSpan(node.start, node.end)?.file;
    found = findRefusals(context, runtime, { chainTo, fileOf }).map(({ at, module, ...finding }) => {
      const importer = module === undefined ? undefined : chainTo(module).at(-2);
      const where =
        module === undefined || importer === undefined
          ? placesOf.ofSpan(at.start, at.end)
          : importPlace(bundle.map, importer, module);
      return { ...finding, ...(where === undefined ? {} : { where }) };
    });
  });
  return sortDiagnostics(found);
}

// The compressor may put together what the lowering kept apart; then only names and white space become smaller.
async function minifyChecked(
  step: MappedCode,
  target: { readonly runtime: EdgeRuntimeName; readonly eventType: EdgeEventType; readonly isAsync: boolean },
): Promise<({ readonly kind: 'small' } & MappedCode) | ReturnType<typeof failed>> {
  const { runtime, eventType, isAsync } = target;
  let left: Diagnostic[] = [];
  for (const isCautious of [false, true]) {
    const small = await minify(step, { isAsync, isCautious });
    const { diagnostics } = checkFunction({ code: small.code, runtime, eventType, rules: loadingRules });
    left = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'EW1004');
    if (left.length === 0) return { kind: 'small', ...small };
  }
  return failed(
    left.map(({ code, message }) => (code === misreadDeclarator ? misreadHead() : ownMistake(message))),
  );
}

// What the checker says of lowered code, at the user's places. Warnings about what the build wrote itself are not the
// user's business; an error there is ours.
function check(step: MappedCode, { runtime }: BuildOptions, eventType: EdgeEventType): Diagnostic[] {
  const placesOf = places(step);
  const seen = new Set<string>();
  return checkFunction({ code: step.code, runtime, eventType }).diagnostics.flatMap((finding) => {
    // Size is judged at the end, and declarations are taken apart there.
    if (['EW1004', 'EW1005', misreadDeclarator].includes(finding.code)) return [];
    const where = finding.where === undefined ? undefined : placesOf.ofWhere(finding.where);
    if (where === undefined) {
      const isOurs = finding.severity === 'error' && loadingCodes.has(finding.code);
      return isOurs ? [ownMistake(finding.message)] : [];
    }
    const key = `${finding.code} ${where.file} ${where.line} ${where.column}`;
    if (seen.has(key)) return [];
    seen.add(key);
    // A fix would replace text of the lowered code.
    const { fix: _fix, notes: _notes, ...rest } = finding;
    return [{ ...rest, where }];
  });
}

function misreadHead(): Diagnostic {
  return {
    code: 'EW1606',
    severity: 'error',
    message:
      'Cannot lower a loop whose head declares a function with locals of another kind before another variable: the engine loses the kind of the variable',
    help: 'declare the function before the loop',
  };
}

function ownMistake(message: string): Diagnostic {
  return {
    code: 'EW1614',
    severity: 'error',
    message: `What came out of the build would not run: ${message}`,
    help: 'simplify the source near it, and please report this with the source',
  };
}

function inputsOf(metafile: Bundled['metafile']): BuildInput[] {
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && !ownSources.test(file))
    .map(([file, { bytesInOutput }]) => ({ file, bytes: bytesInOutput }))
    .sort((left, right) => right.bytes - left.bytes || (left.file < right.file ? -1 : 1));
}

function largest(inputs: readonly BuildInput[]): string {
  return inputs
    .slice(0, 5)
    .map(({ file, bytes }) => `${file} (${bytes} B before lowering)`)
    .join(', ');
}

function tooLarge(bytes: number, inputs: readonly BuildInput[]): Diagnostic {
  return {
    code: 'EW1607',
    severity: 'error',
    message: `The function has ${bytes} bytes: the limit is ${maxCodeBytes}. Largest inputs: ${largest(inputs)}`,
    help: 'remove imports, or move tables to the key value store',
  };
}

function nearlyTooLarge(bytes: number, inputs: readonly BuildInput[]): Diagnostic {
  return {
    code: 'EW1005',
    severity: 'warning',
    message: `The function has ${bytes} of ${maxCodeBytes} bytes: the next feature may not fit. Largest inputs: ${largest(inputs)}`,
    help: 'remove imports, or move tables to the key value store',
  };
}

// A function ready to run for a command, with the engine and the store that its options name.

import { createEdgeFunction, type StandaloneEdgeFunction } from '@edgewire/edge-runtime';
import { engineOption, openEngine } from './edge-engine-option.js';
import { loadStore, storeOption } from './key-value-input.js';
import { type OptionSpec, type ParsedOptions, parsePairs } from './options.js';
import { defineOption, loadFunctionCode, runtimeOf, runtimeOption } from './source-input.js';

/** The options that `withFunction` reads. */
export const functionOptions: readonly OptionSpec[] = [
  runtimeOption,
  storeOption,
  defineOption,
  engineOption,
];

/**
 * Reads, or builds, the function in a file, hands it to `use`, and closes it and its engine afterwards.
 *
 * @throws DiagnosticsError when function or store cannot be read; EnvironmentError when the engine is not there.
 */
export async function withFunction<Result>(
  file: string,
  { options, cwd }: { readonly options: ParsedOptions; readonly cwd: string },
  use: (edgeFunction: StandaloneEdgeFunction) => Promise<Result>,
): Promise<Result> {
  const runtime = runtimeOf(options.text('runtime'));
  const code = await loadFunctionCode(file, {
    cwd,
    runtime,
    define: parsePairs('define', options.list('define')),
  });
  const store = loadStore(options.text('kvs'), cwd);
  const engine = await openEngine(options.text('engine'));
  const edgeFunction = createEdgeFunction({
    name: file,
    code,
    runtime,
    engine,
    isMetered: options.text('engine') !== 'njs',
    ...(store === undefined ? {} : { keyValueStore: store }),
  });
  try {
    return await use(edgeFunction);
  } finally {
    await edgeFunction.close();
    await engine.close();
  }
}

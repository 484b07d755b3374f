// Makes the lowered function small with terser, whose settings keep what the runtimes need.

import { minify as terser } from 'terser';
import type { EdgeRuntimeName } from '../features/runtime.js';
import { joinMaps, type MappedCode } from './mapped-code.js';

// Both runtimes take arrows, templates and shorthand; no pass brings back what was lowered.
const ecma = 2015;

/** @source spec/cloudfront.md 1.1, 1.3: the host finds `handler` by its name; `await` must stay out of arguments */
export async function minify(
  source: MappedCode,
  options: { readonly runtime: EdgeRuntimeName; readonly isAsync: boolean },
): Promise<MappedCode> {
  const result = await terser(source.code, {
    module: true,
    toplevel: true,
    ecma,
    compress: {
      ecma,
      passes: 3,
      // Would move a constant that holds an awaited value back into the arguments where it is used.
      collapse_vars: !options.isAsync,
      top_retain: ['handler'],
    },
    mangle: { reserved: ['handler'] },
    format: { ascii_only: true, ecma },
    sourceMap: { asObject: false },
  });
  if (result.code === undefined || typeof result.map !== 'string') {
    throw new Error('the minifier printed nothing');
  }
  return { code: result.code, map: joinMaps(result.map, source.map) };
}

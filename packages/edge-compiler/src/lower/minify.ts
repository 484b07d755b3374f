// Makes the lowered function small with terser, whose settings keep what the runtimes need.

import { minify as terser } from 'terser';
import { joinMaps, type MappedCode } from './mapped-code.js';
import { separateDeclarators } from './separate-declarators.js';

// Both runtimes take arrows, templates and shorthand; no pass brings back what was lowered.
const ecma = 2015;

const importLine = /^import (\w+) from 'cloudfront';\n/;

/**
 * Makes a script small.
 *
 * @param options.isCautious - Only names and white space change.
 * @returns The script; an import of `cloudfront` keeps the first line in AWS's own words.
 * @source spec/cloudfront.md 1.1, 1.3, 1.7: the host finds `handler` by its name; `await` must stay out of arguments
 */
export async function minify(
  source: MappedCode,
  options: { readonly isAsync: boolean; readonly isCautious: boolean },
): Promise<MappedCode> {
  const [line = '', store] = importLine.exec(source.code) ?? [];
  // A blank line in its place keeps the lines of the map.
  const result = await terser(line === '' ? source.code : `\n${source.code.slice(line.length)}`, {
    module: true,
    toplevel: true,
    ecma,
    compress: options.isCautious
      ? false
      : {
          ecma,
          passes: 3,
          // Would move a constant that holds an awaited value back into the arguments where it is used.
          collapse_vars: !options.isAsync,
          // Would make locals of the properties that stand for shared locals.
          hoist_props: !options.isAsync,
          top_retain: ['handler'],
        },
    mangle: { reserved: ['handler', ...(store === undefined ? [] : [store])] },
    format: { ascii_only: true, comments: false, ecma },
    sourceMap: { asObject: false },
  });
  if (result.code === undefined || typeof result.map !== 'string') {
    throw new Error('the minifier printed nothing');
  }
  const small = separateDeclarators({ code: result.code, map: joinMaps(result.map, source.map) });
  if (line === '') return small;
  const below = JSON.parse(small.map) as { readonly mappings: string };
  return {
    code: line + small.code,
    map: JSON.stringify({ ...below, mappings: `;${below.mappings}` }),
  };
}

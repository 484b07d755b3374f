// Leaves out what nothing uses: a shell around esbuild for steps after the bundle.

import { transform } from 'esbuild';
import { joinMaps, type MappedCode } from '../lower/mapped-code.js';

/** @param define - Constants as JavaScript text. */
export async function removeUnused(
  source: MappedCode,
  define: Readonly<Record<string, string>>,
): Promise<MappedCode> {
  const { code, map } = await transform(source.code, {
    charset: 'utf8',
    define: { ...define },
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    sourcemap: 'external',
    sourcesContent: false,
    target: 'es2022',
    treeShaking: true,
  });
  return { code, map: joinMaps(map, source.map) };
}

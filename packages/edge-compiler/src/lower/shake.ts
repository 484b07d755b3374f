// Removes what nothing uses and what the constants of the build rule out.

import { transform } from 'esbuild';
import { joinMaps, type MappedCode } from './mapped-code.js';

/** @param define - Texts of constants by name. */
export async function shake(
  source: MappedCode,
  define: Readonly<Record<string, string>>,
): Promise<MappedCode> {
  const result = await transform(source.code, {
    charset: 'utf8',
    define: { ...define },
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    minifySyntax: true,
    sourcemap: 'external',
    sourcesContent: false,
    target: 'es2022',
    treeShaking: true,
  });
  return { code: result.code, map: joinMaps(result.map, source.map) };
}

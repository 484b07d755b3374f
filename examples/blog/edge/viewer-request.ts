// Makes one CloudFront function out of several plain ones: a distribution has a single viewer-request trigger.
// Every source file keeps its own scope; the first that answers ends the chain.

import { readFileSync } from 'node:fs';

/** Limit of a function's code in bytes. @source spec/cloudfront.md 4.1 */
const MAX_CODE_BYTES = 10_240;

/** One plain function: a script with a top-level `handler`. */
export interface FunctionSource {
  readonly name: string;
  readonly code: string;
}

/**
 * Composes plain viewer-request functions, left to right.
 *
 * @param sources - Scripts with a synchronous `function handler(event)` that returns a request or a response.
 * @param constants - Values for `process.env.NAME`, which the runtime does not have: they are written in.
 * @returns One script for runtime 2.0 with one `handler`.
 * @throws {Error} If a constant is missing, a source cannot be wrapped, or the result exceeds 10,240 bytes.
 * @source spec/cloudfront.md 1.1, 4.1
 */
export function composeViewerRequest(
  sources: readonly FunctionSource[],
  constants: Readonly<Record<string, string>> = {},
): string {
  const code = [
    'const links = [',
    ...sources.map((source) => `${wrap(source, constants)},`),
    '];',
    '',
    'function handler(event) {',
    '  for (let i = 0; i < links.length; i++) {',
    '    const result = links[i](event);',
    '    if (result.statusCode !== undefined) return result;',
    '    event.request = result;',
    '  }',
    '  return event.request;',
    '}',
    '',
  ].join('\n');
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_CODE_BYTES) {
    throw new Error(`Cannot compose ${names(sources)}: ${bytes} bytes exceed the limit of ${MAX_CODE_BYTES}`);
  }
  return code;
}

/** Reads the files of `functions/` and composes them. */
export function viewerRequest(
  names: readonly string[],
  constants: Readonly<Record<string, string>> = {},
): string {
  const folder = new URL('../functions/', import.meta.url);
  const sources = names.map((name) => ({ name, code: readFileSync(new URL(`${name}.js`, folder), 'utf8') }));
  return composeViewerRequest(sources, constants);
}

function wrap({ name, code }: FunctionSource, constants: Readonly<Record<string, string>>): string {
  if (!/^function handler\s*\(/m.test(code)) {
    throw new Error(`Cannot compose "${name}": it has no top-level synchronous function handler(event)`);
  }
  if (/^import\b/m.test(code)) {
    throw new Error(`Cannot compose "${name}": an import has to be the first line of the whole function`);
  }
  const filled = code.replaceAll(/\bprocess\.env\.([A-Z][A-Z0-9_]*)/g, (_, constant: string) => {
    const value = constants[constant];
    if (value === undefined) throw new Error(`Cannot compose "${name}": constant "${constant}" has no value`);
    return JSON.stringify(value);
  });
  // The packager would read `${...}` as a variable of its own.
  if (filled.includes('${')) {
    throw new Error(`Cannot compose "${name}": write a concatenation in place of a template literal`);
  }
  return `// ${name}\n(function () {\n${filled}\nreturn handler;\n})()`;
}

function names(sources: readonly FunctionSource[]): string {
  return sources.map(({ name }) => `"${name}"`).join(', ');
}

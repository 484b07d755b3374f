// CloudFront takes `import cf from 'cloudfront'` in a script; the contained engine takes require.

/**
 * Replaces default imports by `require`, on the same line and of the same length where possible, so that error
 * positions stay right.
 *
 * @source spec/cloudfront.md 1.7
 */
export function replaceImports(code: string): string {
  return code.replace(
    /^([ \t]*)import\s+([A-Za-z_$][\w$]*)\s+from\s*(['"][^'"]+['"])/gm,
    (_all, indent: string, name: string, source: string) => `${indent}var ${name} = require(${source})`,
  );
}

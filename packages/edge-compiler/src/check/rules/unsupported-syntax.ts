// Reports syntax that the runtime refuses, misexecutes or does not promise: the rows of features/syntax.ts.

import type { DiagnosticFix } from '@edgewire/diagnostics';
import { unsupportedInTree } from '../../features/find-unsupported-syntax.js';
import { versionOf } from '../../features/runtime.js';
import { syntaxFeatures } from '../../features/syntax.js';
import type { Rule } from '../rule.js';

const codes = syntaxFeatures.flatMap(({ code }) => (code === undefined ? [] : [code]));

/** @source spec/cloudfront.md 1.2, 1.3 */
export const unsupportedSyntax: Rule = {
  name: 'unsupported-syntax',
  summary: 'refuses syntax that the runtime rejects or misexecutes',
  codes: [...new Set(codes)].filter((code) => code !== 'EW1131' && code !== 'EW1132'),
  check: ({ code, index, runtime, report }) => {
    for (const found of unsupportedInTree(code, index, runtime)) {
      const { feature, support } = found;
      if (feature.code === undefined) continue;
      const runtimeText = `runtime ${versionOf(runtime)}`;
      const fix = fixOf(feature.id, code.slice(found.start, found.end));
      report({
        code: feature.code,
        at: found,
        severity:
          support === 'refused' || support === 'wrong'
            ? 'error'
            : support === 'partly'
              ? 'warning'
              : 'warning',
        message:
          support === 'refused'
            ? `Cannot load ${feature.title}: ${runtimeText} refuses it${
                found.engineError === undefined ? '' : ` with "${found.engineError}"`
              }`
            : support === 'wrong'
              ? `Cannot rely on ${feature.title}: ${runtimeText} accepts it and computes a wrong value without an error`
              : support === 'partly'
                ? `Cannot rely on all of ${feature.title}: ${runtimeText} supports it in part`
                : `${sentence(feature.title)} works in ${runtimeText}, but AWS does not document it`,
        ...(feature.help === undefined ? {} : { help: feature.help }),
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
};

function fixOf(id: string, text: string): DiagnosticFix | undefined {
  switch (id) {
    case 'numeric-separator':
      return { description: 'remove the separators', replacement: text.replaceAll('_', ''), isSafe: true };
    case 'optional-catch':
      return { description: 'name the error', replacement: 'catch (error)' };
    case 'debugger':
      return { description: 'remove the statement', replacement: '' };
    case 'export':
      return undefined;
    case 'line-continuation':
      return {
        description: 'join the lines',
        replacement: text.replace(/\\(\r\n|[\n\r\u2028\u2029])/g, ''),
        isSafe: true,
      };
    default:
      return undefined;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// One rule of the checker as a rule of ESLint: message ids are codes, fixes that cannot change a meaning are fixes, the
// others are suggestions.

import { catalogue, type Diagnostic } from '@edgewire/diagnostics';
import type { EslintFixer, EslintReport, EslintRule, EslintSourceCode } from './eslint-types.js';
import { findingsOf, lintOptionsSchema } from './lint-findings.js';
import { codesOfTopic, type LintRule } from './lint-rules.js';

const titles = new Map(catalogue.map(({ code, title }) => [code, title]));

/** Makes the rule that ESLint runs. */
export function createEslintRule({ name, topic, description, level, codes }: LintRule): EslintRule {
  const listed = codes.map((code) => `${code} ${titles.get(code) ?? ''}`).join('; ');
  return {
    meta: {
      type: level === 'error' ? 'problem' : 'suggestion',
      docs: { description: `${description} (${listed})`, recommended: true },
      messages: {
        ...Object.fromEntries(codesOfTopic(topic).map((code) => [code, '{{text}}'])),
        fix: '{{text}}',
      },
      schema: lintOptionsSchema,
      fixable: 'code',
      hasSuggestions: true,
    },
    create: (context) => ({
      Program: () => {
        // The configurations lint JavaScript only, whose source code has these members.
        const source = context.sourceCode as EslintSourceCode;
        // CloudFront calls the handler; for rules about unused names nobody does.
        if (name === 'handler') source.markVariableAsUsed('handler');
        for (const finding of findingsOf(context, source, name)) context.report(reportOf(finding, source));
      },
    }),
  };
}

function reportOf({ code, message, where, help, fix }: Diagnostic, source: EslintSourceCode): EslintReport {
  const start = { line: where?.line ?? 1, column: (where?.column ?? 1) - 1 };
  const end = { line: where?.endLine ?? start.line, column: (where?.endColumn ?? start.column + 1) - 1 };
  const report: EslintReport = {
    loc: { start, end },
    messageId: code,
    data: { text: `${message} (${code})${help === undefined ? '' : `. ${sentence(help)}`}.` },
  };
  if (fix === undefined) return report;
  const apply = (fixer: EslintFixer) =>
    fixer.replaceTextRange([source.getIndexFromLoc(start), source.getIndexFromLoc(end)], fix.replacement);
  if (fix.isSafe) return { ...report, fix: apply };
  return {
    ...report,
    suggest: [{ messageId: 'fix', data: { text: sentence(fix.description) }, fix: apply }],
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

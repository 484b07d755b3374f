// The rules of the checker as ESLint counts them: ESLint gives a level to a rule, the checker to a code. A rule of the
// checker that has both errors and warnings is therefore two for ESLint.

import { catalogue, type Diagnostic } from '@edgewire/diagnostics';
import { rules as checkerRules } from '../check/rules/index.js';

/** One rule as ESLint offers it. */
export interface LintRule {
  /** Without the namespace. */
  readonly name: string;
  /** The rule of the checker. */
  readonly topic: string;
  readonly description: string;
  readonly level: 'error' | 'warn';
  /** What it usually reports. */
  readonly codes: readonly `EW${number}`[];
}

const severities = new Map(catalogue.map(({ code, severity }) => [code, severity]));

// What the checker reports before any rule runs.
const wholeFile = {
  name: 'source',
  summary: 'refuses files that are no function: syntax errors, TypeScript, too much code',
  codes: ['EW1001', 'EW1002', 'EW1003', 'EW1004', 'EW1005', 'EW1010'],
} as const;

const topics = [...checkerRules, wholeFile];

/** Every rule, by name. */
export const lintRules: readonly LintRule[] = topics
  .flatMap(({ name: topic, summary, codes: all }): LintRule[] => {
    const codes = all.filter((code) => topicOf(code) === topic);
    const errors = codes.filter((code) => severities.get(code) === 'error');
    const others = codes.filter((code) => severities.get(code) !== 'error');
    const rule = { name: topic, topic, description: summary };
    const warnings = { ...rule, level: 'warn', codes: others } as const;
    if (errors.length === 0) return [warnings];
    const failures = { ...rule, level: 'error', codes: errors } as const;
    if (others.length === 0) return [failures];
    return [
      failures,
      {
        ...warnings,
        name: `${topic}-warnings`,
        description: `like ${topic}, for what may work but is not certain`,
      },
    ];
  })
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Every code that a rule can report: an error in one runtime may be a warning in the other. */
export function codesOfTopic(topic: string): readonly `EW${number}`[] {
  return topics.find(({ name }) => name === topic)?.codes ?? [];
}

/** The name of the rule that a finding belongs to. */
export function lintRuleOf({ code, severity }: Diagnostic): string | undefined {
  const topic = topicOf(code);
  const owners = lintRules.filter((rule) => rule.topic === topic);
  const level = severity === 'error' ? 'error' : 'warn';
  return (owners.find((rule) => rule.level === level) ?? owners[0])?.name;
}

// A code that two rules of the checker share belongs to the first.
function topicOf(code: string): string | undefined {
  return topics.find(({ codes }) => codes.some((own) => own === code))?.name;
}

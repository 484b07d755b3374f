// Runs the checker once for a file, however many rules ask.

import { type Diagnostic, nearestName } from '@edgewire/diagnostics';
import { checkFunction } from '../check/check-function.js';
import { type EdgeEventType, type EdgeRuntimeName, edgeRuntimes } from '../features/runtime.js';
import type { EslintRuleContext, EslintSourceCode } from './eslint-types.js';
import { lintRuleOf } from './lint-rules.js';

/** What `settings.edgewire` and the option of each rule hold. */
export interface LintOptions {
  /** @default 'cloudfront-js-2.0' */
  readonly runtime?: EdgeRuntimeName;
  /** @default - as the code suggests */
  readonly event?: EdgeEventType;
}

const eventTypes: readonly EdgeEventType[] = ['viewer-request', 'viewer-response'];

/** JSON schema of the options. */
export const lintOptionsSchema: object[] = [
  {
    type: 'object',
    properties: { runtime: { enum: edgeRuntimes }, event: { enum: eventTypes } },
    additionalProperties: false,
  },
];

// ESLint makes one source code object for a file and its run.
const findingsOfSource = new WeakMap<object, Map<string, ReadonlyMap<string, Diagnostic[]>>>();

/**
 * The findings of one rule.
 *
 * @throws Error if the settings name a runtime, an event or an option that does not exist.
 */
export function findingsOf(
  context: EslintRuleContext,
  source: EslintSourceCode,
  rule: string,
): readonly Diagnostic[] {
  const { runtime = 'cloudfront-js-2.0', event } = optionsOf(context);
  const known = findingsOfSource.get(source) ?? new Map<string, Map<string, Diagnostic[]>>();
  findingsOfSource.set(source, known);
  const key = `${runtime} ${event}`;
  let byRule = known.get(key);
  if (byRule === undefined) {
    const found = new Map<string, Diagnostic[]>();
    const { diagnostics } = checkFunction({
      code: source.text,
      runtime,
      file: context.filename,
      ...(event === undefined ? {} : { eventType: event }),
    });
    for (const finding of diagnostics) {
      const owner = lintRuleOf(finding) ?? 'source';
      found.set(owner, [...(found.get(owner) ?? []), finding]);
    }
    known.set(key, found);
    byRule = found;
  }
  return byRule.get(rule) ?? [];
}

function optionsOf({ options, settings }: EslintRuleContext): LintOptions {
  // ESLint has held the option against the schema; nobody has looked at the settings.
  const [own = {}] = options as readonly LintOptions[];
  const shared = (settings.edgewire ?? {}) as Readonly<Record<string, unknown>>;
  requireOneOf('runtime', shared.runtime, edgeRuntimes);
  requireOneOf('event', shared.event, eventTypes);
  for (const name of Object.keys(shared)) requireOneOf('a name', name, ['runtime', 'event']);
  return { ...(shared as LintOptions), ...own };
}

function requireOneOf(what: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.some((one) => one === value)) return;
  const near = nearestName(String(value), allowed);
  throw new Error(
    `Cannot lint: settings.edgewire has ${what} "${String(value)}", but knows ${allowed.join(' and ')}${near === undefined ? '' : `; write "${near}"`}`,
  );
}

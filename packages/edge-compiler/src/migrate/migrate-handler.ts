// Rewrites a Lambda@Edge handler as a CloudFront function. The text is spliced: what no rule rewrites stays as it was
// written, comments and layout included.

import { catalogue, type Diagnostic, hasErrors, sortDiagnostics } from '@edgewire/diagnostics';
import type { AnyNode, Program } from 'acorn';
import { checkFunction } from '../check/check-function.js';
import type { EdgeEventType } from '../features/runtime.js';
import { parseSource } from '../tree/parse.js';
import { positionsOf } from '../tree/positions.js';
import { analyzeScopes } from '../tree/scopes.js';
import { childrenOf, indexTree } from '../tree/walk.js';
import { findHandler, type HandlerPlace } from './find-handler.js';
import { type HelperName, helpers } from './helpers.js';
import { createMeanings } from './meanings.js';
import type { LambdaEdgeTrigger, Migration, Rewrite } from './migration.js';
import { refuse, rewriteParameters } from './refuse.js';
import { rewriteArgument } from './rewrite-cookies.js';
import { rewriteAnswer, rewriteHandler } from './rewrite-handler.js';
import { rewriteAssignment, rewriteDefaultList, rewriteObject } from './rewrite-literals.js';
import { rewriteMember, rewriteStatusLiteral } from './rewrite-members.js';
import {
  indentAt,
  rewriteCatch,
  rewriteChain,
  rewriteDeclaration,
  rewriteForOf,
  rewriteFunction,
  rewriteOptionalMember,
  rewriteSpread,
} from './rewrite-syntax.js';
import { warnOfTrigger } from './trigger.js';

/** What to migrate. */
export interface MigrateOptions {
  /** The file's text or bytes. */
  readonly code: string | Uint8Array;
  /** Name for the report. */
  readonly file?: string;
  /** @default - as the code suggests: the origin's when it reads `request.origin`, else the viewer's */
  readonly trigger?: LambdaEdgeTrigger;
}

/** What came of it. */
export type MigrateResult =
  | {
      readonly kind: 'migrated';
      /** The rewritten file. */
      readonly code: string;
      readonly trigger: LambdaEdgeTrigger;
      /** The event that the function is for now. */
      readonly eventType: EdgeEventType;
      /** Whether nothing had to be left: `edgewire check` finds no error in the code. */
      readonly isWhole: boolean;
      /** What was left and why, sorted; warnings tell what changes. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

/** Files that cannot be read or parsed: see the checker. */
const unreadable: ReadonlySet<string> = new Set(['EW1001', 'EW1002', 'EW1003']);

const runtime = 'cloudfront-js-2.0';

/** In order: the first that knows a node rewrites it. */
const rules: readonly Rewrite[] = [
  rewriteHandler,
  rewriteAnswer,
  rewriteParameters,
  refuse,
  rewriteArgument,
  rewriteAssignment,
  rewriteDefaultList,
  rewriteStatusLiteral,
  rewriteMember,
  rewriteObject,
  rewriteSpread,
  rewriteDeclaration,
  rewriteFunction,
  rewriteForOf,
  rewriteChain,
  rewriteOptionalMember,
  rewriteCatch,
];

const severities = new Map(catalogue.map((entry) => [entry.code, entry.severity]));

/**
 * Rewrites a handler for runtime 2.0.
 *
 * @returns The code with what could not move left in place under a comment, and the report. `failed` when there is
 *   nothing to rewrite: no JavaScript, or no handler.
 * @throws Never.
 * @source spec/cloudfront.md 6.4 to 6.6
 * @example
 * ```ts
 * const result = migrateHandler({
 *   code: `exports.handler = async (event) => {
 *   const { request } = event.Records[0].cf;
 *   if (request.uri.endsWith('/')) request.uri += 'index.html';
 *   return request;
 * };`,
 * });
 * assert.equal(
 *   result.kind === 'migrated' && result.code,
 *   `function handler(event) {
 *   const request = event.request;
 *   if (request.uri.endsWith('/')) request.uri += 'index.html';
 *   return request;
 * }
 * `,
 * );
 * ```
 */
export function migrateHandler(options: MigrateOptions): MigrateResult {
  const { file } = options;
  const where = file === undefined ? {} : { file };
  const readable = checkFunction({
    code: options.code,
    runtime,
    ...where,
    rules: [],
    isWholeFunction: false,
  });
  const reasons = readable.diagnostics.filter(({ code }) => unreadable.has(code));
  if (reasons.length > 0) return { kind: 'failed', diagnostics: reasons };
  const source = typeof options.code === 'string' ? options.code : new TextDecoder().decode(options.code);
  const parsed = parseSource(source);
  const program = parsed.kind === 'parsed' ? parsed.program : undefined;
  const scopes = program === undefined ? undefined : analyzeScopes(program);
  const place = program === undefined || scopes === undefined ? undefined : findHandler(program, scopes);
  if (program === undefined || scopes === undefined || place === undefined) {
    return {
      kind: 'failed',
      diagnostics: [
        {
          code: 'EW1701',
          severity: 'error',
          message: 'Cannot find the handler of a Lambda@Edge function',
          where: { ...where, line: 1, column: 1 },
          help: 'give the file that sets `exports.handler`, in JavaScript',
        },
      ],
    };
  }
  return rewrite({ source, program, scopes, place, file, trigger: options.trigger });
}

function rewrite(input: {
  readonly source: string;
  readonly program: Program;
  readonly scopes: ReturnType<typeof analyzeScopes>;
  readonly place: HandlerPlace;
  readonly file: string | undefined;
  readonly trigger: LambdaEdgeTrigger | undefined;
}): MigrateResult {
  const { source, program, scopes, place, file } = input;
  const index = indexTree(program);
  const positionAt = positionsOf(source);
  const diagnostics = new Map<string, Diagnostic>();
  const comments = new Map<AnyNode, string[]>();
  const needed = new Set<HelperName>();
  const taken = new Set(source.match(/[\w$]+/g));
  const [parameter] = place.fn.params;

  const report = (code: `EW${number}`, node: AnyNode, message: string, help: string): boolean => {
    const { line, column } = positionAt(node.start);
    const key = `${code} ${line}:${column}`;
    const isNew = !diagnostics.has(key);
    diagnostics.set(key, {
      code,
      severity: severities.get(code) ?? 'error',
      message,
      where: { ...(file === undefined ? {} : { file }), line, column },
      help,
    });
    return isNew;
  };
  const meanings = createMeanings({ index, scopes, handler: place.fn });
  const trigger = input.trigger ?? suggestedTrigger(index, meanings);

  const migration: Migration = {
    source,
    index,
    scopes,
    meanings,
    place,
    trigger,
    eventName: parameter?.type === 'Identifier' ? parameter.name : 'event',
    text: (node) => {
      for (const rule of rules) {
        const text = rule(node, migration);
        if (text !== undefined) return text;
      }
      return splice(node);
    },
    leave(code, node, message, help) {
      report(code, node, message, help);
      const statement = statementOf(node);
      const line = `${code}: ${message}`;
      const lines = comments.get(statement) ?? [];
      if (!lines.includes(line)) comments.set(statement, [...lines, line]);
    },
    warn: (code, node, message, help) => void report(code, node, message, help),
    helper(name) {
      needed.add(name);
      return name;
    },
    freshName(wish) {
      let name = wish;
      for (let serial = 2; taken.has(name); serial++) name = `${wish}${serial}`;
      taken.add(name);
      return name;
    },
  };

  const statementOf = (node: AnyNode): AnyNode => {
    let at = node;
    for (let parent = index.parentOf(at); parent !== undefined; parent = index.parentOf(at)) {
      const isListed =
        parent.type === 'Program' ||
        parent.type === 'BlockStatement' ||
        (parent.type === 'SwitchCase' && parent.test !== at);
      if (isListed) return at;
      at = parent;
    }
    return at;
  };

  const splice = (node: AnyNode): string => {
    let text = '';
    let end = node.start;
    for (const child of childrenOf(node)) {
      // A shorthand property has one text and two nodes.
      if (child.start < end) continue;
      const own = migration.text(child);
      const lines = comments.get(child);
      const indent = indentAt(child, migration);
      const notes = (lines ?? []).map((line) => `// ${line}\n${indent}`).join('');
      const gap = source.slice(end, child.start);
      // A statement that went takes its line with it.
      text += own === '' && notes === '' && gap.trim() === '' ? '' : gap + notes + own;
      end = child.end;
    }
    return text + source.slice(end, node.end);
  };

  warnOfTrigger(migration);
  const body = splice(program).concat(source.slice(program.end));
  const parts = [`${source.slice(0, program.start)}${body}`, ...[...needed].map((name) => helpers[name])];
  const code = `${parts.map(tidied).join('\n\n')}\n`;
  const eventType = trigger.endsWith('-request') ? 'viewer-request' : 'viewer-response';
  const left = [...diagnostics.values()];
  const rest = hasErrors(left) ? [] : uncovered(code, eventType, file);
  const all = sortDiagnostics([...left, ...rest]);
  return { kind: 'migrated', code, trigger, eventType, isWhole: !hasErrors(all), diagnostics: all };
}

// What the checker still finds, at its place in the new code.
function uncovered(code: string, eventType: EdgeEventType, file: string | undefined): Diagnostic[] {
  const name = `${file ?? 'code'} (migrated)`;
  const { diagnostics } = checkFunction({ code, runtime, eventType, file: name });
  return diagnostics.filter(({ severity }) => severity === 'error');
}

function suggestedTrigger(index: Migration['index'], meanings: Migration['meanings']): LambdaEdgeTrigger {
  const readsOrigin = index
    .nodesOf('MemberExpression', 'Identifier')
    .some((node) => meanings.of(node)?.role === 'origin');
  const readsResponse = index
    .nodesOf('MemberExpression', 'ObjectPattern')
    .some((node) => readsEventResponse(node, meanings));
  if (readsOrigin) return 'origin-request';
  return readsResponse ? 'viewer-response' : 'viewer-request';
}

// `cf.response`, not a response that the function makes.
function readsEventResponse(node: AnyNode, meanings: Migration['meanings']): boolean {
  if (node.type === 'MemberExpression') {
    return meanings.of(node)?.role === 'response' && meanings.of(node.object)?.role === 'event';
  }
  return (
    node.type === 'ObjectPattern' &&
    meanings.ofPattern(node)?.role === 'event' &&
    node.properties.some(
      (property) =>
        property.type === 'Property' &&
        property.key.type === 'Identifier' &&
        property.key.name === 'response',
    )
  );
}

function tidied(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

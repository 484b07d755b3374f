// Which code CloudFront's engine takes, and in which words it refuses the rest. What is refused stands in the feature
// tables of @edgewire/edge-compiler; this file adds what only matters when code is loaded.

import { findUnsupportedSyntax, StrictParser } from '@edgewire/edge-compiler/features';
import { type AnyNode, type Program, tokTypes } from 'acorn';
import { full } from 'acorn-walk';

/** The syntax tree of accepted code, or the first refusal. */
export type SyntaxVerdict =
  | { readonly kind: 'accepted'; readonly program: Program }
  | {
      readonly kind: 'refused';
      /** The engine's words, without class and line. */
      readonly message: string;
      /** 1-based. */
      readonly line: number;
      /** 1-based, in UTF-16 units. */
      readonly column: number;
      /** False when CloudFront would take it and only the contained engine cannot run it. */
      readonly isCloudFronts: boolean;
    };

/** Decides about code for runtime 1.0 or 2.0. Never throws. */
export type CheckSyntax = (code: string, version: 1 | 2) => SyntaxVerdict;

interface Finding {
  readonly at: number;
  readonly message: string;
}

/** @source spec/cloudfront.md 1.2, 1.3; texts as an engine near to CloudFront's prints them */
export const checkSyntax: CheckSyntax = (code, version) => {
  let program: Program;
  let odd: Finding | undefined;
  const meet = (at: number, message: string) => {
    if (odd === undefined || at < odd.at) odd = { at, message };
  };
  try {
    program = StrictParser.parse(code, {
      onToken: (token) => {
        if (token.type !== tokTypes.name) return;
        // Names are ASCII, without escapes.
        const found = /[^\w$]/u.exec(code.slice(token.start, token.end));
        if (found !== null) meet(token.start + found.index, `Unexpected token "${found[0]}"`);
      },
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowImportExportEverywhere: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  } catch (error) {
    return refusedParse(code, version, error);
  }
  const met = firstFinding(program, code, version);
  const finding = odd !== undefined && (met === undefined || odd.at <= met.at) ? odd : met;
  return finding === undefined ? { kind: 'accepted', program } : refused(code, finding);
};

function refused(code: string, { at, message }: Finding, isCloudFronts = true): SyntaxVerdict {
  const before = code.slice(0, at).split('\n');
  return {
    kind: 'refused',
    message,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    isCloudFronts,
  };
}

// What acorn refuses, CloudFront's engine refuses too, in other words; but it may have stopped earlier.
function refusedParse(code: string, version: 1 | 2, error: unknown): SyntaxVerdict {
  const { pos = 0, message = '' } = error as { readonly pos?: number; readonly message?: string };
  const text = message.replace(/ \(\d+:\d+\)$/, '');
  const word = (at: number) => tokenAt(code, at);
  const declared = /^Identifier '(.*)' has already been declared$/.exec(text)?.[1];
  const early = firstUnsupportedToken(code, version, pos);
  if (early !== undefined) return refused(code, early);
  if (/^Invalid regular expression flag/.test(text)) {
    const flags = /\/([a-z]*)$/.exec(code.slice(0, pos))?.[1] ?? '';
    return refused(code, { at: pos, message: `Invalid RegExp flags "${flags}"` });
  }
  if (/^Invalid regular expression/.test(text)) {
    // The engine's regular expressions are PCRE: possibly fine there, never here.
    return refused(code, { at: pos, message: text }, false);
  }
  if (declared !== undefined)
    return refused(code, { at: pos, message: `"${declared}" has already been declared` });
  if (/^Assigning to rvalue/.test(text))
    return refused(code, { at: pos, message: 'Invalid left-hand side in assignment' });
  if (/^Deleting local variable/.test(text)) {
    return refused(code, { at: pos, message: 'Delete of an unqualified identifier' });
  }
  if (/^Argument name clash/.test(text))
    return refused(code, { at: pos, message: 'Duplicate parameter names' });
  if (/^'with' in strict mode/.test(text))
    return refused(code, { at: pos, message: 'Token "(" not supported in this version' });
  if (/^'return' outside/.test(text)) return refused(code, { at: pos, message: 'Illegal return statement' });
  if (/^Unsyntactic break/.test(text)) return refused(code, { at: pos, message: 'Illegal break statement' });
  if (/^Unsyntactic continue/.test(text))
    return refused(code, { at: pos, message: 'Illegal continue statement' });
  if (/^Unterminated string/.test(text)) {
    const line = code.slice(pos).split('\n', 1)[0] ?? '';
    return refused(code, { at: pos, message: `Unterminated string "${line}"` });
  }
  for (const [pattern, message] of parseTexts) {
    if (pattern.test(text)) return refused(code, { at: pos, message: text.replace(pattern, message) });
  }
  if (/^Binding (eval|arguments) in strict mode/.test(text)) {
    return refused(code, { at: pos, message: `Identifier "${word(pos)}" is forbidden in var declaration` });
  }
  if (/await/.test(text))
    return refused(code, { at: pos, message: 'await is only valid in async functions' });
  if (pos >= code.trimEnd().length)
    return refused(code, { at: code.length, message: 'Unexpected end of input' });
  return refused(code, { at: pos, message: `Unexpected token "${word(pos)}"` });
}

// acorn's words, and the engine's.
const parseTexts: readonly (readonly [RegExp, string])[] = [
  [/^Unterminated template$/, 'Unterminated template literal'],
  [/^Unterminated regular expression$/, 'Unterminated RegExp'],
  [/^getter should have no params$/, 'Getter must not have any formal parameters'],
  [/^setter should have exactly one param$/, 'Setter must have exactly one formal parameter'],
  [/^Multiple default clauses$/, 'More than one default clause in switch statement'],
  [/^Illegal newline after throw$/, 'Illegal newline after throw'],
  [
    /^Octal literal in (?:strict mode|template string)$/,
    "Octal escape sequences can't be used in untagged template literals or in strict mode code",
  ],
  [
    /^Assigning to (arguments|eval) in strict mode$/,
    'Identifier "$1" is forbidden as left-hand in assignment',
  ],
  [/^Assigning to rvalue$/, 'Invalid left-hand side in assignment'],
  [/^Code point out of bounds$/, 'Invalid Unicode code point'],
];

function tokenAt(code: string, at: number): string {
  return (
    /^(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+|=>|\.\.\.|\?\?|\*\*|[^\s])/u.exec(code.slice(at))?.[0] ?? ''
  );
}

// A refused word before the place where acorn gave up is what the engine met first.
function firstUnsupportedToken(code: string, version: 1 | 2, end: number): Finding | undefined {
  const unsupported = version === 1 ? ['class', 'const', 'let'] : ['class'];
  try {
    for (const token of StrictParser.tokenizer(code, { ecmaVersion: 'latest', allowHashBang: true })) {
      if (token.start >= end) return undefined;
      const word = code.slice(token.start, token.end);
      const isWord = token.type.keyword !== undefined || token.type === tokTypes.name;
      if (isWord && unsupported.includes(word)) {
        return { at: token.start, message: `Token "${word}" not supported in this version` };
      }
    }
  } catch {
    // The tokenizer stops where the parser did: nothing earlier to tell.
  }
  return undefined;
}

// The first refusal of the shared feature tables, and what only loading meets.
function firstFinding(program: Program, code: string, version: 1 | 2): Finding | undefined {
  const runtime = version === 1 ? 'cloudfront-js-1.0' : 'cloudfront-js-2.0';
  const refusals = findUnsupportedSyntax(code, runtime).filter(({ support }) => support === 'refused');
  const found = [
    ...loadFindings(program, version),
    ...refusals.map(({ start, engineError = '', feature }): Finding => {
      const message = /^SyntaxError: ([\s\S]*) in \d+$/.exec(engineError)?.[1];
      return { at: start, message: message ?? `${feature.title} is not supported in this version` };
    }),
  ];
  // Of two findings in one place the loader's own wording comes first.
  return found.reduce<Finding | undefined>(
    (first, each) => (first === undefined || each.at < first.at ? each : first),
    undefined,
  );
}

const importedModules = ['crypto', 'querystring', 'buffer', 'cloudfront'];

// Imports that cannot be loaded, and patterns that the engine words by the place they stand in.
function loadFindings(program: Program, version: 1 | 2): Finding[] {
  const found: Finding[] = [];
  full(program, (node: AnyNode) => {
    switch (node.type) {
      case 'ImportDeclaration': {
        const name = String(node.source.value);
        const isNested = !program.body.some((statement) => statement === node);
        if (isNested) found.push({ at: node.start, message: 'Illegal import statement' });
        else if (version === 1) found.push({ at: node.start, message: 'Unexpected token "import"' });
        else if (!importedModules.includes(name)) {
          found.push({ at: node.source.start, message: `Cannot find module "${name}"` });
        }
        return;
      }
      case 'AssignmentExpression':
        if (isPattern(node.left)) {
          found.push({ at: node.left.start, message: 'Invalid left-hand side in assignment' });
        }
        return;
      case 'ArrowFunctionExpression':
        // The engine takes the list for an expression until it meets the arrow.
        for (const parameter of node.params) {
          if (isPattern(parameter)) found.push({ at: parameter.start, message: 'Unexpected token "=>"' });
        }
        return;
      default:
    }
  });
  return found;
}

function isPattern({ type }: AnyNode): boolean {
  return type === 'ObjectPattern' || type === 'ArrayPattern';
}

// Parses for ESLint as CloudFront's engine reads: strict scripts with imports, and regular expressions of PCRE, which
// ESLint's own parser takes for errors.

import {
  type AnyNode,
  type Comment,
  type Position,
  type Program,
  type SourceLocation,
  type Token,
  tokTypes,
} from 'acorn';
import { parseSource } from '../tree/parse.js';
import { childrenOf } from '../tree/walk.js';
import type { EslintProgram, EslintToken } from './eslint-types.js';

/**
 * Parses one function.
 *
 * @returns The tree with tokens and comments. Code that cannot be parsed has an empty tree: rule `source` reports what is
 *   wrong with it, with a code and the runtime's reason, and no other rule has anything to say.
 */
export function parseForEslint(code: string): EslintProgram {
  const comments: Comment[] = [];
  const tokens: Token[] = [];
  const parsed = parseSource(code, {
    locations: true,
    ranges: true,
    onComment: comments,
    onToken: (token) => void tokens.push(token),
  });
  if (parsed.kind === 'failed') return emptyProgram();
  const { program } = parsed;
  widenTemplates(program);
  return Object.assign(program, { comments, tokens: eslintTokens(tokens, code) });
}

function emptyProgram(): EslintProgram {
  const start: Position = { line: 1, column: 0 };
  const loc: SourceLocation = { start, end: start };
  return {
    type: 'Program',
    sourceType: 'module',
    body: [],
    start: 0,
    end: 0,
    range: [0, 0],
    loc,
    comments: [],
    tokens: [],
  };
}

// ESLint counts the signs around a piece of a template to the piece.
function widenTemplates(program: Program): void {
  const stack: AnyNode[] = [program];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'TemplateElement' && node.loc) {
      const behind = node.tail ? 1 : 2;
      node.start -= 1;
      node.end += behind;
      node.range = [node.start, node.end];
      node.loc.start.column -= 1;
      node.loc.end.column += behind;
    }
    stack.push(...childrenOf(node));
  }
}

function eslintTokens(tokens: readonly Token[], code: string): EslintToken[] {
  return tokens.flatMap((token, at) => {
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    // A piece of a template is one token with the signs around it, which are left out themselves.
    if (token.type === tokTypes.template)
      return [eslintToken('Template', before ?? token, after ?? token, code)];
    if (before?.type === tokTypes.template || after?.type === tokTypes.template) return [];
    if (token.type === tokTypes.eof) return [];
    return [eslintToken(typeOf(token, code), token, token, code)];
  });
}

function eslintToken(type: string, first: Token, last: Token, code: string): EslintToken {
  const { start } = first;
  const { end } = last;
  const value = code.slice(start, end);
  const regex = type === 'RegularExpression' ? /^\/([\s\S]*)\/(\w*)$/.exec(value) : null;
  return {
    // `#` is not part of the name.
    type,
    value: type === 'PrivateIdentifier' ? value.slice(1) : value,
    start,
    end,
    range: [start, end],
    loc: { start: placeOf(first.loc?.start), end: placeOf(last.loc?.end) },
    ...(regex === null ? {} : { regex: { pattern: regex[1] ?? '', flags: regex[2] ?? '' } }),
  };
}

// The parser is asked for locations, so there is one.
function placeOf(place: Position | undefined): { line: number; column: number } {
  return { line: place?.line ?? 1, column: place?.column ?? 0 };
}

const strictWords = new Set(['let', 'static', 'yield']);

function typeOf({ type, start, end }: Token, code: string): string {
  switch (type) {
    case tokTypes.name:
      return strictWords.has(code.slice(start, end)) ? 'Keyword' : 'Identifier';
    case tokTypes.privateId:
      return 'PrivateIdentifier';
    case tokTypes.num:
      return 'Numeric';
    case tokTypes.string:
      return 'String';
    case tokTypes.regexp:
      return 'RegularExpression';
    case tokTypes._true:
    case tokTypes._false:
      return 'Boolean';
    case tokTypes._null:
      return 'Null';
    default:
      return type.keyword === undefined ? 'Punctuator' : 'Keyword';
  }
}

// Splits an expression into tokens.

import { type DynamoDbError, invalid } from './errors.js';
import { maxExpressionBytes } from './limits.js';

/** A token with its text and place. */
export interface Token {
  readonly kind: 'name' | 'placeholder' | 'value' | 'number' | 'symbol' | 'junk';
  readonly text: string;
  readonly at: number;
}

// space | #name | :value | name | number | symbol | anything else
const pattern = /\s+|(#[\w-]+)|(:[\w-]+)|([A-Za-z_][\w]*)|(\d+)|(<>|<=|>=|[=<>(),.+\-[\]])|(.)/gsu;

/** @param label - `ConditionExpression` and so on, for messages. */
export function tokenize(expression: string, label: string): Token[] {
  if (expression === '') throw invalid(`Invalid ${label}: The expression can not be empty;`);
  if (Buffer.byteLength(expression) > maxExpressionBytes) {
    throw invalid(
      `Invalid ${label}: Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(expression)}`,
    );
  }
  const tokens: Token[] = [];
  for (const match of expression.matchAll(pattern)) {
    const [, placeholder, value, name, number, symbol, junk] = match;
    const at = match.index;
    if (placeholder !== undefined) tokens.push({ kind: 'placeholder', text: placeholder, at });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else if (junk !== undefined) tokens.push({ kind: 'junk', text: junk, at });
  }
  return tokens;
}

/** AWS's syntax error: the token, and the expression from the token before it to the one after it. */
export function syntaxError(
  label: string,
  place: { readonly expression: string; readonly tokens: readonly Token[]; readonly index: number },
): DynamoDbError {
  const { expression, tokens, index } = place;
  const token = tokens[index];
  const first = tokens[index - 1] ?? token;
  const last = tokens[index + 1] ?? token ?? tokens.at(-1);
  const near =
    first === undefined || last === undefined ? '' : expression.slice(first.at, last.at + last.text.length);
  return invalid(`Invalid ${label}: Syntax error; token: "${token?.text ?? '<EOF>'}", near: "${near}"`);
}

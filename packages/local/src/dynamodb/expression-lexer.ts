// Splits an expression into tokens.

import { type DynamoDbError, invalid } from './errors.js';
import { maxExpressionBytes } from './limits.js';

/** A token with its text and place. */
export interface Token {
  readonly kind: 'name' | 'placeholder' | 'value' | 'number' | 'symbol';
  readonly text: string;
  readonly at: number;
}

// space | #name | :value | name | number | symbol
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
    else if (junk !== undefined) throw syntaxError(label, junk, expression, at);
  }
  return tokens;
}

/** AWS's syntax error: the token, and the text around it. */
export function syntaxError(label: string, token: string, expression: string, at: number): DynamoDbError {
  const near = expression.slice(Math.max(0, at - 10), at + 12).trim();
  return invalid(`Invalid ${label}: Syntax error; token: "${token}", near: "${near}"`);
}

// The selection expression language of WebSocket APIs.

import { type JsonPath, parseJsonPath, readJsonPath } from './json-path.js';

/** A parsed expression: static text and paths into the message, concatenated. */
export type SelectionExpression = readonly ExpressionPart[];

type ExpressionPart =
  | { readonly kind: 'static'; readonly text: string }
  /** Path below `request.body`; other variables are kept by name and resolve to nothing here. */
  | { readonly kind: 'body'; readonly path: JsonPath }
  | { readonly kind: 'variable'; readonly name: string };

/** What evaluation came to. */
export type SelectionValue =
  | { readonly kind: 'value'; readonly text: string }
  /** The message is not JSON although the expression looks into it. */
  | { readonly kind: 'not-json' };

// part: \$ | ${name} | $name | any other character
// name: letters, digits, dots, brackets with quoted names or indexes
const partPattern =
  /\\\$|\$\{([^}]*)\}|\$((?:[\w-]+|\.[\w-]+|\[(?:'[^']*'|"[^"]*"|\d+|\*)\])+)|[^$\\]+|[\\$]/g;

/**
 * Parses an expression such as `$request.body.action` or `${request.body.service}/${request.body.action}`.
 *
 * @source spec/websocket-api.md 2.2
 */
export function parseExpression(text: string): SelectionExpression {
  const parts: ExpressionPart[] = [];
  const addStatic = (more: string) => {
    const last = parts.at(-1);
    if (last?.kind === 'static') parts[parts.length - 1] = { kind: 'static', text: last.text + more };
    else parts.push({ kind: 'static', text: more });
  };
  for (const [whole, wrapped, bare] of text.matchAll(partPattern)) {
    const name = wrapped ?? bare;
    if (name === undefined) addStatic(whole === '\\$' ? '$' : whole);
    else if (name === 'default') addStatic('$default');
    else parts.push(bodyPart(name) ?? { kind: 'variable', name });
  }
  return parts;
}

/** Whether evaluation needs the message as JSON. */
export function looksIntoBody(expression: SelectionExpression): boolean {
  return expression.some((part) => part.kind === 'body');
}

/**
 * Evaluates an expression against a message.
 *
 * @param parse - Gives the JSON value of the message, or `undefined` when it is not JSON.
 * @param variable - Values of variables other than the body; none by default.
 * @returns A path that is not found counts as empty text; scalars become their JSON text without quotes.
 * @source spec/websocket-api.md 2.2
 */
export function evaluateExpression(
  expression: SelectionExpression,
  parse: () => { readonly value: unknown } | undefined,
  variable: (name: string) => string = () => '',
): SelectionValue {
  let body: { readonly value: unknown } | undefined;
  if (looksIntoBody(expression)) {
    body = parse();
    if (body === undefined) return { kind: 'not-json' };
  }
  let text = '';
  for (const part of expression) {
    if (part.kind === 'static') text += part.text;
    else if (part.kind === 'variable') text += variable(part.name);
    else text += textAt(body?.value, part.path);
  }
  return { kind: 'value', text };
}

function bodyPart(name: string): ExpressionPart | undefined {
  const [, rest] = /^request\.body((?:\.|\[).*)?$/s.exec(name) ?? [];
  if (rest === undefined) return name === 'request.body' ? { kind: 'body', path: wholeBody } : undefined;
  const path = parseJsonPath(rest);
  return path === undefined ? undefined : { kind: 'body', path };
}

const wholeBody: JsonPath = { steps: [], isDefinite: true };

function textAt(value: unknown, path: JsonPath): string {
  const found = readJsonPath(path, value);
  // An indefinite path that matched nothing is a path that was not found.
  return !path.isDefinite && Array.isArray(found) && found.length === 0 ? '' : asText(found);
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(asText).join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// Evaluates what a Lambda authorizer returned, and policy statements in general (spec/websocket-api.md 4.1).

import { maxAuthorizerResultBytes } from './limits.js';

/** What the handshake makes of an authorizer's answer. */
export type AuthorizerVerdict =
  | {
      readonly kind: 'allowed';
      /** Context values as text, with `principalId` among them. */
      readonly context: Readonly<Record<string, string>>;
      readonly usageIdentifierKey: string | undefined;
    }
  | { readonly kind: 'denied' }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * @param payload - JSON text of the authorizer's result.
 * @param methodArn - The route's ARN, which some Allow must match and no Deny may.
 */
export function evaluateAuthorizer(payload: string, methodArn: string): AuthorizerVerdict {
  const malformed = (reason: string): AuthorizerVerdict => ({ kind: 'malformed', reason });
  if (Buffer.byteLength(payload) > maxAuthorizerResultBytes)
    return malformed(`it has more than ${maxAuthorizerResultBytes} bytes`);
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return malformed('it is not JSON');
  }
  if (!isRecord(result)) return malformed('it is not an object');
  if (typeof result.principalId !== 'string') return malformed('it has no principalId');
  const document = result.policyDocument;
  const statements = isRecord(document) ? asList(document.Statement) : undefined;
  if (statements === undefined || !statements.every(isRecord))
    return malformed('it has no policyDocument with statements');
  if (result.context !== undefined && result.context !== null && !isRecord(result.context))
    return malformed('its context is not an object');
  const context: Record<string, string> = {};
  for (const [name, value] of Object.entries(result.context ?? {})) {
    if (value === undefined || typeof value === 'object')
      return malformed(`its context value "${name}" is not a string, number or boolean`);
    context[name] = String(value);
  }
  if (!allowsAction(statements, 'execute-api:Invoke', methodArn)) return { kind: 'denied' };
  return {
    kind: 'allowed',
    context: { ...context, principalId: result.principalId },
    usageIdentifierKey: typeof result.usageIdentifierKey === 'string' ? result.usageIdentifierKey : undefined,
  };
}

/**
 * IAM's logic: an explicit Deny wins, else some Allow must match. Conditions are not evaluated: a statement with
 * one denies but never allows.
 */
export function allowsAction(statements: readonly unknown[], action: string, resource: string): boolean {
  const matching = statements.filter(
    (statement): statement is Record<string, unknown> =>
      isRecord(statement) && matchesStatement(statement, action, resource),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return false;
  return matching.some(({ Effect, Condition }) => Effect === 'Allow' && isEmptyCondition(Condition));
}

function isEmptyCondition(condition: unknown): boolean {
  return (
    condition === undefined ||
    condition === null ||
    (isRecord(condition) && Object.keys(condition).length === 0)
  );
}

function matchesStatement(statement: Record<string, unknown>, action: string, resource: string): boolean {
  // Actions are compared without regard to case, resources with it.
  const actions = matchesAny(statement.Action, statement.NotAction, (pattern) =>
    matchesPattern(pattern, action, 'i'),
  );
  const resources = matchesAny(statement.Resource, statement.NotResource, (pattern) =>
    matchesPattern(pattern, resource, ''),
  );
  return actions && resources;
}

function matchesAny(only: unknown, not: unknown, matches: (pattern: string) => boolean): boolean {
  const wanted = asList(only);
  if (wanted !== undefined) return wanted.some((pattern) => matches(String(pattern)));
  const unwanted = asList(not);
  return unwanted !== undefined && !unwanted.some((pattern) => matches(String(pattern)));
}

// IAM wildcards: `*` any text, slashes included, `?` any one character.
function matchesPattern(pattern: string, text: string, flags: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}

function asList(value: unknown): unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Compares an observation with a matcher and says where they differ.

import type { Matcher } from './row.js';

/** What `$connectionId` and `$same` may look up. */
export interface MatchContext {
  readonly root: unknown;
  readonly connectionIds: ReadonlyMap<string, string>;
}

/** @returns The first difference as a sentence, or `undefined` when the value matches. */
export function difference(
  actual: unknown,
  expected: Matcher,
  context: MatchContext,
  path = '',
): string | undefined {
  const here = path === '' ? 'value' : path;
  if (expected === null || typeof expected !== 'object') {
    return actual === expected ? undefined : `${here} is ${show(actual)}, expected ${show(expected)}`;
  }
  if (Array.isArray(expected)) return arrayDifference(actual, expected, context, here);
  const tagged = expected as Readonly<Record<string, unknown>>;
  const [tag] = Object.keys(tagged);
  switch (tag) {
    case '$any':
      return actual === undefined ? `${here} is absent` : undefined;
    case '$absent':
      return actual === undefined ? undefined : `${here} is ${show(actual)}, expected it absent`;
    case '$regex':
      return typeof actual === 'string' && new RegExp(String(tagged.$regex), 's').test(actual)
        ? undefined
        : `${here} is ${show(actual)}, expected text like ${String(tagged.$regex)}`;
    case '$type':
      return hasType(actual, String(tagged.$type))
        ? undefined
        : `${here} is ${show(actual)}, expected ${String(tagged.$type)}`;
    case '$keys':
      return keysDifference(actual, tagged.$keys as readonly string[], here);
    case '$same': {
      const other = valueAt(context.root, String(tagged.$same));
      return Object.is(actual, other)
        ? undefined
        : `${here} is ${show(actual)}, expected the same as ${String(tagged.$same)} (${show(other)})`;
    }
    case '$connectionId': {
      const id = context.connectionIds.get(String(tagged.$connectionId));
      return id !== undefined && actual === id
        ? undefined
        : `${here} is ${show(actual)}, expected connection id ${show(id)}`;
    }
    case '$json':
      return jsonDifference(actual, tagged.$json as Matcher, context, here);
    case '$oneOf':
      return (tagged.$oneOf as readonly unknown[]).includes(actual)
        ? undefined
        : `${here} is ${show(actual)}, expected one of ${show(tagged.$oneOf)}`;
    case '$all':
      for (const part of tagged.$all as readonly Matcher[]) {
        const found = difference(actual, part, context, path);
        if (found !== undefined) return found;
      }
      return undefined;
    default:
      return objectDifference(actual, expected as Readonly<Record<string, Matcher>>, context, path);
  }
}

function objectDifference(
  actual: unknown,
  expected: Readonly<Record<string, Matcher>>,
  context: MatchContext,
  path: string,
): string | undefined {
  if (typeof actual !== 'object' || actual === null)
    return `${path || 'value'} is ${show(actual)}, expected an object`;
  for (const [key, matcher] of Object.entries(expected)) {
    const found = difference(
      (actual as Record<string, unknown>)[key],
      matcher,
      context,
      path === '' ? key : `${path}.${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function arrayDifference(
  actual: unknown,
  expected: readonly Matcher[],
  context: MatchContext,
  here: string,
): string | undefined {
  if (!Array.isArray(actual)) return `${here} is ${show(actual)}, expected a list`;
  if (actual.length !== expected.length)
    return `${here} has ${actual.length} items, expected ${expected.length}`;
  for (const [index, matcher] of expected.entries()) {
    const found = difference(actual[index], matcher, context, `${here}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function keysDifference(actual: unknown, keys: readonly string[], here: string): string | undefined {
  if (typeof actual !== 'object' || actual === null) return `${here} is ${show(actual)}, expected an object`;
  const present = Object.keys(actual);
  const missing = keys.filter((key) => !present.includes(key));
  const extra = present.filter((key) => !keys.includes(key));
  if (missing.length === 0 && extra.length === 0) return undefined;
  return `${here} lacks [${missing.join(', ')}] and has besides [${extra.join(', ')}]`;
}

function jsonDifference(
  actual: unknown,
  expected: Matcher,
  context: MatchContext,
  here: string,
): string | undefined {
  if (typeof actual !== 'string') return `${here} is ${show(actual)}, expected JSON text`;
  let value: unknown;
  try {
    value = JSON.parse(actual);
  } catch {
    return `${here} is ${show(actual)}, expected JSON text`;
  }
  return difference(value, expected, { ...context, root: value });
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type && value !== null;
}

function valueAt(root: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}

function show(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

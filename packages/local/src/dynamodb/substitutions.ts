// ExpressionAttributeNames and ExpressionAttributeValues of one request.

import { type AttributeValue, parseValue } from './attribute-value.js';
import { DynamoDbError, invalid } from './errors.js';

type Input = Readonly<Record<string, unknown>>;

/** Substitutions of one request; remembers which were used, because AWS refuses the rest. */
export interface Substitutions {
  /** @returns `undefined` when it is not defined. */
  name(placeholder: string): string | undefined;
  value(placeholder: string): AttributeValue | undefined;
  /** @throws ValidationException when something was given and not used. */
  checkUsed(): void;
}

/**
 * Opens the substitutions of a request.
 *
 * @param expressions - Names of the operation's expressions; those that may hold values first.
 * @throws ValidationException for substitutions without an expression, or of a wrong form.
 */
export function openSubstitutions(
  input: Input,
  expressions: { readonly withValues: readonly string[]; readonly others: readonly string[] },
): Substitutions {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  const isGiven = (name: string) => typeof input[name] === 'string';
  const hasExpression = [...expressions.withValues, ...expressions.others].some(isGiven);
  const nameMap = parseNames(names, hasExpression);
  const valueMap = parseValues(values, expressions.withValues.some(isGiven), expressions.withValues);
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  const refuseUnused = (member: string, given: Iterable<string>, used: ReadonlySet<string>) => {
    const unused = [...given].filter((name) => !used.has(name));
    if (unused.length > 0)
      throw invalid(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
  };
  return {
    name(placeholder) {
      usedNames.add(placeholder);
      return nameMap.get(placeholder);
    },
    value(placeholder) {
      usedValues.add(placeholder);
      return valueMap.get(placeholder);
    },
    checkUsed() {
      refuseUnused('ExpressionAttributeNames', nameMap.keys(), usedNames);
      refuseUnused('ExpressionAttributeValues', valueMap.keys(), usedValues);
    },
  };
}

function parseNames(names: unknown, hasExpression: boolean): ReadonlyMap<string, string> {
  if (names === undefined) return new Map();
  if (!hasExpression) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  // The shape of the request was checked.
  const entries = Object.entries(names as Readonly<Record<string, string>>);
  if (entries.length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  for (const [placeholder] of entries) {
    if (!/^#[\w-]+$/.test(placeholder))
      throw invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${placeholder}"`);
  }
  return new Map(entries);
}

function parseValues(
  values: unknown,
  hasExpression: boolean,
  expressions: readonly string[],
): ReadonlyMap<string, AttributeValue> {
  if (values === undefined) return new Map();
  if (!hasExpression) {
    const missing = `${expressions.join(' and ')} ${expressions.length > 1 ? 'are' : 'is'} null`;
    throw invalid(`ExpressionAttributeValues can only be specified when using expressions: ${missing}`);
  }
  const entries = Object.entries(values as Input);
  if (entries.length === 0) throw invalid('ExpressionAttributeValues must not be empty');
  return new Map(
    entries.map(([placeholder, value]) => {
      if (!/^:[\w-]+$/.test(placeholder))
        throw invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${placeholder}"`);
      return [placeholder, parseNamedValue(placeholder, value)];
    }),
  );
}

function parseNamedValue(placeholder: string, value: unknown): AttributeValue {
  try {
    return parseValue(value);
  } catch (error) {
    if (!(error instanceof DynamoDbError) || error.type !== 'ValidationException') throw error;
    throw invalid(
      `ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`,
    );
  }
}

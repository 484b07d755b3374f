// The pattern grammar that SNS filter policies, EventBridge rules and event source filters share.

/** A parsed pattern: every key must match; a key's conditions are alternatives. */
export type EventPattern =
  | { readonly kind: 'all'; readonly parts: readonly EventPattern[] }
  | { readonly kind: 'any'; readonly parts: readonly EventPattern[] }
  | { readonly kind: 'key'; readonly path: readonly string[]; readonly conditions: readonly Condition[] };

type Scalar = string | number | boolean | null;
type Condition = (value: Scalar | undefined) => boolean;

/** The parsed pattern, or the reason why AWS would refuse it. */
export type ParsedEventPattern =
  | { readonly kind: 'pattern'; readonly pattern: EventPattern }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Parses a pattern.
 *
 * @param source - The JSON value of a filter policy or an event pattern.
 * @param options.nested - Whether keys may nest, as in bodies and events; message attributes are flat.
 * @source spec/websocket-api.md 10.3
 */
export function parseEventPattern(
  source: unknown,
  options: { readonly nested: boolean },
): ParsedEventPattern {
  try {
    return { kind: 'pattern', pattern: parseLevel(source, [], options.nested) };
  } catch (error) {
    if (error instanceof PatternRefusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

/**
 * Whether a message passes.
 *
 * @param valuesAt - Gives the values at a key path; none when the key is absent. An array attribute or body
 *   array gives each of its elements.
 */
export function matchesEventPattern(
  pattern: EventPattern,
  valuesAt: (path: readonly string[]) => readonly Scalar[],
): boolean {
  switch (pattern.kind) {
    case 'all':
      return pattern.parts.every((part) => matchesEventPattern(part, valuesAt));
    case 'any':
      return pattern.parts.some((part) => matchesEventPattern(part, valuesAt));
    case 'key': {
      const values = valuesAt(pattern.path);
      const candidates = values.length === 0 ? [undefined] : values;
      return pattern.conditions.some((condition) => candidates.some(condition));
    }
  }
}

class PatternRefusal extends Error {}

function parseLevel(source: unknown, path: readonly string[], nested: boolean): EventPattern {
  if (!isRecord(source)) throw new PatternRefusal('Filter policy must be a JSON object');
  const parts = Object.entries(source).map(([key, value]): EventPattern => {
    if (key === '$or' && Array.isArray(value) && value.length >= 2 && value.every(isRecord)) {
      return { kind: 'any', parts: value.map((part) => parseLevel(part, path, nested)) };
    }
    if (Array.isArray(value)) {
      if (value.length === 0) throw new PatternRefusal(`Empty arrays are not allowed at "${key}"`);
      return { kind: 'key', path: [...path, key], conditions: value.map(parseCondition) };
    }
    if (nested && isRecord(value)) return parseLevel(value, [...path, key], nested);
    throw new PatternRefusal(`"${key}" must be an object or an array`);
  });
  return { kind: 'all', parts };
}

function parseCondition(source: unknown): Condition {
  if (!isRecord(source)) {
    if (source !== null && !['string', 'number', 'boolean'].includes(typeof source)) {
      throw new PatternRefusal('Match value must be String, number, true, false, or null');
    }
    return (value) => value === source;
  }
  const [[name, operand] = ['', undefined], ...more] = Object.entries(source);
  if (more.length > 0) throw new PatternRefusal('Only one key allowed in match expression');
  switch (name) {
    case 'exists':
      if (typeof operand !== 'boolean')
        throw new PatternRefusal('exists match pattern must be either true or false.');
      return (value) => (value !== undefined) === operand;
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
      return textCondition(name, operand);
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numericCondition(operand);
    case 'cidr':
      return cidrCondition(operand);
    case 'wildcard':
      return wildcardCondition(operand);
    default:
      throw new PatternRefusal(`Unrecognized match type ${name}`);
  }
}

function textCondition(name: 'prefix' | 'suffix' | 'equals-ignore-case', operand: unknown): Condition {
  if (typeof operand !== 'string') throw new PatternRefusal(`${name} match pattern must be a string`);
  const test = {
    prefix: (value: string) => value.startsWith(operand),
    suffix: (value: string) => value.endsWith(operand),
    'equals-ignore-case': (value: string) => value.toLowerCase() === operand.toLowerCase(),
  }[name];
  return (value) => typeof value === 'string' && test(value);
}

// A missing key does not match anything-but.
function anythingBut(operand: unknown): Condition {
  const conditions = (Array.isArray(operand) ? operand : [operand]).map(parseCondition);
  return (value) => value !== undefined && !conditions.some((condition) => condition(value));
}

function numericCondition(operand: unknown): Condition {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw new PatternRefusal('Value of numeric must be a list of operator and number pairs');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const limit: unknown = operand[index + 1];
    const compare = numericOperators[String(operand[index])];
    if (compare === undefined)
      throw new PatternRefusal(`Unrecognized numeric range operator: ${String(operand[index])}`);
    if (typeof limit !== 'number' || Math.abs(limit) > 1e9) {
      throw new PatternRefusal('Value of numeric must be between -1.0E9 and +1.0E9, inclusive');
    }
    tests.push((value) => compare(value, limit));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

const numericOperators: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

// `*` stands for any text; a backslash takes the next character as it is.
function wildcardCondition(operand: unknown): Condition {
  if (typeof operand !== 'string') throw new PatternRefusal('wildcard match pattern must be a string');
  const source = operand.replace(
    /\\(.)|(\*)|([^\\*]+)/gs,
    (_all, escaped?: string, star?: string, plain?: string) =>
      star === undefined ? escapeRegExp(escaped ?? plain ?? '') : '.*',
  );
  const expression = new RegExp(`^${source}$`, 's');
  return (value) => typeof value === 'string' && expression.test(value);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function cidrCondition(operand: unknown): Condition {
  const [, address, prefixText] = /^([\d.]+)\/(\d+)$/.exec(String(operand)) ?? [];
  const network = address === undefined ? undefined : ipv4(address);
  const prefix = Number(prefixText);
  if (network === undefined || prefix > 32) throw new PatternRefusal('Malformed CIDR, one "/" required');
  const size = 2 ** (32 - prefix);
  return (value) => {
    const candidate = typeof value === 'string' ? ipv4(value) : undefined;
    return candidate !== undefined && Math.floor(candidate / size) === Math.floor(network / size);
  };
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  const valid =
    parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return valid ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

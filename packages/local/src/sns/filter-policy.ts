// Decides which messages a subscription gets: the filter policy grammar of SNS.

/** A parsed policy: every key must match; a key's conditions are alternatives. */
export type FilterPolicy =
  | { readonly kind: 'all'; readonly parts: readonly FilterPolicy[] }
  | { readonly kind: 'any'; readonly parts: readonly FilterPolicy[] }
  | { readonly kind: 'key'; readonly path: readonly string[]; readonly conditions: readonly Condition[] };

type Scalar = string | number | boolean | null;
type Condition = (value: Scalar | undefined) => boolean;

/** The parsed policy, or the reason why SNS would refuse it. */
export type ParsedFilterPolicy =
  | { readonly kind: 'policy'; readonly policy: FilterPolicy }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Parses a filter policy.
 *
 * @param source - The JSON value of `FilterPolicy`.
 * @param scope - `MessageBody` policies may nest keys.
 * @source spec/websocket-api.md 10.3
 */
export function parseFilterPolicy(
  source: unknown,
  scope: 'MessageAttributes' | 'MessageBody',
): ParsedFilterPolicy {
  try {
    return { kind: 'policy', policy: parseLevel(source, [], scope) };
  } catch (error) {
    if (error instanceof PolicyRefusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

/**
 * Whether a message passes.
 *
 * @param valuesAt - Gives the values at a key path; none when the key is absent. An array attribute or body
 *   array gives each of its elements.
 */
export function matchesFilterPolicy(
  policy: FilterPolicy,
  valuesAt: (path: readonly string[]) => readonly Scalar[],
): boolean {
  switch (policy.kind) {
    case 'all':
      return policy.parts.every((part) => matchesFilterPolicy(part, valuesAt));
    case 'any':
      return policy.parts.some((part) => matchesFilterPolicy(part, valuesAt));
    case 'key': {
      const values = valuesAt(policy.path);
      const candidates = values.length === 0 ? [undefined] : values;
      return policy.conditions.some((condition) => candidates.some(condition));
    }
  }
}

class PolicyRefusal extends Error {}

function parseLevel(source: unknown, path: readonly string[], scope: string): FilterPolicy {
  if (!isRecord(source)) throw new PolicyRefusal('Filter policy must be a JSON object');
  const parts = Object.entries(source).map(([key, value]): FilterPolicy => {
    if (key === '$or' && Array.isArray(value) && value.length >= 2 && value.every(isRecord)) {
      return { kind: 'any', parts: value.map((part) => parseLevel(part, path, scope)) };
    }
    if (Array.isArray(value)) {
      if (value.length === 0) throw new PolicyRefusal(`Empty arrays are not allowed at "${key}"`);
      return { kind: 'key', path: [...path, key], conditions: value.map(parseCondition) };
    }
    if (scope === 'MessageBody' && isRecord(value)) return parseLevel(value, [...path, key], scope);
    throw new PolicyRefusal(`"${key}" must be an object or an array`);
  });
  return { kind: 'all', parts };
}

function parseCondition(source: unknown): Condition {
  if (!isRecord(source)) {
    if (source !== null && !['string', 'number', 'boolean'].includes(typeof source)) {
      throw new PolicyRefusal('Match value must be String, number, true, false, or null');
    }
    return (value) => value === source;
  }
  const [[name, operand] = ['', undefined], ...more] = Object.entries(source);
  if (more.length > 0) throw new PolicyRefusal('Only one key allowed in match expression');
  switch (name) {
    case 'exists':
      if (typeof operand !== 'boolean')
        throw new PolicyRefusal('exists match pattern must be either true or false.');
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
    default:
      throw new PolicyRefusal(`Unrecognized match type ${name}`);
  }
}

function textCondition(name: 'prefix' | 'suffix' | 'equals-ignore-case', operand: unknown): Condition {
  if (typeof operand !== 'string') throw new PolicyRefusal(`${name} match pattern must be a string`);
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
    throw new PolicyRefusal('Value of numeric must be a list of operator and number pairs');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const limit: unknown = operand[index + 1];
    const compare = numericOperators[String(operand[index])];
    if (compare === undefined)
      throw new PolicyRefusal(`Unrecognized numeric range operator: ${String(operand[index])}`);
    if (typeof limit !== 'number' || Math.abs(limit) > 1e9) {
      throw new PolicyRefusal('Value of numeric must be between -1.0E9 and +1.0E9, inclusive');
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

function cidrCondition(operand: unknown): Condition {
  const [, address, prefixText] = /^([\d.]+)\/(\d+)$/.exec(String(operand)) ?? [];
  const network = address === undefined ? undefined : ipv4(address);
  const prefix = Number(prefixText);
  if (network === undefined || prefix > 32) throw new PolicyRefusal('Malformed CIDR, one "/" required');
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

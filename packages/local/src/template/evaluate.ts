// Evaluates CloudFormation's intrinsic functions over plain data. Pure: what exists outside the template comes in
// through the scope.

import { availabilityZoneSuffixes, defaultCidrBits } from './assumptions.js';
import { cidrBlocks } from './cidr.js';
import { describeShape, isMap, isScalar, valueAt } from './plain-data.js';

/** Removes the property that it stands for (`AWS::NoValue`). */
export const noValue: unique symbol = Symbol('AWS::NoValue');

/** What references resolve to. */
export interface Scope {
  /** A parameter, pseudo parameter or resource. @throws EvaluationError */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  mapping(name: string, top: string, second: string): unknown;
  importValue(name: string): unknown;
  readonly region: string;
}

/** An intrinsic that cannot be evaluated; the caller adds the place. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly code: `EW${number}`;
  readonly help: string | undefined;
  /** Path inside the evaluated value, outermost first. */
  readonly path: string[] = [];

  constructor(code: `EW${number}`, message: string, help?: string) {
    super(message);
    this.code = code;
    this.help = help;
  }
}

/**
 * Evaluates a value with everything below it.
 *
 * @returns Plain data without intrinsics, or `noValue`.
 * @throws EvaluationError for a missing reference or a wrong argument.
 * @source spec/websocket-api.md 8.3
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => below(String(index), () => evaluate(item, scope)))
      .filter((item) => item !== noValue);
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const run = intrinsics[first[0]];
    if (run !== undefined) return below(first[0], () => run(first[1], scope));
  }
  const result: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    const evaluated = below(key, () => evaluate(item, scope));
    if (evaluated === noValue) continue;
    Object.defineProperty(result, key, {
      value: evaluated,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text('Ref', argument)),
  Condition: (argument, scope) => scope.condition(text('Condition', argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, name] = list('Fn::GetAtt', argument, 2);
    return scope.attribute(text('Fn::GetAtt', logicalId), text('Fn::GetAtt', evaluate(name, scope)));
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, items] = list('Fn::Join', argument, 2);
    const values = evaluate(items, scope);
    if (!Array.isArray(values)) throw wrong('Fn::Join', 'its second argument', 'a list', values);
    return values.map((item) => scalarText('Fn::Join', item)).join(text('Fn::Join', separator));
  },
  'Fn::Select': (argument, scope) => {
    const [indexValue, items] = list('Fn::Select', argument, 2);
    const index = Number(scalarText('Fn::Select', evaluate(indexValue, scope)));
    const evaluated = evaluate(items, scope);
    const values = typeof evaluated === 'string' ? evaluated.split(',') : evaluated;
    if (!Array.isArray(values)) throw wrong('Fn::Select', 'its second argument', 'a list', values);
    if (!Number.isInteger(index) || index < 0 || index >= values.length) {
      throw new EvaluationError(
        'EW3110',
        `Fn::Select cannot take item ${String(index)} of a list of ${values.length}`,
      );
    }
    return values[index];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, value] = list('Fn::Split', argument, 2);
    return scalarText('Fn::Split', evaluate(value, scope)).split(text('Fn::Split', separator));
  },
  'Fn::If': (argument, scope) => {
    const [name, whenTrue, whenFalse] = list('Fn::If', argument, 3);
    return scope.condition(text('Fn::If', name))
      ? below('1', () => evaluate(whenTrue, scope))
      : below('2', () => evaluate(whenFalse, scope));
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list('Fn::Equals', argument, 2).map((item) => evaluate(item, scope));
    return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::And': (argument, scope) =>
    list('Fn::And', argument).every((item) => truth('Fn::And', evaluate(item, scope))),
  'Fn::Or': (argument, scope) =>
    list('Fn::Or', argument).some((item) => truth('Fn::Or', evaluate(item, scope))),
  'Fn::Not': (argument, scope) => !truth('Fn::Not', evaluate(list('Fn::Not', argument, 1)[0], scope)),
  'Fn::FindInMap': (argument, scope) => {
    const items = list('Fn::FindInMap', argument);
    const [name, top, second] = items
      .slice(0, 3)
      .map((item) => scalarText('Fn::FindInMap', evaluate(item, scope)));
    const fallback = valueAt(items[3], 'DefaultValue');
    try {
      return scope.mapping(name ?? '', top ?? '', second ?? '');
    } catch (error) {
      if (fallback === undefined) throw error;
      return evaluate(fallback, scope);
    }
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(scalarText('Fn::ImportValue', evaluate(argument, scope))),
  'Fn::Base64': (argument, scope) =>
    Buffer.from(scalarText('Fn::Base64', evaluate(argument, scope))).toString('base64'),
  'Fn::GetAZs': (argument, scope) => {
    const given = evaluate(argument, scope);
    const region = typeof given === 'string' && given !== '' ? given : scope.region;
    return availabilityZoneSuffixes.map((suffix) => region + suffix);
  },
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = list('Fn::Cidr', argument).map((item) => evaluate(item, scope));
    const blocks = cidrBlocks(scalarText('Fn::Cidr', block), Number(count), Number(bits ?? defaultCidrBits));
    if (typeof blocks === 'string') throw new EvaluationError('EW3110', `Fn::Cidr ${blocks}`);
    return blocks;
  },
  'Fn::Length': (argument, scope) => {
    const items = evaluate(argument, scope);
    if (!Array.isArray(items)) throw wrong('Fn::Length', 'its argument', 'a list', items);
    return items.length;
  },
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  'Fn::Transform': (argument) => {
    throw new EvaluationError(
      'EW3120',
      `Fn::Transform "${String(valueAt(argument, 'Name'))}" needs a macro that runs on AWS`,
      'give the transformed template instead',
    );
  },
};

// ${Name}, ${Resource.Attribute}, ${!Literal}
function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? list('Fn::Sub', argument, 2) : [argument, {}];
  const values = isMap(variables) ? variables : {};
  return text('Fn::Sub', template).replace(/\$\{([^}]*)\}/g, (_whole, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (Object.hasOwn(values, name)) return scalarText('Fn::Sub', evaluate(values[name], scope));
    const dot = name.indexOf('.');
    const value = dot === -1 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return Array.isArray(value) ? value.join(',') : scalarText('Fn::Sub', value);
  });
}

function list(intrinsic: string, argument: unknown, length?: number): readonly unknown[] {
  if (Array.isArray(argument) && (length === undefined || argument.length === length)) return argument;
  throw wrong(intrinsic, 'its argument', length === undefined ? 'a list' : `a list of ${length}`, argument);
}

function text(intrinsic: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrong(intrinsic, 'its argument', 'text', value);
}

function scalarText(intrinsic: string, value: unknown): string {
  if (isScalar(value)) return String(value);
  throw wrong(intrinsic, 'a value', 'text', value === noValue ? 'AWS::NoValue' : value);
}

function truth(intrinsic: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrong(intrinsic, 'a condition', 'true or false', value);
}

function wrong(intrinsic: string, what: string, wanted: string, actual: unknown): EvaluationError {
  return new EvaluationError(
    'EW3110',
    `${intrinsic} cannot be evaluated: ${what} is ${describeShape(actual)}, not ${wanted}`,
  );
}

// CloudFormation compares scalars as text.
function comparable(value: unknown): unknown {
  if (isScalar(value)) return String(value);
  if (Array.isArray(value)) return value.map(comparable);
  return value;
}

function below<T>(key: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof EvaluationError) error.path.unshift(key);
    throw error;
  }
}

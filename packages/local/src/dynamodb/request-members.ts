// Checks the JSON of a request against the shape of its operation: types first, as AWS's deserialiser does, then the
// constraints of the API model, all of them reported together.

import { invalid, unreadable } from './errors.js';

/** The shape of a member. */
export type Shape =
  | {
      readonly kind: 'text';
      readonly required?: boolean;
      readonly choices?: readonly string[];
      readonly maxLength?: number;
      readonly minLength?: number;
    }
  | { readonly kind: 'number'; readonly required?: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: 'flag' }
  | {
      readonly kind: 'list';
      readonly required?: boolean;
      readonly of: Shape;
      readonly min?: number;
      readonly max?: number;
    }
  | {
      readonly kind: 'map';
      readonly required?: boolean;
      readonly of: Shape;
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly kind: 'structure'; readonly required?: boolean; readonly members: Members }
  /** Checked where it is used: attribute values. */
  | { readonly kind: 'any' };

/** Shapes by member name. */
export type Members = Readonly<Record<string, Shape>>;

/**
 * Takes null members out and checks the rest.
 *
 * @returns The input with the members that the API knows.
 * @throws SerializationException for a wrong type, ValidationException for all broken constraints.
 */
export function checkMembers(
  input: Readonly<Record<string, unknown>>,
  members: Members,
): Readonly<Record<string, unknown>> {
  const problems: string[] = [];
  const checked = checkStructure(input, members, { path: '', problems });
  if (problems.length === 0) return checked;
  throw invalid(
    `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.slice(0, 10).join('; ')}`,
  );
}

interface Place {
  readonly path: string;
  readonly problems: string[];
}

function checkStructure(source: unknown, members: Members, place: Place): Readonly<Record<string, unknown>> {
  if (typeof source !== 'object' || source === null) throw unreadable(source, 'Map');
  if (Array.isArray(source)) throw unreadable(source, 'Map');
  const given = source as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined;
    if (shape === undefined || value === undefined || value === null) continue;
    result[name] =
      shape.kind === 'any'
        ? value
        : checkShape(value, shape, { path: memberPath(place, name), problems: place.problems });
  }
  for (const name in members) {
    const shape = members[name];
    if (shape === undefined || !('required' in shape) || shape.required !== true) continue;
    if (result[name] !== undefined) continue;
    place.problems.push(
      `Value null at '${memberPath(place, name)}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return result;
}

function memberPath(place: Place, name: string): string {
  return `${place.path}${place.path === '' ? '' : '.'}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function checkShape(value: unknown, shape: Shape, place: Place): unknown {
  const refuse = (reason: string) =>
    place.problems.push(
      `Value ${shownValue(value)}at '${place.path}' failed to satisfy constraint: ${reason}`,
    );
  const checkLength = (length: number, { min, max }: { readonly min?: number; readonly max?: number }) => {
    if (min !== undefined && length < min) refuse(`Member must have length greater than or equal to ${min}`);
    if (max !== undefined && length > max) refuse(`Member must have length less than or equal to ${max}`);
  };
  switch (shape.kind) {
    case 'any':
      return value;
    case 'flag':
      if (typeof value !== 'boolean') throw unreadable(value, 'Boolean');
      return value;
    case 'text':
      if (typeof value !== 'string') throw unreadable(value, 'String');
      if (shape.choices !== undefined && !shape.choices.includes(value))
        refuse(`Member must satisfy enum value set: [${shape.choices.join(', ')}]`);
      checkLength(value.length, {
        ...(shape.minLength === undefined ? {} : { min: shape.minLength }),
        ...(shape.maxLength === undefined ? {} : { max: shape.maxLength }),
      });
      return value;
    case 'number':
      if (typeof value !== 'number') throw unreadable(value, 'Integer');
      if (shape.min !== undefined && value < shape.min)
        refuse(`Member must have value greater than or equal to ${shape.min}`);
      if (shape.max !== undefined && value > shape.max)
        refuse(`Member must have value less than or equal to ${shape.max}`);
      return Math.floor(value);
    case 'list':
      if (!Array.isArray(value)) throw unreadable(value, 'List');
      checkLength(value.length, shape);
      return value.map((item, index) =>
        checkShape(item ?? undefined, shape.of, { ...place, path: `${place.path}.${index + 1}.member` }),
      );
    case 'map': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(value, 'Map');
      const entries = Object.entries(value);
      checkLength(entries.length, shape);
      if (shape.of.kind === 'any') return value;
      const { of } = shape;
      const isOutside = (item: unknown) =>
        of.kind === 'list' &&
        Array.isArray(item) &&
        (item.length < (of.min ?? 0) || item.length > (of.max ?? Number.POSITIVE_INFINITY));
      if (entries.some(([, item]) => isOutside(item))) {
        // Of the values of a map AWS reports the map.
        refuse(listBounds(of) ?? '');
        return value;
      }
      return Object.fromEntries(
        entries.map(([name, item]) => [
          name,
          checkShape(item, shape.of, { ...place, path: `${place.path}.${name}.member` }),
        ]),
      );
    }
    case 'structure':
      return checkStructure(value, shape.members, place);
  }
}

// AWS shows structures in a form of its own, which nobody reads: they are left out.
function shownValue(value: unknown): string {
  const isStructure = (item: unknown) => typeof item === 'object';
  if (Array.isArray(value)) return value.some(isStructure) ? '' : `'[${value.join(', ')}]' `;
  return isStructure(value) ? '' : `'${String(value)}' `;
}

function listBounds(shape: Shape): string | undefined {
  if (shape.kind !== 'list') return undefined;
  const bounds = [
    ...(shape.max === undefined ? [] : [`Member must have length less than or equal to ${shape.max}`]),
    ...(shape.min === undefined ? [] : [`Member must have length greater than or equal to ${shape.min}`]),
  ];
  return bounds.length === 0 ? undefined : `Map value must satisfy constraint: [${bounds.join(', ')}]`;
}

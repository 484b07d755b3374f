// A number property with the bounds that CloudFormation enforces.

import { numberOf, PropertyError } from './property.js';

/**
 * @param range - Property name and bounds, both inclusive.
 * @returns `undefined` when the property is absent.
 * @throws PropertyError for a fraction, or a number outside the bounds.
 */
export function numberWithin(
  properties: Readonly<Record<string, unknown>>,
  range: { readonly name: string; readonly min: number; readonly max: number },
): number | undefined {
  const value = numberOf(properties[range.name]);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw new PropertyError(
    range.name,
    `it is ${value}, and AWS takes whole numbers from ${range.min} to ${range.max}`,
  );
}

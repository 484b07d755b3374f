// DynamoDB numbers: decimal text of up to 38 significant digits.

import Big from 'big.js';
import { invalid } from './errors.js';

/** @returns The number in its shortest form, as DynamoDB gives it back. @throws ValidationException */
export function normalizeNumber(text: string): string {
  if (text === '') throw invalid('The parameter cannot be converted to a numeric value');
  // Short integers are nearly all there is.
  if (/^(0|-?[1-9]\d{0,14})$/.test(text)) return text;
  let value: Big;
  try {
    value = new Big(text.replace(/^\+/, ''));
  } catch {
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  if (value.eq(0)) return '0';
  if (value.c.length > 38) throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (value.e > 125)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (value.e < -130)
    throw invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  return value.toFixed();
}

/** Negative, zero or positive, by value. */
export function compareNumbers(left: string, right: string): number {
  if (left.length < 16 && right.length < 16) return Number(left) - Number(right);
  return new Big(left).cmp(right);
}

export function addNumbers(left: string, right: string): string {
  return normalizeNumber(new Big(left).plus(right).toFixed());
}

export function subtractNumbers(left: string, right: string): string {
  return normalizeNumber(new Big(left).minus(right).toFixed());
}

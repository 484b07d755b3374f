// Template parameters: given values, defaults, and the rules they must keep.

import { nearestName } from '@edgewire/diagnostics';
import type { Report } from './finding.js';
import { isMap, isScalar, type PlainMap } from './plain-data.js';

/**
 * @param declared - The template's Parameters section.
 * @param given - Values by name, from `--param`.
 * @returns Values by name; list types are split at commas.
 * @source AWS CloudFormation User Guide, "Parameters"
 */
export function resolveParameters(
  declared: unknown,
  given: Readonly<Record<string, string>>,
  report: Report,
): ReadonlyMap<string, unknown> {
  const parameters = isMap(declared) ? declared : {};
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(parameters, name)) continue;
    const nearest = nearestName(name, Object.keys(parameters));
    report({
      code: 'EW3101',
      severity: 'warning',
      path: 'Parameters',
      message: `Parameter "${name}" was given, but the template does not declare it`,
      help: nearest === undefined ? undefined : `the nearest declared parameter is "${nearest}"`,
    });
  }
  const values = new Map<string, unknown>();
  for (const [name, declaration] of Object.entries(parameters)) {
    if (isMap(declaration)) values.set(name, resolveOne(name, declaration, given[name], report));
  }
  return values;
}

function resolveOne(name: string, declaration: PlainMap, given: string | undefined, report: Report): unknown {
  const path = `Parameters.${name}`;
  const fallback = declaration.Default;
  const text = given ?? (isScalar(fallback) ? String(fallback) : undefined);
  const type = String(declaration.Type ?? 'String');
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  if (text === undefined) {
    report({
      code: 'EW3102',
      path,
      message: `Parameter "${name}" has neither a value nor a default`,
      help: `give it with --param ${name}=VALUE`,
    });
    return isList ? [] : '';
  }
  const items = isList ? text.split(',').map((item) => item.trim()) : [text];
  for (const item of items) {
    const reason = violation(item, declaration, type);
    if (reason !== undefined) {
      const shown = declaration.NoEcho === true || declaration.NoEcho === 'true' ? '****' : `"${item}"`;
      report({ code: 'EW3103', path, message: `Parameter "${name}" cannot be ${shown}: ${reason}` });
    }
  }
  return isList ? items : text;
}

function violation(item: string, declaration: PlainMap, type: string): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration;
  if (Array.isArray(AllowedValues) && !AllowedValues.map(String).includes(item)) {
    return `it must be one of ${AllowedValues.map(String).join(', ')}`;
  }
  if (typeof AllowedPattern === 'string' && !new RegExp(`^(?:${AllowedPattern})$`).test(item)) {
    return `it must match ${AllowedPattern}`;
  }
  if (MinLength !== undefined && item.length < Number(MinLength))
    return `it must have at least ${String(MinLength)} characters`;
  if (MaxLength !== undefined && item.length > Number(MaxLength))
    return `it must have at most ${String(MaxLength)} characters`;
  if (!/Number/.test(type)) return undefined;
  if (item === '' || Number.isNaN(Number(item))) return 'it must be a number';
  if (MinValue !== undefined && Number(item) < Number(MinValue))
    return `it must be at least ${String(MinValue)}`;
  return MaxValue !== undefined && Number(item) > Number(MaxValue)
    ? `it must be at most ${String(MaxValue)}`
    : undefined;
}

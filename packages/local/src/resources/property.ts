// Reads resolved property values, which CloudFormation gives as text, numbers or booleans alike.

/** Text of a scalar property; `undefined` when absent or empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Number of a property given as number or text. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** Boolean of a property given as boolean or text. */
export function booleanOf(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A map property; `{}` when absent. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A map property with text values. */
export function textMapOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(mapOf(value)).map(([name, item]) => [name, textOf(item) ?? '']));
}

/** A list property; `[]` when absent. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text of a property that must be there. @throws PropertyError naming it. */
export function requiredText(properties: Readonly<Record<string, unknown>>, name: string): string {
  const text = textOf(properties[name]);
  if (text === undefined) throw new PropertyError(name, 'it is required and absent');
  return text;
}

/** A property that cannot be used; the deployer adds the resource and the place. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
  readonly property: string;

  constructor(property: string, reason: string) {
    super(`property "${property}" cannot be used: ${reason}`);
    this.property = property;
  }
}

// HTTP header fields as data: lower-case names, every occurrence kept, order of first appearance.

/** Values by lower-case name; a name that occurs twice has two values. */
export type HeaderMap = ReadonlyMap<string, readonly string[]>;

/** Makes a map from pairs of name and value; undefined values are left out. */
export function headerMap(
  entries: Readonly<Record<string, string | readonly string[] | undefined>>,
): Map<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(entries)) {
    if (value !== undefined) headers.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return headers;
}

/** Makes a map from Node's alternating list of names and values. */
export function headersFromRaw(raw: readonly string[]): Map<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? [value] : [...before, value]);
  }
  return headers;
}

/** @returns The values joined by `, `, or `undefined` when the header is absent. */
export function headerText(headers: HeaderMap, name: string): string | undefined {
  const values = headers.get(name);
  if (values === undefined) return undefined;
  return values.length === 1 ? values[0] : values.join(', ');
}

// Differences between the output that a case expects and the one there is.

/** One place where two JSON values differ; `undefined` says that a side lacks the member. */
export interface Difference {
  /** Property path such as `request.headers["x-a"].value`; empty for the whole value. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Compares JSON values; the order of members does not count. */
export function compareOutput(expected: unknown, actual: unknown, path = ''): readonly Difference[] {
  if (Object.is(expected, actual)) return [];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_item, index) =>
      compareOutput(expected[index], actual[index], `${path}[${index}]`),
    ).flat();
  }
  if (isObject(expected) && isObject(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return names.flatMap((name) => compareOutput(expected[name], actual[name], member(path, name)));
  }
  return [{ path, expected, actual }];
}

function member(path: string, name: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

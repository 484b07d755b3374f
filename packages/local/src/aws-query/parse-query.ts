// The AWS query protocol on the way in: a form body with dotted names (spec/sdk-wire.md 3.1).

/** A parsed call: `action` and the flat parameters, names as sent. */
export interface QueryCall {
  readonly action: string;
  readonly version: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a form body or query string.
 *
 * @returns The call, or `undefined` when there is no `Action`.
 */
export function parseQueryCall(text: string): QueryCall | undefined {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) parameters.set(name, value);
  const action = parameters.get('Action');
  if (action === undefined || action === '') return undefined;
  return { action, version: parameters.get('Version') ?? '', parameters };
}

/** Members of `{prefix}.1.…`, `{prefix}.2.…` in order, each as the flat map of what follows the number. */
export function listMembers(
  parameters: ReadonlyMap<string, string>,
  prefix: string,
): readonly ReadonlyMap<string, string>[] {
  const members = new Map<number, Map<string, string>>();
  for (const [name, value] of parameters) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const [, index, rest] = /^(\d+)(?:\.(.+))?$/.exec(name.slice(prefix.length + 1)) ?? [];
    if (index === undefined) continue;
    const member = members.get(Number(index)) ?? new Map<string, string>();
    member.set(rest ?? '', value);
    members.set(Number(index), member);
  }
  return [...members].sort(([a], [b]) => a - b).map(([, member]) => member);
}

/** An attribute map spelt `{prefix}.entry.N.key` / `.value`. */
export function attributeMap(
  parameters: ReadonlyMap<string, string>,
  prefix: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listMembers(parameters, `${prefix}.entry`).map((entry) => [
      entry.get('key') ?? '',
      entry.get('value') ?? '',
    ]),
  );
}

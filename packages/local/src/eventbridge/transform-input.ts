// What a rule's target receives: the event, a constant, a part of it, or a template filled from it.

/** The four forms of a target's input. Source: AWS page "Amazon EventBridge input transformation". */
export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: string }
  | {
      readonly kind: 'template';
      readonly paths: Readonly<Record<string, string>>;
      readonly template: string;
    };

/** Builds the payload text for a target. Never throws: a path that is not found gives nothing. */
export function transformInput(event: unknown, input: TargetInput): string {
  switch (input.kind) {
    case 'event':
      return JSON.stringify(event);
    case 'constant':
      return input.text;
    case 'path':
      return JSON.stringify(valueAt(event, input.path) ?? null);
    case 'template':
      return fillTemplate(event, input.paths, input.template);
  }
}

// Inside quotes a variable stands as text, outside as JSON.
function fillTemplate(event: unknown, paths: Readonly<Record<string, string>>, template: string): string {
  let insideString = false;
  return template.replace(/\\.|"|<([^<>"\s]+)>/g, (token, name?: string) => {
    if (token === '"') insideString = !insideString;
    if (name === undefined) return token;
    const value = name === 'aws.events.event.json' ? event : valueAt(event, paths[name] ?? '');
    if (value === undefined) return '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (insideString) return JSON.stringify(text).slice(1, -1);
    return JSON.stringify(value);
  });
}

function valueAt(event: unknown, path: string): unknown {
  if (!path.startsWith('$')) return undefined;
  let value = event;
  for (const [, name, index, quoted] of path.slice(1).matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = name ?? quoted ?? index ?? '';
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

// The JSONPath of `$input.path` and `$input.json`, and of selection expressions: names, indexes, slices, wildcards
// and recursive descent. Filters (`?()`) find nothing: they are code.

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start: number | undefined; readonly end: number | undefined }
  | { readonly kind: 'any' }
  | { readonly kind: 'descend' };

// step: ..  |  .name or .*  |  ['name'] ["name"] [n] [*] [a:b]
const stepPattern =
  /(\.\.)|\.?(\*)|\.?([^.[\]*\s'"()]+)|\[\s*(?:'([^']*)'|"([^"]*)"|(-?\d+)|(\*)|(-?\d*):(-?\d*))\s*\]/y;

/** A parsed path; `isDefinite` says that it names one value at the most. */
export interface JsonPath {
  readonly steps: readonly Step[];
  readonly isDefinite: boolean;
}

/**
 * @param text - With or without the leading `$`, e.g. `$.data.items[0]['x-y']`.
 * @returns `undefined` for a path that cannot be read.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: Step[] = [];
  let at = text.startsWith('$') ? 1 : 0;
  while (at < text.length) {
    // A single dot before a bracket or at the end separates nothing.
    if (text[at] === '.' && (text[at + 1] === '[' || at + 1 === text.length)) {
      at++;
      continue;
    }
    stepPattern.lastIndex = at;
    const found = stepPattern.exec(text);
    if (found === null || found[0] === '') return undefined;
    const [whole, descend, star, name, single, double, index, bracketStar, start, end] = found;
    if (descend !== undefined) steps.push({ kind: 'descend' });
    else if (star !== undefined || bracketStar !== undefined) steps.push({ kind: 'any' });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (start !== undefined || end !== undefined)
      steps.push({ kind: 'slice', start: boundOf(start), end: boundOf(end) });
    else steps.push({ kind: 'name', name: name ?? single ?? double ?? '' });
    at += whole.length;
  }
  return { steps, isDefinite: steps.every(({ kind }) => kind === 'name' || kind === 'index') };
}

/**
 * @returns The value; a list of all matches for an indefinite path; `undefined` when nothing is there.
 * @throws Never.
 */
export function readJsonPath(path: JsonPath, root: unknown): unknown {
  let found: unknown[] = [root];
  for (const step of path.steps) {
    const next: unknown[] = [];
    for (const value of found) collect(step, value, next);
    found = next;
  }
  return path.isDefinite ? found[0] : found;
}

function collect(step: Step, value: unknown, into: unknown[]): void {
  if (step.kind === 'descend') {
    descend(value, into);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  switch (step.kind) {
    case 'name':
      if (Object.hasOwn(value, step.name)) into.push((value as Record<string, unknown>)[step.name]);
      return;
    case 'index':
      if (Array.isArray(value)) {
        const index = step.index < 0 ? value.length + step.index : step.index;
        if (index in value) into.push(value[index]);
      }
      return;
    case 'slice':
      if (Array.isArray(value)) into.push(...value.slice(step.start, step.end));
      return;
    case 'any':
      into.push(...Object.values(value));
  }
}

function descend(value: unknown, into: unknown[]): void {
  into.push(value);
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) descend(child, into);
}

function boundOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

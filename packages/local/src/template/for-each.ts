// `Fn::ForEach` of AWS::LanguageExtensions: one entry of a map becomes several. Pure.

import { EvaluationError, evaluate, type Scope } from './evaluate.js';
import type { Report } from './finding.js';
import { isMap, isScalar, type PlainMap, valueAt } from './plain-data.js';

/** Sections whose entries may be loops, or hold some. */
const loopSections: ReadonlySet<string> = new Set(['Conditions', 'Outputs', 'Resources']);
const loopKey = /^Fn::ForEach::[A-Za-z0-9]+$/;
/** Deeper nesting is refused by AWS. */
const maxDepth = 5;

/** A template without loops, and the path of the loop that each of its generated entries comes from. */
export interface UnrolledTemplate {
  readonly body: PlainMap;
  /** By `Section.name`. */
  readonly origins: ReadonlyMap<string, string>;
}

/** Whether a key of a map stands for a loop. */
export function isLoop(key: string): boolean {
  return key.startsWith('Fn::ForEach');
}

/**
 * Unrolls the loops of a template. One that cannot be unrolled is reported and left out.
 *
 * @param options.parameters - Given values: a collection may be a parameter's list.
 * @source AWS CloudFormation Template Reference, "Fn::ForEach"
 */
export function unrollLoops(
  body: PlainMap,
  options: { readonly parameters: Readonly<Record<string, string>>; readonly report: Report },
): UnrolledTemplate {
  const origins = new Map<string, string>();
  const scope = collectionScope(body, options.parameters);
  const unrolled: Record<string, unknown> = {};
  for (const [section, value] of Object.entries(body)) {
    if (!loopSections.has(section) || !isMap(value)) {
      unrolled[section] = value;
      continue;
    }
    const kept: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      const path = `${section}.${key}`;
      const made = unrollEntry([key, entry], { path, depth: 0, scope, report: options.report });
      for (const [name, item] of made) {
        kept[name] = item;
        if (name !== key) origins.set(`${section}.${name}`, path);
      }
    }
    unrolled[section] = kept;
  }
  return { body: unrolled, origins };
}

interface Place {
  readonly path: string;
  /** Loops around. */
  readonly depth: number;
  readonly scope: Scope;
  readonly report: Report;
}

type Entry = readonly [string, unknown];

function unrollEntry([key, value]: Entry, place: Place): readonly Entry[] {
  if (!isLoop(key)) return [[key, unrollValue(value, place)]];
  const loop = readLoop(key, value, place);
  if (typeof loop === 'string') {
    place.report({ code: 'EW3122', path: place.path, message: `"${key}" is left out: ${loop}` });
    return [];
  }
  return loop.items.flatMap((item) => {
    const replaced = substitute(loop.output, loop.identifier, item);
    const below = { ...place, depth: place.depth + 1 };
    return Object.entries(replaced as PlainMap).flatMap((entry) => unrollEntry(entry, below));
  });
}

// Loops stand among the keys of maps only, not inside lists.
function unrollValue(value: unknown, place: Place): unknown {
  if (!isMap(value)) return value;
  const entries = Object.entries(value).flatMap((entry) =>
    unrollEntry(entry, { ...place, path: `${place.path}.${entry[0]}` }),
  );
  return Object.fromEntries(entries);
}

interface Loop {
  readonly identifier: string;
  readonly items: readonly string[];
  readonly output: PlainMap;
}

/** @returns The loop, or why it is none. */
function readLoop(key: string, value: unknown, { depth, scope }: Place): Loop | string {
  if (!loopKey.test(key)) return 'its name after "Fn::ForEach::" is not alphanumeric';
  if (depth >= maxDepth) return `loops nest at most ${maxDepth} deep`;
  const [identifier, collection, output] = Array.isArray(value) ? value : [];
  if (typeof identifier !== 'string' || collection === undefined || !isMap(output)) {
    return 'it is not a list of an identifier, a collection and a map';
  }
  try {
    const items = (Array.isArray(collection) ? collection : [collection]).flatMap((item) =>
      evaluate(item, scope),
    );
    const wrong = items.find((item) => !isScalar(item));
    if (wrong !== undefined) return 'its collection has an item that is no text';
    return { identifier, items: items.map(String), output };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return `its collection is not known before the deployment: ${error.message}`;
  }
}

// In keys and texts `${Name}` is the item and `&{Name}` its letters and digits; `Ref` names it too.
function substitute(value: unknown, identifier: string, item: string): unknown {
  const inText = (text: string) =>
    text
      .replaceAll(`\${${identifier}}`, () => item)
      .replaceAll(`&{${identifier}}`, () => item.replace(/[^A-Za-z0-9]/g, ''));
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return inText(part);
    if (Array.isArray(part)) return part.map(walk);
    if (!isMap(part)) return part;
    const entries = Object.entries(part);
    if (entries.length === 1 && part.Ref === identifier) return item;
    return Object.fromEntries(entries.map(([key, below]) => [inText(key), walk(below)]));
  };
  return walk(value);
}

// What is known before any resource exists: parameters, mappings, and functions of them.
function collectionScope(body: PlainMap, given: Readonly<Record<string, string>>): Scope {
  const unknown = (what: string): never => {
    throw new EvaluationError('EW3122', `${what} has no value yet`);
  };
  return {
    region: '',
    ref(name) {
      const declared = valueAt(body.Parameters, name);
      const value = given[name] ?? valueAt(declared, 'Default');
      if (!isScalar(value)) return unknown(`"${name}"`);
      const isList = /^(CommaDelimitedList|List<)/.test(String(valueAt(declared, 'Type')));
      return isList
        ? String(value)
            .split(',')
            .map((item) => item.trim())
        : value;
    },
    attribute: (logicalId) => unknown(`"${logicalId}"`),
    condition: (name) => unknown(`condition "${name}"`),
    mapping(name, top, second) {
      const value = valueAt(valueAt(valueAt(body.Mappings, name), top), second);
      return value ?? unknown(`mapping "${name}" at "${top}", "${second}"`);
    },
    importValue: (name) => unknown(`export "${name}"`),
  };
}

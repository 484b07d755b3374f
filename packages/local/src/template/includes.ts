// `AWS::Include`: text of another file stands where the transform is. Files come in through a port, so that the rule
// can be tested without any.

import type { Report } from './finding.js';
import { isMap, type PlainMap, valueAt } from './plain-data.js';

/** The content of a file, or why there is none. */
export type Included =
  | { readonly kind: 'content'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly reason: string };

/** What reads an included file. `location` is as the template has it. */
export type LoadInclude = (location: string) => Included;

const includeName = 'AWS::Include';
/** An included file may not include others on AWS; here nothing endless comes of it. */
const maxDepth = 3;

/**
 * Puts included files in their place: those of the section `Transform` at the top, others where `Fn::Transform` is.
 * Keys of the template count before keys of a file. What cannot be read is reported and left out.
 *
 * @source AWS CloudFormation User Guide, "AWS::Include transform"
 */
export function resolveIncludes(
  body: PlainMap,
  options: { readonly load: LoadInclude; readonly report: Report },
): PlainMap {
  const { Transform, ...rest } = body;
  const transforms = Array.isArray(Transform) ? Transform : Transform === undefined ? [] : [Transform];
  const others = transforms.filter((transform) => !isInclude(transform));
  let merged: PlainMap = rest;
  for (const transform of transforms.filter(isInclude)) {
    const content = contentOf(transform, { ...options, path: 'Transform', depth: 0 });
    merged = mergeSections(content, merged);
  }
  const resolved = resolve(merged, { ...options, path: '', depth: 0 }) as PlainMap;
  return others.length === 0 ? resolved : { ...resolved, Transform: others };
}

interface Place {
  readonly load: LoadInclude;
  readonly report: Report;
  readonly path: string;
  readonly depth: number;
}

function resolve(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolve(item, { ...place, path: `${place.path}.${index}` }));
  }
  if (!isMap(value)) return value;
  const own: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const below = { ...place, path: place.path === '' ? key : `${place.path}.${key}` };
    if (key !== 'Fn::Transform' || !isInclude(item)) own[key] = resolve(item, below);
    else Object.assign(own, { ...contentOf(item, below), ...own });
  }
  return own;
}

function contentOf(transform: unknown, place: Place): PlainMap {
  const location = valueAt(valueAt(transform, 'Parameters'), 'Location');
  const included: Included =
    typeof location !== 'string'
      ? { kind: 'failure', reason: 'its Location is no text' }
      : place.depth >= maxDepth
        ? { kind: 'failure', reason: 'the included files include each other' }
        : place.load(location);
  if (included.kind === 'content' && isMap(included.value)) {
    return resolve(included.value, { ...place, depth: place.depth + 1 }) as PlainMap;
  }
  place.report({
    code: 'EW3124',
    path: place.path,
    message: `Cannot include ${typeof location === 'string' ? `"${location}"` : 'a file'}: ${included.kind === 'failure' ? included.reason : 'its top level is not a map'}`,
    help: 'write the path of a file beside the template, as "aws cloudformation package" takes it',
  });
  return {};
}

function isInclude(transform: unknown): boolean {
  return valueAt(transform, 'Name') === includeName;
}

// Sections are maps by name: a file may add to one that the template has.
function mergeSections(file: PlainMap, template: PlainMap): PlainMap {
  const merged: Record<string, unknown> = { ...file, ...template };
  for (const [section, value] of Object.entries(file)) {
    const own = template[section];
    if (isMap(value) && isMap(own)) merged[section] = { ...value, ...own };
  }
  return merged;
}

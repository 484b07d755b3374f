// Which resources and parameters a value names, without evaluating it.

import { isMap } from './plain-data.js';

/** A name that a value refers to. */
export interface Reference {
  readonly name: string;
  /** Property path from the value, each step with a leading dot. */
  readonly path: string;
  /** Whether it stands below an `Fn::If`, which may not take the branch. */
  readonly isConditional: boolean;
}

/** Finds `Ref`, `Fn::GetAtt` and the names inside `Fn::Sub`. */
export function referencesOf(value: unknown): Reference[] {
  const found: Reference[] = [];
  collect(value, { path: '', isConditional: false, found });
  return found;
}

function collect(
  value: unknown,
  at: { readonly path: string; readonly isConditional: boolean; readonly found: Reference[] },
): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(item, { ...at, path: `${at.path}.${index}` });
    });
    return;
  }
  if (!isMap(value)) return;
  const add = (name: string) => void at.found.push({ name, path: at.path, isConditional: at.isConditional });
  const keys = Object.keys(value);
  if (keys.length === 1) {
    const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = value;
    if (typeof ref === 'string') {
      add(ref);
      return;
    }
    if (Array.isArray(getAtt) && typeof getAtt[0] === 'string') {
      add(getAtt[0]);
      collect(getAtt[1], at);
      return;
    }
    if (sub !== undefined) {
      collectSub(sub, at, add);
      return;
    }
  }
  for (const key of keys) {
    collect(value[key], {
      ...at,
      path: `${at.path}.${key}`,
      isConditional: at.isConditional || key === 'Fn::If',
    });
  }
}

function collectSub(
  argument: unknown,
  at: { readonly path: string; readonly isConditional: boolean; readonly found: Reference[] },
  add: (name: string) => void,
): void {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, undefined];
  const own = isMap(variables) ? variables : {};
  if (typeof template === 'string') {
    for (const [, inner = ''] of template.matchAll(/\$\{([^}!][^}]*)\}/g)) {
      const name = inner.trim().split('.')[0] ?? '';
      if (!Object.hasOwn(own, inner.trim())) add(name);
    }
  }
  collect(own, at);
}

// Rewrites references inside a value: SAM's `Ref: Function.Alias`, and the names of a nested stack.

import { isMap } from './plain-data.js';

/** What a reference becomes; `undefined` leaves it as it is. */
export interface ReferenceRewrite {
  ref(name: string): unknown;
  attribute?(logicalId: string, attribute: string): unknown;
  /** Another intrinsic or single-key map, before its argument is looked at. */
  call?(name: string, argument: unknown): unknown;
}

/** A copy of `value` with its `Ref`, `Fn::GetAtt` and `${...}` of `Fn::Sub` rewritten. */
export function rewriteReferences(value: unknown, rewrite: ReferenceRewrite): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteReferences(item, rewrite));
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [key, argument] = first;
    const called = rewrite.call?.(key, argument);
    if (called !== undefined) return called;
    if (key === 'Ref' && typeof argument === 'string') return rewrite.ref(argument) ?? value;
    if (key === 'Fn::GetAtt' && Array.isArray(argument) && typeof argument[0] === 'string') {
      const [logicalId, attribute] = argument as [string, unknown];
      if (typeof attribute !== 'string') return { [key]: [logicalId, rewriteReferences(attribute, rewrite)] };
      return rewrite.attribute?.(logicalId, attribute) ?? value;
    }
    if (key === 'Fn::Sub') return { [key]: rewriteSub(argument, rewrite) };
  }
  const copy: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    const rewritten = rewriteReferences(item, rewrite);
    Object.defineProperty(copy, key, {
      value: rewritten,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

// Rewritten names become variables of the substitution, since their value may be any intrinsic.
function rewriteSub(argument: unknown, rewrite: ReferenceRewrite): unknown {
  const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string') return argument;
  const own = isMap(given) ? given : {};
  const variables: Record<string, unknown> = { ...(rewriteReferences(own, rewrite) as object) };
  const text = template.replace(/\$\{([^}!][^}]*)\}/g, (whole, inner: string) => {
    const name = inner.trim();
    if (Object.hasOwn(own, name)) return whole;
    const dot = name.indexOf('.');
    const value =
      rewrite.ref(name) ??
      (dot === -1 ? undefined : rewrite.attribute?.(name.slice(0, dot), name.slice(dot + 1)));
    if (value === undefined) return whole;
    variables[name] = value;
    return whole;
  });
  return Object.keys(variables).length === 0 ? text : [text, variables];
}

// Methods of Java's String, List and Map that templates call; JavaScript has some of them under other names.

import type { Compile } from 'velocityjs';

/** A method as the template library takes it. */
export type MethodHandler = NonNullable<
  NonNullable<ConstructorParameters<typeof Compile>[1]>['customMethodHandlers']
>[number];

function onText(name: string, run: (text: string, params: readonly unknown[]) => unknown): MethodHandler {
  return {
    uid: `java:${name}`,
    match: ({ property, context }) => property === name && typeof context === 'string',
    resolve: ({ context, params }) => run(String(context), params),
  };
}

function onList(name: string, run: (list: unknown[], params: readonly unknown[]) => unknown): MethodHandler {
  return {
    uid: `java:list.${name}`,
    match: ({ property, context }) => property === name && Array.isArray(context),
    resolve: ({ context, params }) => (Array.isArray(context) ? run(context, params) : undefined),
  };
}

function onMap(
  name: string,
  run: (map: Readonly<Record<string, unknown>>, params: readonly unknown[]) => unknown,
): MethodHandler {
  return {
    uid: `java:map.${name}`,
    match: ({ property, context }) =>
      property === name &&
      typeof context === 'object' &&
      context !== null &&
      !Array.isArray(context) &&
      !Object.hasOwn(context, name),
    resolve: ({ context, params }) => run(context, params),
  };
}

/** Methods that the library lacks, or runs with JavaScript's meaning. */
export const javaMethods: readonly MethodHandler[] = [
  onText('length', (text) => text.length),
  onText('isEmpty', (text) => text === ''),
  onText('equals', (text, [other]) => text === other),
  onText('equalsIgnoreCase', (text, [other]) => text.toLowerCase() === String(other).toLowerCase()),
  onText('contains', (text, [part]) => text.includes(String(part))),
  onText('matches', (text, [pattern]) => new RegExp(`^(?:${String(pattern)})$`, 's').test(text)),
  onText('replace', (text, [from, to]) => text.replaceAll(String(from), () => String(to))),
  onText('replaceAll', (text, [from, to]) => text.replace(new RegExp(String(from), 'g'), String(to))),
  onText('replaceFirst', (text, [from, to]) => text.replace(new RegExp(String(from)), String(to))),
  onText('split', (text, [separator]) => text.split(new RegExp(String(separator)))),
  onText('toString', (text) => text),
  onList('isEmpty', (list) => list.length === 0),
  onList('contains', (list, [item]) => list.includes(item)),
  onList('get', (list, [index]) => list[Number(index)]),
  onMap('isEmpty', (map) => Object.keys(map).length === 0),
  onMap('containsKey', (map, [key]) => Object.hasOwn(map, String(key))),
  onMap('containsValue', (map, [value]) => Object.values(map).includes(value)),
  onMap('values', (map) => Object.values(map)),
];

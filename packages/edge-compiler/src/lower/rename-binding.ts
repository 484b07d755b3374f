// Gives a name of the user's another name, wherever it is declared and used.

import type { Binding } from '../tree/scopes.js';
import type { EditContext } from './mapped-code.js';

/** @param except - An identifier that stays, such as the one of an export. */
export function renameBinding(
  { text, index }: EditContext,
  binding: Binding,
  name: string,
  except?: unknown,
): void {
  const nodes = new Set([...binding.declarations, ...binding.references.map((use) => use.node)]);
  for (const node of nodes) {
    if (node === except || node.name === name) continue;
    const parent = index.parentOf(node);
    // `{ a }` and `{ a = 1 }` name a property too, which keeps its name.
    const property =
      parent?.type === 'AssignmentPattern' && parent.left === node ? index.parentOf(parent) : parent;
    const isShorthand = property?.type === 'Property' && property.shorthand;
    text.overwrite(node.start, node.end, isShorthand ? `${JSON.stringify(node.name)}: ${name}` : name);
  }
}

/** A name that nothing in the code has. */
export function unusedName({ index }: EditContext, base: string): string {
  const taken = new Set(index.nodesOf('Identifier').map(({ name }) => name));
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}${count}`;
  return name;
}

// Takes declarations apart that the engine misreads: in `let a = function () { var x; … }, b = 1` it takes `b` for a `var`,
// because that was the last word of the kind it saw. `b` then clashes with other blocks, hides a function of its name, or
// must not be written. Found by random programs in njs 0.7.9; the minifier writes such declarations.

import { isInside, type NodeOf } from '../tree/walk.js';
import { type EditContext, editCode, type MappedCode } from './mapped-code.js';

/** A script without such declarations, except in the heads of loops. */
export function separateDeclarators(source: MappedCode): MappedCode {
  return editCode(source, (context) => {
    for (const { statement, position, isHead } of findMisread(context)) {
      const [declarator, next] = statement.declarations.slice(position, position + 2);
      if (isHead || declarator === undefined || next === undefined) continue;
      context.text.overwrite(declarator.end, next.start, `;${statement.kind} `);
    }
  });
}

/** Whether the head of a loop has such a declaration: no edit here makes that right. */
export function hasMisreadHead(source: MappedCode): boolean {
  let found = false;
  editCode(source, (context) => {
    found = findMisread(context).some(({ isHead }) => isHead);
  });
  return found;
}

// Each place between two declarators where the engine would lose the kind of the declaration.
function findMisread({ index }: EditContext): {
  readonly statement: NodeOf<'VariableDeclaration'>;
  readonly position: number;
  readonly isHead: boolean;
}[] {
  const declarations = index.nodesOf('VariableDeclaration');
  return declarations.flatMap((statement) => {
    const isHead = index.parentOf(statement)?.type === 'ForStatement';
    return statement.declarations.slice(0, -1).flatMap((declarator, position) => {
      const isMisread = declarations.some(
        (inner) => inner.kind !== statement.kind && inner !== statement && isInside(inner, declarator),
      );
      return isMisread ? [{ statement, position, isHead }] : [];
    });
  });
}

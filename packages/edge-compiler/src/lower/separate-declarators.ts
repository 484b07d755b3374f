// Takes declarations apart that the engine misreads; the minifier writes such declarations.

import type { Node } from 'acorn';
import { findMisreadDeclarators } from '../tree/misread-declarators.js';
import { editCode, type MappedCode } from './mapped-code.js';

/** A script without such declarations, except in the heads of loops. */
export function separateDeclarators(source: MappedCode): MappedCode {
  const separated = editCode(source, ({ index, text }) => {
    const apartFrom = new Map<Node, number>();
    for (const { statement, previous, declarator, cause, isHead } of findMisreadDeclarators(index)) {
      // Taken apart once, the rest of the declaration has its kind again.
      if (isHead || cause.start < (apartFrom.get(statement) ?? 0)) continue;
      text.overwrite(previous.end, declarator.start, `;${statement.kind} `);
      apartFrom.set(statement, declarator.start);
    }
  });
  // The new words of kind may be the last ones before a declarator further out. Each round leaves fewer declarators that
  // follow another.
  return separated === source ? source : separateDeclarators(separated);
}

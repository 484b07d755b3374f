// Puts the import of `cloudfront` back on the first line: the lowering tool writes its helpers above it.

import { editCode, type MappedCode } from './mapped-code.js';

/** @source spec/cloudfront.md 1.7 */
export function importFirst(source: MappedCode): MappedCode {
  return editCode(source, ({ program, text }) => {
    const statement = program.body.find(({ type }) => type === 'ImportDeclaration');
    if (statement === undefined || statement === program.body[0]) return;
    text.appendLeft(statement.end, '\n');
    text.move(statement.start, statement.end, 0);
  });
}

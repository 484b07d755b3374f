// Reports a handler that the host cannot find or cannot call.

import { nearestName } from '@edgewire/diagnostics';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 1.1 */
export const handlerRule: Rule = {
  name: 'handler',
  summary: 'requires a top-level function named handler that takes the event',
  codes: ['EW1006', 'EW1007', 'EW1008', 'EW1009'],
  check: (context) => {
    const { facts, report } = context;
    const lexical = findLexicalHandler(context);
    if (lexical !== undefined) {
      report({
        code: 'EW1007',
        at: lexical.keyword,
        message: `Cannot find "handler": the host looks on the global object, and a top-level "${lexical.kind}" is not a property of it`,
        help: 'write `function handler(event) {…}`',
        fix: { description: 'declare it with var', replacement: 'var', isSafe: true },
      });
      return;
    }
    if (facts.handler === undefined) {
      reportMissing(context);
      return;
    }
    const { params } = facts.handler.node;
    const [, second] = params;
    if (second !== undefined && second.type !== 'RestElement') {
      report({
        code: 'EW1009',
        at: second,
        message: 'Cannot use a second parameter of the handler: the host passes one argument, the event',
        help: 'remove the parameter and return the result instead of calling back',
      });
    }
  },
};

function findLexicalHandler({ parsed }: RuleContext) {
  for (const statement of parsed.program.body) {
    if (statement.type !== 'VariableDeclaration' || statement.kind === 'var') continue;
    if (statement.declarations.some(({ id }) => id.type === 'Identifier' && id.name === 'handler')) {
      const { kind, start } = statement;
      return { kind, keyword: { start, end: start + kind.length } };
    }
  }
  return undefined;
}

function reportMissing({ parsed, scopes, facts, index, code, report }: RuleContext): void {
  const { program } = parsed;
  const isExported = program.body.some(
    (statement) =>
      statement.type === 'ExportDefaultDeclaration' ||
      (statement.type === 'ExportNamedDeclaration' &&
        /\bhandler\b/.test(code.slice(statement.start, statement.end))),
  );
  // The export itself is refused already, with the right help.
  if (isExported) return;
  if (
    scopes.bindings.some(({ name, inFunction }) => name === 'connectionHandler' && inFunction === undefined)
  )
    return;
  const isAssigned = index
    .nodesOf('AssignmentExpression')
    .some(
      ({ left }) =>
        facts.memberName(left) === 'handler' || (left.type === 'Identifier' && left.name === 'handler'),
    );
  if (isAssigned) return;
  const nested = scopes.bindings.find(
    (binding) => binding.name === 'handler' && binding.inFunction !== undefined && binding.kind !== 'param',
  );
  const [declaration] = nested?.declarations ?? [];
  if (declaration !== undefined) {
    report({
      code: 'EW1008',
      at: declaration,
      message:
        'Cannot reach "handler": it is declared inside another function, and the host looks on the global object',
      help: 'move it to the top level, or assign it: globalThis.handler = handler',
    });
    return;
  }
  const opaque = scopes.bindings.find(
    ({ name, inFunction }) => name === 'handler' && inFunction === undefined,
  );
  if (opaque !== undefined) {
    // Assigned from a call or a condition: it may well be a function.
    if (opaque.kind === 'var' && opaque.references.some((use) => use.isWrite)) return;
    if (opaque.kind === 'function') return;
  }
  const names = scopes.bindings
    .filter((b) => b.kind === 'function' && b.inFunction === undefined)
    .map((b) => b.name);
  const near = nearestName('handler', names);
  report({
    code: 'EW1006',
    at: { start: 0, end: 0 },
    message: 'Cannot run the function: it declares no top-level function "handler"',
    help: near === undefined ? 'declare `function handler(event) {…}`' : `rename "${near}" to "handler"`,
  });
}

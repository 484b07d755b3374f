// Shapes the bundle around its handler: folds what constants decide, leaves out the halves that the event does not use and
// takes `pipeline(…)` apart. Runs before unused code is removed.

import type { AnyNode } from 'acorn';
import { propertyName } from '../check/event-maps.js';
import type { EdgeEventType } from '../features/runtime.js';
import { isFunction, isInside, type NodeOf } from '../tree/walk.js';
import { type EditContext, editCode, type MappedCode } from './mapped-code.js';

/** @param eventType - The event whose halves stay. */
export function joinPipeline(source: MappedCode, eventType: EdgeEventType): MappedCode {
  const dead = eventType === 'viewer-request' ? 'response' : 'request';
  return editCode(editCode(source, foldConditions), (context) => {
    // Without a pipeline an object of this form is the user's own.
    if (/\brunPipeline\b/.test(context.code)) {
      for (const node of context.index.nodesOf('ObjectExpression')) removeHalf(context, node, dead);
    }
    takeApart(context);
  });
}

/** Replaces conditions that are constant by what they decide: an unused branch would keep its imports. */
export function foldConditions({ text, index }: EditContext): void {
  const gone: AnyNode[] = [];
  for (const node of index.nodesOf('IfStatement', 'ConditionalExpression')) {
    if (node.test.type !== 'Literal' || typeof node.test.value !== 'boolean') continue;
    if (gone.some((one) => isInside(node, one))) continue;
    const kept = node.test.value ? node.consequent : node.alternate;
    const dropped = node.test.value ? node.alternate : node.consequent;
    // A `var` of the unused branch is still declared.
    const declares = index
      .nodesOf('VariableDeclaration')
      .some((one) => one.kind === 'var' && dropped && isInside(one, dropped));
    if (declares) continue;
    if (dropped) gone.push(dropped);
    if (!kept) {
      text.overwrite(node.start, node.end, ';');
      continue;
    }
    text.remove(node.start, kept.start);
    if (kept.end < node.end) text.remove(kept.end, node.end);
  }
}

/** Whether shaken code makes promises: it has async functions, or hands a promise on without `await`. */
export function isAsynchronous(source: MappedCode): boolean {
  let found = false;
  editCode(source, ({ index, facts }) => {
    found =
      index
        .nodesOf('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression')
        .some((node) => node.async) ||
      index
        .nodesOf('MemberExpression')
        .some((node) => /^(then|catch|finally)$/.test(facts.memberName(node) ?? '')) ||
      index.nodesOf('Identifier').some(({ name }) => name === 'Promise');
  });
  return found;
}

// A literal of exactly the members `name` (a text), `request` and `response` is a Middleware: see packages/edge.
function removeHalf(
  context: EditContext,
  node: NodeOf<'ObjectExpression'>,
  dead: 'request' | 'response',
): void {
  const { text, code } = context;
  const members = node.properties.map((property) =>
    property.type === 'Property' ? { property, name: propertyName(property) } : undefined,
  );
  const isMiddleware =
    members.every((one) => one?.name === 'name' || one?.name === 'request' || one?.name === 'response') &&
    members.some((one) => one?.name === 'name') &&
    members.some((one) => one?.name === 'request' || one?.name === 'response');
  if (!isMiddleware) return;
  for (const one of members) {
    if (one?.name !== dead || !isFunctionLike(context, one.property.value)) continue;
    const comma = /^\s*,/.exec(code.slice(one.property.end))?.[0].length ?? 0;
    text.remove(one.property.start, one.property.end + comma);
  }
}

// A request or response of the user's own that is only named like a half stays.
function isFunctionLike({ scopes, index }: EditContext, node: AnyNode): boolean {
  if (isFunction(node)) return true;
  const [declared] = scopes.bindingOf(node)?.declarations ?? [];
  const maker = declared && index.parentOf(declared);
  return (
    maker?.type === 'FunctionDeclaration' ||
    (maker?.type === 'VariableDeclarator' && isFunction(maker.init ?? undefined))
  );
}

// `var h = pipeline(a, b); export { h as handler }` becomes a list and a plain function that runs it. The function is
// known by its form, `(...list) => (event) => run(list, event)`, so a namesake of the user's own is left alone.
function takeApart({ text, program, scopes, index, code }: EditContext): void {
  const exported = handlerExport(program);
  if (exported === undefined) return;
  const binding = scopes.bindingOf(exported.local);
  const [declaration] = binding?.declarations ?? [];
  const declarator = declaration && index.parentOf(declaration);
  if (
    binding === undefined ||
    declarator?.type !== 'VariableDeclarator' ||
    declarator.init?.type !== 'CallExpression'
  )
    return;
  const { callee } = declarator.init;
  if (callee.type !== 'Identifier') return;
  const [made] = scopes.bindingOf(callee)?.declarations ?? [];
  const runner = made && runnerOf(index.parentOf(made));
  if (runner === undefined || binding.references.filter((use) => use.isRead).length !== 1) return;
  const [open, close] = [code.indexOf('(', callee.end), declarator.init.end - 1];
  text.overwrite(callee.start, open + 1, '[');
  text.overwrite(close, close + 1, ']');
  text.overwrite(
    exported.statement.start,
    exported.statement.end,
    `function pipelineHandler(event) { return ${runner}(${binding.name}, event); }\nexport { pipelineHandler as handler };`,
  );
}

function runnerOf(node: AnyNode | undefined): string | undefined {
  if (node?.type !== 'FunctionDeclaration' || node.params.length !== 1) return undefined;
  const [list] = node.params;
  const [statement] = node.body.body;
  if (
    list?.type !== 'RestElement' ||
    list.argument.type !== 'Identifier' ||
    statement?.type !== 'ReturnStatement'
  )
    return undefined;
  const inner = statement.argument;
  if (inner?.type !== 'ArrowFunctionExpression' || inner.body.type !== 'CallExpression') return undefined;
  const { callee, arguments: passed } = inner.body;
  const [first, second] = passed;
  const [event] = inner.params;
  const isRun =
    callee.type === 'Identifier' &&
    first?.type === 'Identifier' &&
    first.name === list.argument.name &&
    second?.type === 'Identifier' &&
    event?.type === 'Identifier' &&
    second.name === event.name;
  return isRun ? callee.name : undefined;
}

/** The statement that exports `handler`, and the local name behind it. */
export function handlerExport(
  program: EditContext['program'],
):
  | { readonly statement: NodeOf<'ExportNamedDeclaration'>; readonly local: NodeOf<'Identifier'> }
  | undefined {
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const { exported, local } of statement.specifiers) {
      if (exported.type === 'Identifier' && exported.name === 'handler' && local.type === 'Identifier') {
        return { statement, local };
      }
    }
  }
  return undefined;
}

// Edits of lowered code: calls of methods that the runtime lacks go to helpers, and the helpers are written in front.

import type { AnyNode, Node } from 'acorn';
import { prototypeOf } from '../check/value-types.js';
import { findBuiltin } from '../features/builtins.js';
import type { EdgeRuntimeName } from '../features/runtime.js';
import { isInside, unwrapChain } from '../tree/walk.js';
import { globalHelpers, helperSource, methodHelpers, staticHelpers, toolHelpers } from './helper-table.js';
import { lowerSyntax } from './lower-syntax.js';
import { type EditContext, editCode, type MappedCode } from './mapped-code.js';

/** @param helpers - Helpers that earlier steps rely on already. */
export function addHelpers(
  source: MappedCode,
  runtime: EdgeRuntimeName,
  helpers: readonly string[],
): MappedCode {
  const needed = new Set(helpers);
  const edited = editCode(source, (context) => {
    dropOwnNames(context);
    replaceToolHelpers(context, needed);
    replaceGlobals(context, needed, runtime);
    replaceCalls(context, needed, runtime);
  });
  if (needed.size === 0) return edited;
  const text = helperSource(needed);
  const empty = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
  const lowered = lowerSyntax({ code: text, map: empty }, runtime).code;
  // Helpers that themselves rely on the tool's helpers bring them along, which cannot happen: they are ES5 in spirit.
  return editCode(edited, ({ text: target, program }) => {
    const first = program.body.find((statement) => statement.type !== 'ImportDeclaration');
    target.appendLeft(first?.start ?? 0, `${lowered}\n`);
  });
}

// `let A = _createClass(function A() {…})`, which the tool makes of a class: inside, the own name is not what `new` made it
// in the engine. The variable has the same value. @source evidence/engine.md 2.2
function dropOwnNames({ text, index, scopes }: EditContext): void {
  for (const node of index.nodesOf('FunctionExpression')) {
    const parent = index.parentOf(node);
    const maker =
      parent?.type === 'CallExpression' && isWriteClass(parent.callee) ? index.parentOf(parent) : parent;
    if (!node.id || maker?.type !== 'VariableDeclarator') continue;
    if (maker.id.type !== 'Identifier' || maker.id.name !== node.id.name) continue;
    const isWritten = scopes.bindingOf(maker.id)?.references.some((use) => use.isWrite && !use.isInit);
    if (isWritten !== true) text.remove(node.id.start, node.id.end);
  }
}

function isWriteClass(callee: AnyNode): boolean {
  return callee.type === 'Identifier' && callee.name === '_createClass';
}

// Without members that need a descriptor the tool's helper only forbids to replace the prototype, which nobody does.
function unwrapClasses({ text, index }: EditContext): Set<Node> {
  const unwrapped = new Set<Node>();
  for (const call of index.nodesOf('CallExpression')) {
    const [only, second] = call.arguments;
    if (!isWriteClass(call.callee) || only === undefined || second !== undefined) continue;
    text.remove(call.start, only.start);
    text.remove(only.end, call.end);
    unwrapped.add(call.callee);
  }
  return unwrapped;
}

// The tool's own helpers go, and what only they call goes with them.
function replaceToolHelpers(context: EditContext, needed: Set<string>): void {
  const { text, program, scopes } = context;
  const unwrapped = unwrapClasses(context);
  const written = program.body.flatMap((statement) =>
    statement.type === 'FunctionDeclaration' && statement.id.name.startsWith('_') ? [statement] : [],
  );
  const removed = new Set(written.filter(({ id }) => toolHelpers.includes(id.name)));
  for (const { id } of removed) needed.add(id.name);
  for (let size = 0; removed.size !== size; ) {
    size = removed.size;
    const isGone = (node: Node) => [...removed].some((statement) => isInside(node, statement));
    for (const statement of written) {
      const uses = scopes.bindingOf(statement.id)?.references ?? [];
      if (
        uses.length > 0 &&
        uses.every(({ node }) => unwrapped.has(node) || isGone(node) || isInside(node, statement))
      )
        removed.add(statement);
    }
  }
  for (const { start, end } of removed) text.remove(start, end);
}

function replaceGlobals(
  { text, scopes, index }: EditContext,
  needed: Set<string>,
  runtime: EdgeRuntimeName,
): void {
  for (const { node } of scopes.free) {
    const helper = globalHelpers.get(node.name);
    if (helper === undefined || findBuiltin('global', node.name)?.support[runtime] !== 'refused') continue;
    const parent = index.parentOf(node);
    if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') continue;
    needed.add(helper);
    const isShorthand = parent?.type === 'Property' && parent.shorthand;
    text.overwrite(node.start, node.end, isShorthand ? `${node.name}: ${helper}` : helper);
  }
}

function replaceCalls(context: EditContext, needed: Set<string>, runtime: EdgeRuntimeName): void {
  const { text, index, facts, scopes, code } = context;
  for (const node of index.nodesOf('CallExpression')) {
    const callee = unwrapChain(node.callee);
    if (
      callee.type !== 'MemberExpression' ||
      callee.object.type === 'Super' ||
      callee.optional ||
      node.optional
    )
      continue;
    const name = facts.memberName(callee);
    if (name === undefined || callee.computed) continue;
    const { object } = callee;
    const open = code.indexOf('(', callee.end);
    if (object.type === 'Identifier' && scopes.bindingOf(object) === undefined) {
      const helper = staticHelpers.get(`${object.name}.${name}`);
      const support = findBuiltin(object.name, name)?.support[runtime];
      // Array.from works in 2.0 but is not promised; the helper is small.
      if (helper !== undefined && (support === 'refused' || support === 'works')) {
        needed.add(helper);
        text.overwrite(callee.start, callee.end, helper);
      }
      continue;
    }
    if (name === 'trimLeft' || name === 'trimRight') {
      text.overwrite(
        callee.property.start,
        callee.property.end,
        name === 'trimLeft' ? 'trimStart' : 'trimEnd',
      );
      continue;
    }
    const helper = methodHelpers.get(name);
    if (helper === undefined || !isLacking(facts.typeOf(object), name, runtime)) continue;
    needed.add(helper);
    // The object may stand in parentheses, which belong to the member and not to the object.
    text.appendLeft(callee.start, `${helper}(`);
    text.overwrite(
      code.lastIndexOf('.', callee.property.start),
      open + 1,
      node.arguments.length > 0 ? ', ' : '',
    );
  }
}

// Iterators of arrays exist in 2.0, but nothing there can step through them except `next`.
function isLacking(
  type: ReturnType<EditContext['facts']['typeOf']>,
  name: string,
  runtime: EdgeRuntimeName,
): boolean {
  if (/^(entries|keys|values)$/.test(name)) return type === 'array' || type === 'unknown';
  const prototype = prototypeOf[type];
  if (prototype !== undefined) return findBuiltin(prototype, name)?.support[runtime] === 'refused';
  if (type !== 'unknown') return false;
  return ['Array.prototype', 'String.prototype'].some(
    (owner) => findBuiltin(owner, name)?.support[runtime] === 'refused',
  );
}

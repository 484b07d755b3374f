// Gives locals that runtime 2.0 would copy at an `await` a home that it does not copy: a property of one constant object
// for each scope. Runs after syntax is lowered, so that declarations name plain identifiers.

import type { AnyNode, Node } from 'acorn';
import type { Binding } from '../tree/scopes.js';
import { findSharedLocals } from '../tree/shared-locals.js';
import { isInside, type NodeOf, type TreeIndex } from '../tree/walk.js';
import { type EditContext, editCode, type MappedCode } from './mapped-code.js';
import { unusedName } from './rename-binding.js';

/** @source spec/cloudfront.md 1.4 */
export function frameSharedLocals(source: MappedCode): MappedCode {
  return editCode(source, (context) => {
    const framed = bindingsToFrame(context);
    const frames = new Map<Node, Binding[]>();
    for (const binding of framed) {
      const list = frames.get(binding.scopeNode);
      if (list === undefined) frames.set(binding.scopeNode, [binding]);
      else list.push(binding);
    }
    const names = new Map<Binding, string>();
    for (const [scopeNode, bindings] of frames) {
      const frame = unusedName(context, `locals${names.size}`);
      for (const binding of bindings) names.set(binding, `${frame}.${binding.name}`);
      openFrame(context, scopeNode as AnyNode, frame, bindings);
    }
    for (const [binding, name] of names) replaceUses(context, binding, name);
    for (const statement of context.index.nodesOf('VariableDeclaration'))
      splitDeclaration(context, statement, names);
  });
}

// The locals that would be copied; functions that use them before the object is there; and what shares a `for (var …)`.
function bindingsToFrame({ scopes, index }: EditContext): Set<Binding> {
  const framed = new Set(findSharedLocals(scopes, index).map(({ binding }) => binding));
  const declarations = namedFunctions(index);
  const loops = index.nodesOf('ForStatement', 'ForInStatement');
  for (let size = -1; size !== framed.size; ) {
    size = framed.size;
    for (const node of declarations) {
      const own = scopes.bindingOf(node.id);
      if (own === undefined || framed.has(own) || own.inFunction === undefined) continue;
      const usesFrame = [...framed].some(
        (binding) =>
          binding.inFunction === own.inFunction && binding.references.some((use) => isInside(use.node, node)),
      );
      if (usesFrame) framed.add(own);
    }
    for (const loop of loops) {
      const head = loop.type === 'ForStatement' ? loop.init : loop.left;
      if (head?.type !== 'VariableDeclaration' || head.kind !== 'var') continue;
      const declared = head.declarations.flatMap(({ id }) => scopes.bindingOf(id) ?? []);
      if (declared.some((binding) => framed.has(binding)))
        for (const binding of declared) framed.add(binding);
    }
  }
  return framed;
}

// Only `export default` has functions without a name, and nothing is exported any more.
function namedFunctions(index: TreeIndex) {
  return index
    .nodesOf('FunctionDeclaration')
    .flatMap((node) => (node.id === null ? [] : [{ ...node, id: node.id }]));
}

function openFrame(
  context: EditContext,
  scopeNode: AnyNode,
  frame: string,
  bindings: readonly Binding[],
): void {
  const { text } = context;
  const copied = bindings.filter(({ kind }) => kind === 'param' || kind === 'catch');
  const literal = (list: readonly Binding[]) => `{${list.map(({ name }) => `${name}: ${name}`).join(', ')}}`;
  const declaration = `const ${frame} = ${literal(copied)};`;
  switch (scopeNode.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      if (scopeNode.body.type === 'BlockStatement') {
        openIn(context, scopeNode.body, declaration, bindings);
      } else {
        // The expression may stand in parentheses, which belong to the function.
        const arrow = context.code.indexOf('=>', scopeNode.params.at(-1)?.end ?? scopeNode.start) + 2;
        text.appendLeft(arrow, ` { ${declaration} return `);
        text.appendRight(scopeNode.end, '; }');
      }
      return;
    case 'BlockStatement':
      openIn(context, scopeNode, declaration, bindings);
      return;
    case 'CatchClause':
      openIn(context, scopeNode.body, declaration, bindings);
      return;
    case 'ForInStatement':
      openBody(context, scopeNode.body, `const ${frame} = ${literal(bindings)};`);
      return;
    case 'ForStatement':
      openLoop(context, scopeNode, frame, bindings);
      return;
    case 'SwitchStatement':
      text.appendLeft(scopeNode.start, `{ ${declaration} `);
      text.appendRight(scopeNode.end, ' }');
      moveFunctions(context, scopeNode.start, bindings);
      return;
    default:
      throw new Error(`cannot frame a scope of ${scopeNode.type}`);
  }
}

function openIn(
  context: EditContext,
  block: NodeOf<'BlockStatement'>,
  declaration: string,
  bindings: readonly Binding[],
): void {
  const start = block.start + 1;
  context.text.appendLeft(start, ` ${declaration}`);
  moveFunctions(context, start, bindings);
}

// Functions move up behind the object, where they were from the start of the block anyway.
function moveFunctions(
  { text, index, scopes }: EditContext,
  start: number,
  bindings: readonly Binding[],
): void {
  for (const node of namedFunctions(index)) {
    const own = scopes.bindingOf(node.id);
    if (own === undefined || !bindings.includes(own) || own.kind !== 'function') continue;
    text.remove(node.start, node.id.start);
    text.appendRight(node.id.end, ` = ${node.async ? 'async ' : ''}function `);
    text.appendLeft(node.end, ';');
    text.move(node.start, node.end, start);
  }
}

function openBody({ text }: EditContext, body: AnyNode, declaration: string): void {
  if (body.type === 'BlockStatement') text.appendLeft(body.start + 1, ` ${declaration}`);
  else {
    text.appendLeft(body.start, `{ ${declaration} `);
    text.appendRight(body.end, ' }');
  }
}

// Each turn gets an object of its own; what the body wrote goes back before the next turn.
function openLoop(
  context: EditContext,
  loop: NodeOf<'ForStatement'>,
  frame: string,
  bindings: readonly Binding[],
): void {
  const { text, code } = context;
  const literal = `{${bindings.map(({ name }) => `${name}: ${name}`).join(', ')}}`;
  const isWritten = bindings.some((binding) =>
    binding.references.some((use) => use.isWrite && isInside(use.node, loop.body)),
  );
  if (!isWritten) {
    openBody(context, loop.body, `const ${frame} = ${literal};`);
    return;
  }
  const turn = unusedName(context, `${frame}OfTurn`);
  openBody(context, loop.body, `const ${frame} = ${turn} = ${literal};`);
  const { init } = loop;
  if (init?.type === 'VariableDeclaration')
    text.appendLeft(init.declarations.at(-1)?.end ?? init.end, `, ${turn}`);
  const back = bindings.map(({ name }) => `${name} = ${turn}.${name}`).join(', ');
  if (loop.update) text.appendLeft(loop.update.start, `${back}, `);
  else text.appendLeft(code.lastIndexOf(')', loop.body.start), back);
}

function replaceUses({ text, index }: EditContext, binding: Binding, name: string): void {
  const scope = binding.scopeNode as AnyNode;
  const isCopied = binding.kind === 'param' || binding.kind === 'catch';
  const body = scope.type === 'ForStatement' || scope.type === 'ForInStatement' ? scope.body : undefined;
  if (!isCopied && body === undefined)
    for (const declared of binding.declarations) text.overwrite(declared.start, declared.end, name);
  for (const { node, isInit } of binding.references) {
    // A declaration with a value is its first use.
    if (binding.declarations.includes(node) || isInit) continue;
    if (body !== undefined && !isInside(node, body)) continue;
    const parent = index.parentOf(node);
    if (parent?.type === 'Property' && parent.shorthand) {
      text.overwrite(node.start, node.end, `${node.name}: ${name}`);
    } else if (parent?.type === 'CallExpression' && parent.callee === node) {
      // A call through the object would make it `this`.
      text.overwrite(node.start, node.end, `(0, ${name})`);
    } else text.overwrite(node.start, node.end, name);
  }
}

function splitDeclaration(
  { text, index, scopes }: EditContext,
  statement: NodeOf<'VariableDeclaration'>,
  names: ReadonlyMap<Binding, string>,
): void {
  const isFramed = ({ id }: (typeof statement.declarations)[number]) => {
    const binding = scopes.bindingOf(id);
    if (binding === undefined || !names.has(binding)) return false;
    const scope = (binding.scopeNode as AnyNode).type;
    // The heads of such loops keep their own variables.
    return scope !== 'ForStatement' && scope !== 'ForInStatement';
  };
  if (!statement.declarations.some(isFramed)) return;
  const parent = index.parentOf(statement);
  const [first] = statement.declarations;
  if (first === undefined) return;
  const isHead = parent?.type === 'ForStatement' || parent?.type === 'ForInStatement';
  const keyword = (declarator: typeof first) => (isFramed(declarator) || isHead ? '' : `${statement.kind} `);
  text.overwrite(statement.start, first.start, keyword(first) || ' ');
  statement.declarations.forEach((declarator, position) => {
    const next = statement.declarations[position + 1];
    if (next !== undefined) text.overwrite(declarator.end, next.start, isHead ? ', ' : `; ${keyword(next)}`);
  });
  const isListed = /^(BlockStatement|SwitchCase|Program)$/.test(parent?.type ?? '');
  if (isHead || isListed) return;
  text.appendLeft(statement.start, '{ ');
  text.appendRight(statement.end, ' }');
}

// Runtime 2.0 copies captured locals when an async function suspends. A local that would then have two values moves into
// a property of an object, which both copies share.

import type { AnyNode, Node } from 'acorn';
import { awaitsItself, type Binding } from '../tree/scopes.js';
import { findSharedLocals } from '../tree/shared-locals.js';
import { isFunction, isInside, type NodeOf } from '../tree/walk.js';
import { type EditContext, editCode, type MappedCode } from './mapped-code.js';

type Loop = NodeOf<'ForStatement' | 'ForInStatement'>;

/** Raised for a local that cannot be boxed; the build turns it into a finding. */
export class UnsupportedCapture extends Error {
  override readonly name = 'UnsupportedCapture';
  /** Where in the step's code. */
  readonly offset: number;

  constructor(message: string, at: Node) {
    super(message);
    this.offset = at.start;
  }
}

/** Boxes every shared local. @source spec/cloudfront.md 1.4 */
export function boxLocals(source: MappedCode): MappedCode {
  return editCode(source, (context) => {
    const { text, scopes } = context;
    // The declarations of boxes, by the block that they open.
    const openings = new Map<NodeOf<'BlockStatement'>, Opening>();
    const openingOf = (block: NodeOf<'BlockStatement'>) => {
      const known = openings.get(block) ?? { boxes: [], values: [] };
      openings.set(block, known);
      return known;
    };
    const taken = new Set([
      ...scopes.bindings.map(({ name }) => name),
      ...scopes.free.map(({ node }) => node.name),
    ]);
    const boxes = new Map(
      boxedBindings(context).map((binding) => [binding, freshName(binding.name, taken)] as const),
    );
    for (const [binding, box] of boxes) boxOne(context, binding, box, openingOf);
    for (const [block, { boxes: made, values }] of openings) {
      const lines = [...(made.length === 0 ? [] : [`const ${made.join(', ')};`]), ...values];
      text.appendLeft(block.start + 1, `\n${lines.join('\n')}`);
    }
  });
}

/** What a block begins with: boxes, all made before the first of them is filled. */
interface Opening {
  readonly boxes: string[];
  readonly values: string[];
}

// A function declaration that captures a local exists before the local's box does, so it moves into a box of its own; and
// so does one that captures such a function.
function boxedBindings({ scopes, index }: EditContext): Binding[] {
  const boxed = new Set(findSharedLocals(scopes, index).map(({ binding }) => binding));
  const declared = scopes.bindings.filter(
    ({ kind, inFunction }) => kind === 'function' && inFunction?.async === true && awaitsItself(inFunction),
  );
  const captures = (declaration: Node, owner: Binding['inFunction']) =>
    scopes.bindings.some(
      (other) =>
        other.inFunction === owner &&
        (boxed.has(other) || !['param', 'rest', 'catch', 'function'].includes(other.kind)) &&
        other.references.some(({ node }) => isInside(node, declaration)),
    );
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const binding of declared) {
      const declaration = declarationOf(index, binding);
      if (boxed.has(binding) || declaration === undefined || !captures(declaration, binding.inFunction))
        continue;
      boxed.add(binding);
      isGrowing = true;
    }
  }
  return scopes.bindings.filter((binding) => boxed.has(binding));
}

function declarationOf(
  index: EditContext['index'],
  binding: Binding,
): NodeOf<'FunctionDeclaration'> | undefined {
  const [name] = binding.declarations;
  const parent = name && index.parentOf(name);
  return parent?.type === 'FunctionDeclaration' ? parent : undefined;
}

function freshName(name: string, taken: Set<string>): string {
  let fresh = `${name}$box`;
  while (taken.has(fresh)) fresh += '$';
  taken.add(fresh);
  return fresh;
}

function boxOne(
  context: EditContext,
  binding: Binding,
  box: string,
  openingOf: (block: NodeOf<'BlockStatement'>) => Opening,
): void {
  const { index } = context;
  const owner = binding.inFunction;
  // Only locals of async functions are shared.
  if (owner === undefined) return;
  const { scopeNode } = binding;
  const loop = loopOf(scopeNode as AnyNode);
  if (loop !== undefined && binding.kind !== 'var') {
    boxLoopVariable(context, binding, loop, box);
    return;
  }
  const isParameter = binding.kind === 'param' || binding.kind === 'rest' || binding.kind === 'catch';
  const block = blockOf(scopeNode as AnyNode);
  if (block === undefined)
    throw new UnsupportedCapture(refusalText(binding), binding.declarations[0] ?? scopeNode);
  const opening = openingOf(block);
  opening.boxes.push(isParameter ? `${box} = { v: ${binding.name} }` : `${box} = {}`);
  const declaration = declarationOf(index, binding);
  if (declaration !== undefined) {
    const { text, code } = context;
    const [first, last] = [declaration.params[0], declaration.params.at(-1)];
    const parameters = first && last ? code.slice(first.start, last.end) : '';
    text.overwrite(
      declaration.start,
      declaration.body.start,
      `${box}.v = ${declaration.async ? 'async ' : ''}function (${parameters}) `,
    );
    text.appendLeft(declaration.end, ';');
    // Functions exist before the lines of their block run.
    text.move(declaration.start, declaration.end, block.start + 1);
  }
  for (const use of binding.references) {
    if (use.isInit) {
      const declarator = index.parentOf(use.node);
      if (declarator?.type === 'VariableDeclarator' && declarator.init) {
        context.text.appendLeft(declarator.init.start, `${box}.v = `);
        continue;
      }
      // The head of a for-in loop over a `var`: its body copies the key first.
      const statement = declarator && index.parentOf(declarator);
      const head = statement && loopOf(index.parentOf(statement));
      if (head === undefined) throw new UnsupportedCapture(refusalText(binding), use.node);
      context.text.appendLeft(bodyStart(head), `\n${box}.v = ${binding.name};`);
      continue;
    }
    replaceUse(context, use.node, `${box}.v`);
  }
}

// Every turn of a loop has a variable of its own: the body gets a box of the turn.
function boxLoopVariable(context: EditContext, binding: Binding, loop: Loop, box: string): void {
  const inBody = binding.references.filter((use) => isInside(use.node, loop.body));
  const inHead = binding.references.filter((use) => !isInside(use.node, loop.body));
  const isCapturedInHead = inHead.some((use) => use.inFunction !== binding.inFunction);
  const isWrittenInBody = inBody.some((use) => use.isWrite && !use.isInit);
  // What the body writes, the next turn's head would have to read back.
  if (isCapturedInHead || (loop.type === 'ForStatement' && isWrittenInBody)) {
    throw new UnsupportedCapture(refusalText(binding), binding.declarations[0] ?? loop);
  }
  context.text.appendLeft(bodyStart(loop), `\nconst ${box} = { v: ${binding.name} };`);
  for (const use of inBody) replaceUse(context, use.node, `${box}.v`);
}

function replaceUse({ text, index }: EditContext, node: NodeOf<'Identifier'>, value: string): void {
  const parent = index.parentOf(node);
  if (parent?.type === 'Property' && parent.shorthand)
    text.overwrite(node.start, node.end, `${node.name}: ${value}`);
  // A call of a member would pass the box as `this`.
  else if (parent?.type === 'CallExpression' && parent.callee === node)
    text.overwrite(node.start, node.end, `(0, ${value})`);
  else text.overwrite(node.start, node.end, value);
}

function loopOf(node: AnyNode | undefined): Loop | undefined {
  return node?.type === 'ForStatement' || node?.type === 'ForInStatement' ? node : undefined;
}

function bodyStart(loop: Loop): number {
  // Lowered loops have blocks; one that a user wrote without is refused rather than guessed at.
  if (loop.body.type !== 'BlockStatement')
    throw new UnsupportedCapture(
      'Cannot keep a loop variable for an inner function: the loop has no block',
      loop,
    );
  return loop.body.start + 1;
}

function blockOf(node: AnyNode): NodeOf<'BlockStatement'> | undefined {
  if (node.type === 'BlockStatement') return node;
  if (node.type === 'CatchClause') return node.body;
  return isFunction(node) && node.body.type === 'BlockStatement' ? node.body : undefined;
}

function refusalText(binding: Binding): string {
  return `Cannot share "${binding.name}" with an inner function across an "await": runtime 2.0 copies captured locals, and this one cannot be moved into an object`;
}

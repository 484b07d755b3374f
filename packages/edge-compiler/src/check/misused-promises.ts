// Promises that code takes for their values, or that nothing waits for. Where a promise goes is followed through
// variables that hold nothing else; a promise that goes into an unknown function or object is that one's business.

import type { AnyNode, CallExpression, Node } from 'acorn';
import { isFunction, type TreeIndex, unwrapChain } from '../tree/walk.js';
import type { RuleContext } from './rule.js';

/** One promise and what goes wrong with it. */
export interface MisusedPromise {
  /** The call that makes it. */
  readonly call: CallExpression;
  /** Where it is used; the call itself, or a variable that holds it. */
  readonly use: Node;
  readonly how: 'as-value' | 'not-awaited';
}

// What a promise itself has, so that its reading is no mistake.
const chaining = new Set(['then', 'catch', 'finally']);
const takesPromises = new Set(['all', 'allSettled', 'any', 'race', 'resolve']);
// Global functions that want a value; with a promise they work on "[object Promise]".
const takesValues = new Set(
  'String Number Boolean parseInt parseFloat isNaN isFinite atob btoa encodeURI encodeURIComponent decodeURI decodeURIComponent'.split(
    ' ',
  ),
);
const ownersOfValues = new Set(['JSON', 'Math', 'Number', 'Object', 'Array', 'Buffer', 'console']);
const messageFields = new Set([
  'value',
  'uri',
  'statusCode',
  'statusDescription',
  'body',
  'data',
  'attributes',
]);

/** Every promise of the source that is misused, once for each call that makes one. */
export function findMisusedPromises({ index, facts, scopes }: RuleContext): MisusedPromise[] {
  const found: MisusedPromise[] = [];
  for (const call of index.nodesOf('CallExpression')) {
    if (facts.typeOf(call) !== 'promise' || isChained(call, index)) continue;
    const misuse = judge(call, 0);
    const origin = unwrapChain(firstOfChain(call));
    if (misuse !== undefined && origin.type === 'CallExpression') found.push({ call: origin, ...misuse });
  }
  return found;

  function judge(node: AnyNode, depth: number): Omit<MisusedPromise, 'call'> | undefined {
    const parent = index.parentOf(node);
    const wrong = { use: node, how: 'as-value' } as const;
    switch (parent?.type) {
      case 'ExpressionStatement':
        return { use: node, how: 'not-awaited' };
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' ? throughVariable(parent.id, node, depth) : wrong;
      case 'AssignmentExpression': {
        if (parent.right !== node || parent.operator !== '=') return wrong;
        if (parent.left.type === 'Identifier') return throughVariable(parent.left, node, depth);
        return facts.eventPath(parent.left) === undefined ? undefined : wrong;
      }
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'SpreadElement':
      case 'MemberExpression':
      case 'SwitchStatement':
      case 'ForInStatement':
      case 'ThrowStatement':
        return wrong;
      case 'UnaryExpression':
        return parent.operator === 'typeof' || parent.operator === 'void' ? undefined : wrong;
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        return parent.test === node ? wrong : undefined;
      case 'ConditionalExpression':
        return parent.test === node ? wrong : judge(parent, depth);
      case 'LogicalExpression':
        return parent.left === node ? wrong : judge(parent, depth);
      case 'Property': {
        const name = parent.key.type === 'Identifier' && !parent.computed ? parent.key.name : undefined;
        return name !== undefined && messageFields.has(name) ? wrong : undefined;
      }
      case 'CallExpression':
        return wantsValue(parent) ? wrong : undefined;
      default:
        return undefined;
    }
  }

  // All that a variable is used for, if it never holds anything else.
  function throughVariable(
    name: AnyNode,
    made: AnyNode,
    depth: number,
  ): Omit<MisusedPromise, 'call'> | undefined {
    const binding = scopes.bindingOf(name);
    if (binding === undefined || depth > 4) return undefined;
    if (binding.references.filter(({ isWrite }) => isWrite).length !== 1) return undefined;
    const reads = binding.references.filter(({ isRead }) => isRead);
    if (reads.length === 0) return { use: made, how: 'not-awaited' };
    for (const { node } of reads) {
      if (isChained(node, index)) continue;
      const misuse = judge(node, depth + 1);
      if (misuse !== undefined) return misuse;
    }
    return undefined;
  }

  function wantsValue({ callee }: CallExpression): boolean {
    if (callee.type === 'Identifier') {
      return takesValues.has(callee.name) && facts.isGlobal(callee, callee.name);
    }
    if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return false;
    const name = facts.memberName(callee) ?? '';
    const { object } = callee;
    if (object.type === 'Identifier' && scopes.bindingOf(object) === undefined) {
      return ownersOfValues.has(object.name) && !(object.name === 'Promise' && takesPromises.has(name));
    }
    const type = facts.typeOf(object);
    return type === 'string' || type === 'hash' || type === 'regexp';
  }
}

/** Whether a node is the promise of `.then(…)`, `.catch(…)` or `.finally(…)`, whose result is judged instead. */
export function isChained(node: AnyNode, index: TreeIndex): boolean {
  const member = index.parentOf(node);
  if (member?.type !== 'MemberExpression' || member.object !== node) return false;
  const call = index.parentOf(member);
  return (
    call?.type === 'CallExpression' &&
    call.callee === member &&
    member.property.type === 'Identifier' &&
    chaining.has(member.property.name)
  );
}

function firstOfChain(call: CallExpression): AnyNode {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return call;
  const before = unwrapChain(callee.object);
  return chaining.has(callee.property.name) && before.type === 'CallExpression' ? firstOfChain(before) : call;
}

/** Async functions that are given to a method which does not wait for them. */
export function findLostCallbacks({
  index,
  facts,
}: RuleContext): { readonly callback: AnyNode; readonly method: string }[] {
  return index.nodesOf('CallExpression').flatMap((call) => {
    const method = call.callee.type === 'MemberExpression' ? facts.memberName(call.callee) : undefined;
    const [argument] = call.arguments;
    const callback = argument && facts.valueOf(argument);
    if (method === undefined || !losesPromises.has(method) || argument === undefined) return [];
    return isFunction(callback) && callback.async ? [{ callback: argument, method }] : [];
  });
}

const losesPromises = new Set(
  'forEach filter some every find findIndex findLast findLastIndex sort replace replaceAll'.split(' '),
);

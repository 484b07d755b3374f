// Adds counters to a function's code: every stretch of code that runs as a whole adds, when it is entered, the syntax
// nodes that it has. Lines stay where they are.

import type { AnyNode, BlockStatement, Expression, Program, Statement } from 'acorn';
import { base } from 'acorn-walk';
import type MagicString from 'magic-string';

/** Nodes of one stretch of code by kind. */
interface Ticks {
  nodes: number;
  calls: number;
  members: number;
  creations: number;
  awaits: number;
  computed: number;
}

type WalkChildren = (node: AnyNode, state: undefined, visit: (child: AnyNode) => void) => void;

const creations = new Set([
  'ObjectExpression',
  'ArrayExpression',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/**
 * Inserts calls of `$t(nodes, calls, members, creations, awaits, computed)` and `$s(text)`, which the metered realm defines.
 *
 * @param text - Edited in place.
 */
export function instrument(program: Program, text: MagicString): void {
  const statements = program.body.filter(({ type }) => type !== 'ImportDeclaration');
  const first = statements.find(
    (statement) => !('directive' in statement && statement.directive !== undefined),
  );
  const ticks = count(statements);
  if (first !== undefined) text.appendLeft(first.start, `${tickCall(ticks)};`);

  function count(nodes: readonly AnyNode[]): Ticks {
    const sum: Ticks = { nodes: 0, calls: 0, members: 0, creations: 0, awaits: 0, computed: 0 };
    for (const node of nodes) visit(node, sum);
    return sum;
  }

  // Parts that may run another number of times than their surroundings get counters of their own.
  function visit(node: AnyNode, sum: Ticks): void {
    sum.nodes++;
    if (node.type === 'CallExpression' || node.type === 'NewExpression') sum.calls++;
    if (node.type === 'MemberExpression') sum[node.computed ? 'computed' : 'members']++;
    if (node.type === 'AwaitExpression') sum.awaits++;
    if (creations.has(node.type)) sum.creations++;
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        block(node.body, node.async ? 1 : 0);
        return;
      case 'ArrowFunctionExpression':
        if (node.body.type === 'BlockStatement') block(node.body, node.async ? 1 : 0);
        else expression(node.body);
        return;
      case 'IfStatement':
        visit(node.test, sum);
        branch(node.consequent);
        if (node.alternate) branch(node.alternate);
        return;
      case 'ConditionalExpression':
        visit(node.test, sum);
        expression(node.consequent);
        expression(node.alternate);
        return;
      case 'LogicalExpression':
        visit(node.left, sum);
        expression(node.right);
        return;
      case 'ForStatement':
        if (node.init) visit(node.init, sum);
        branch(node.body, [node.test, node.update]);
        return;
      case 'ForInStatement':
      case 'ForOfStatement':
        visit(node.right, sum);
        branch(node.body, [node.left]);
        return;
      case 'WhileStatement':
      case 'DoWhileStatement':
        branch(node.body, [node.test]);
        return;
      case 'TryStatement':
        visit(node.block, sum);
        if (node.handler) block(node.handler.body);
        if (node.finalizer) visit(node.finalizer, sum);
        return;
      case 'SwitchStatement':
        visit(node.discriminant, sum);
        for (const each of node.cases) {
          if (each.test) visit(each.test, sum);
          const [start] = each.consequent;
          if (start !== undefined) text.appendLeft(start.start, `${tickCall(count(each.consequent))};`);
        }
        return;
      case 'BinaryExpression':
        if (node.operator === '+' && canBeText(node)) measured(node);
        break;
      case 'AssignmentExpression':
        if (node.operator === '+=') measured(node);
        break;
      case 'TaggedTemplateExpression':
        visit(node.tag, sum);
        for (const each of node.quasi.expressions) visit(each, sum);
        return;
      case 'TemplateLiteral':
        if (node.expressions.length > 0) measured(node);
        break;
      default:
    }
    children(node, sum);
  }

  function children(node: AnyNode, sum: Ticks): void {
    // acorn-walk has one walker for every type, whose first parameter is such a node.
    const walk = base[node.type] as WalkChildren | undefined;
    walk?.(node, undefined, (child) => {
      if (child !== node) visit(child, sum);
    });
  }

  // A call of an async function makes a promise, as an await does.
  function block(node: BlockStatement, promises = 0): void {
    const start = node.body.find(
      (statement) => !('directive' in statement && statement.directive !== undefined),
    );
    const sum = count(node.body);
    sum.awaits += promises;
    const call = `${tickCall(sum)};`;
    if (start === undefined) text.appendLeft(node.end - 1, call);
    else text.appendLeft(start.start, call);
  }

  // A statement that runs on its own; `extra` are parts of its loop that run as often.
  function branch(node: Statement, extra: readonly (AnyNode | null | undefined)[] = []): void {
    const given = extra.filter((each): each is AnyNode => each !== null && each !== undefined);
    const sum = count(node.type === 'BlockStatement' ? [...node.body, ...given] : [node, ...given]);
    if (node.type === 'BlockStatement') {
      text.appendLeft(node.start + 1, `${tickCall(sum)};`);
    } else {
      text.prependRight(node.start, `{${tickCall(sum)};`);
      text.appendLeft(node.end, '}');
    }
  }

  function expression(node: Expression): void {
    text.prependRight(node.start, `(${tickCall(count([node]))},`);
    text.appendLeft(node.end, ')');
  }

  // The length of a text is known when it is there.
  function measured(node: AnyNode): void {
    text.prependRight(node.start, '$s(');
    text.appendLeft(node.end, ')');
  }
}

// A sum of literals that are numbers has no text in it.
function canBeText(node: AnyNode): boolean {
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return canBeText(node.left) && canBeText(node.right);
  return !(node.type === 'Literal' && typeof node.value === 'number');
}

function tickCall({ nodes, calls, members, creations: made, awaits, computed }: Ticks): string {
  return `$t(${nodes},${calls},${members},${made},${awaits},${computed})`;
}

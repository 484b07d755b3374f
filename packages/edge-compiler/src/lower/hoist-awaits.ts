// Moves every `await` out of call arguments, which runtime 2.0 refuses, and keeps the order of evaluation: what would have
// run before the `await` is put into constants before it. Longer than most files because each kind of expression and of
// statement has an order of its own.

import type { NodePath, PluginObj, types as Types } from '@babel/core';

type T = typeof Types;
type Expression = Types.Expression;
type Statement = Types.Statement;

/** The Babel plugin. @source spec/cloudfront.md 1.3 */
export function hoistAwaits({ types: t }: { readonly types: T }): PluginObj {
  return {
    name: 'edgewire-hoist-awaits',
    visitor: {
      Function: {
        exit: (path) => {
          if (path.node.async) hoistIn(t, path);
        },
      },
    },
  };
}

function hoistIn(t: T, path: NodePath<Types.Function>): void {
  if (!containsCallAwait(t, path.node.body, false)) return;
  const { body } = path.node;
  const block = t.isBlockStatement(body) ? body : t.blockStatement([t.returnStatement(body)]);
  path.node.body = block;
  if (t.isArrowFunctionExpression(path.node)) path.node.expression = false;
  const fresh = (hint: string) => path.scope.generateUidIdentifier(hint);
  block.body = statements(block.body);
  path.scope.crawl();

  function statements(list: readonly Statement[]): Statement[] {
    return list.flatMap((node) => statement(node));
  }

  function asBlock(node: Statement): Statement {
    const list = statement(node);
    const [only] = list;
    return list.length === 1 && only !== undefined ? only : t.blockStatement(list);
  }

  function statement(node: Statement): Statement[] {
    if (!containsCallAwait(t, node, false)) return [node];
    const before: Statement[] = [];
    switch (node.type) {
      case 'ExpressionStatement':
        node.expression = simplify(node.expression, before);
        // A hoisted conditional may leave nothing but its name.
        return t.isIdentifier(node.expression) ? before : [...before, node];
      case 'ReturnStatement':
      case 'ThrowStatement':
        if (node.argument) node.argument = simplify(node.argument, before);
        return [...before, node];
      case 'VariableDeclaration': {
        const result: Statement[] = [];
        for (const declarator of node.declarations) {
          const prelude: Statement[] = [];
          if (declarator.init) declarator.init = simplify(declarator.init, prelude);
          const alone = t.variableDeclaration(node.kind, [declarator]);
          alone.loc = node.loc ?? null;
          result.push(...prelude, alone);
        }
        return result;
      }
      case 'BlockStatement':
        node.body = statements(node.body);
        return [node];
      case 'IfStatement':
        node.test = simplify(node.test, before);
        node.consequent = asBlock(node.consequent);
        if (node.alternate) node.alternate = asBlock(node.alternate);
        return [...before, node];
      case 'SwitchStatement':
        node.discriminant = simplify(node.discriminant, before);
        for (const one of node.cases) {
          if (one.test && containsCallAwait(t, one.test, false)) {
            throw new UnsupportedAwait('await inside the arguments of a call in a `case`', one.test.loc);
          }
          one.consequent = statements(one.consequent);
        }
        return [...before, node];
      case 'TryStatement':
        node.block.body = statements(node.block.body);
        if (node.handler) node.handler.body.body = statements(node.handler.body.body);
        if (node.finalizer) node.finalizer.body = statements(node.finalizer.body);
        return [node];
      case 'LabeledStatement': {
        const list = statement(node.body);
        const last = list.pop();
        if (last !== undefined) node.body = last;
        return [...list, node];
      }
      case 'ForInStatement':
        node.right = simplify(node.right, before);
        node.body = asBlock(node.body);
        return [...before, node];
      case 'WhileStatement':
        return whileLoop(node);
      case 'DoWhileStatement':
        return doLoop(node);
      case 'ForStatement':
        return forLoop(node);
      default:
        throw new UnsupportedAwait(`await inside the arguments of a call in a ${node.type}`, node.loc);
    }
  }

  function whileLoop(node: Types.WhileStatement): Statement[] {
    const prelude: Statement[] = [];
    const test = simplify(node.test, prelude);
    const body = asBlock(node.body);
    if (prelude.length === 0) {
      node.body = body;
      return [node];
    }
    node.test = t.booleanLiteral(true);
    node.body = t.blockStatement([...prelude, leaveUnless(test), body]);
    return [node];
  }

  // The test moves to the top of the next turn, where `continue` meets it too.
  function doLoop(node: Types.DoWhileStatement): Statement[] {
    const prelude: Statement[] = [];
    const test = simplify(node.test, prelude);
    const body = asBlock(node.body);
    if (prelude.length === 0) {
      node.body = body;
      return [node];
    }
    const again = fresh('again');
    const check = t.ifStatement(t.cloneNode(again), t.blockStatement([...prelude, leaveUnless(test)]));
    const loop = t.whileStatement(
      t.booleanLiteral(true),
      t.blockStatement([check, assign(again, t.booleanLiteral(true)), body]),
    );
    return [t.variableDeclaration('let', [t.variableDeclarator(again, t.booleanLiteral(false))]), loop];
  }

  function forLoop(node: Types.ForStatement): Statement[] {
    const before: Statement[] = [];
    if (node.init && containsCallAwait(t, node.init, false)) {
      if (t.isVariableDeclaration(node.init)) {
        for (const declarator of node.init.declarations) {
          if (declarator.init && containsCallAwait(t, declarator.init, false)) {
            declarator.init = simplify(declarator.init, before);
          } else if (declarator.init && before.length === 0 && !isConstant(declarator.init)) {
            // Would have run before a later `await` of the same head.
            declarator.init = keep(declarator.init, before);
          }
        }
      } else node.init = simplify(node.init, before);
    }
    const testPrelude: Statement[] = [];
    const updatePrelude: Statement[] = [];
    const test = node.test ? simplify(node.test, testPrelude) : undefined;
    const update = node.update ? simplify(node.update, updatePrelude) : undefined;
    const body = asBlock(node.body);
    node.body = body;
    if (testPrelude.length === 0 && updatePrelude.length === 0) return [...before, node];
    const head: Statement[] = [];
    if (update !== undefined && updatePrelude.length > 0) {
      const again = fresh('again');
      before.push(t.variableDeclaration('let', [t.variableDeclarator(again, t.booleanLiteral(false))]));
      head.push(
        t.ifStatement(
          t.cloneNode(again),
          t.blockStatement([...updatePrelude, t.expressionStatement(update)]),
        ),
        assign(again, t.booleanLiteral(true)),
      );
      node.update = null;
    }
    if (test !== undefined && (testPrelude.length > 0 || head.length > 0)) {
      head.push(...testPrelude, leaveUnless(test));
      node.test = null;
    }
    node.body = t.blockStatement([...head, body]);
    return [...before, node];
  }

  function leaveUnless(test: Expression): Statement {
    return t.ifStatement(t.unaryExpression('!', test), t.breakStatement());
  }

  function assign(target: Types.Identifier, value: Expression): Statement {
    return t.expressionStatement(t.assignmentExpression('=', t.cloneNode(target), value));
  }

  function keep(value: Expression, before: Statement[]): Types.Identifier {
    const name = fresh('value');
    before.push(t.variableDeclaration('const', [t.variableDeclarator(name, value)]));
    return t.cloneNode(name);
  }

  /** The same value by an expression without `await` in call arguments; statements to run first go to `before`. */
  function simplify(node: Expression, before: Statement[]): Expression {
    if (!containsCallAwait(t, node, false)) return node;
    switch (node.type) {
      case 'AwaitExpression':
      case 'UnaryExpression':
      case 'ParenthesizedExpression':
        return simplifyOperand(node, before);
      case 'BinaryExpression': {
        if (t.isPrivateName(node.left)) return node;
        const [left, right] = inOrder([node.left, node.right], before);
        if (left) node.left = left;
        if (right) node.right = right;
        return node;
      }
      case 'SequenceExpression': {
        const last = node.expressions.length - 1;
        node.expressions.slice(0, last).forEach((one) => {
          before.push(t.expressionStatement(simplify(one, before)));
        });
        const value = node.expressions[last];
        return value === undefined ? node : simplify(value, before);
      }
      case 'ArrayExpression':
        node.elements = inOrder(
          node.elements.map((one) => (t.isExpression(one) ? one : null)),
          before,
        );
        return node;
      case 'TemplateLiteral':
        node.expressions = defined(
          inOrder(
            node.expressions.filter((one) => t.isExpression(one)),
            before,
          ),
        );
        return node;
      case 'ObjectExpression':
        return objectLiteral(node, before);
      case 'CallExpression':
      case 'NewExpression':
        return call(node, before);
      case 'MemberExpression': {
        const property = node.computed && t.isExpression(node.property) ? node.property : null;
        const [object, key] = inOrder([t.isExpression(node.object) ? node.object : null, property], before);
        if (object) node.object = object;
        if (key) node.property = key;
        return node;
      }
      case 'AssignmentExpression':
        return assignment(node, before);
      case 'LogicalExpression':
        return logical(node, before);
      case 'ConditionalExpression':
        return conditional(node, before);
      default:
        throw new UnsupportedAwait(`await inside the arguments of a call in a ${node.type}`, node.loc);
    }
  }

  function simplifyOperand(
    node: Types.AwaitExpression | Types.UnaryExpression | Types.ParenthesizedExpression,
    before: Statement[],
  ): Expression {
    if (node.type === 'ParenthesizedExpression') return simplify(node.expression, before);
    node.argument = simplify(node.argument, before);
    return node;
  }

  // Everything before the last part that needs hoisting runs first, in order; what follows stays where it is.
  function inOrder(parts: readonly (Expression | null)[], before: Statement[]): (Expression | null)[] {
    let last = -1;
    parts.forEach((part, index) => {
      if (part && containsCallAwait(t, part, false)) last = index;
    });
    return parts.map((part, index) => {
      if (part === null || index > last) return part;
      const simple = simplify(part, before);
      return index === last || isConstant(simple) ? simple : keep(simple, before);
    });
  }

  function objectLiteral(node: Types.ObjectExpression, before: Statement[]): Expression {
    const slots: { get: () => Expression; set: (value: Expression) => void }[] = [];
    for (const property of node.properties) {
      if (!t.isObjectProperty(property)) continue;
      const { key, value } = property;
      if (property.computed && t.isExpression(key))
        slots.push({ get: () => key, set: (next) => (property.key = next) });
      if (t.isExpression(value)) slots.push({ get: () => value, set: (next) => (property.value = next) });
    }
    inOrder(
      slots.map((slot) => slot.get()),
      before,
    ).forEach((value, index) => {
      if (value) slots[index]?.set(value);
    });
    for (const property of node.properties) if (t.isObjectProperty(property)) property.shorthand = false;
    return node;
  }

  // Here `await` must leave: each argument with an `await` becomes a constant.
  function call(node: Types.CallExpression | Types.NewExpression, before: Statement[]): Expression {
    const list = node.arguments.filter((one) => t.isExpression(one));
    let last = -1;
    list.forEach((one, index) => {
      if (containsAwait(t, one)) last = index;
    });
    node.callee = callee(node.callee, before, last >= 0);
    node.arguments = list.map((one, index) => {
      if (index > last) return one;
      const simple = simplify(one, before);
      return isConstant(simple) ? simple : keep(simple, before);
    });
    return node;
  }

  function callee(
    node: Types.CallExpression['callee'],
    before: Statement[],
    isHoisted: boolean,
  ): Types.CallExpression['callee'] {
    if (t.isMemberExpression(node) && t.isExpression(node.object)) {
      const object = simplify(node.object, before);
      node.object = !isHoisted || isConstant(object) ? object : keep(object, before);
      if (node.computed && t.isExpression(node.property)) {
        const key = simplify(node.property, before);
        node.property = !isHoisted || isConstant(key) ? key : keep(key, before);
      }
      return node;
    }
    if (!t.isExpression(node)) return node;
    const simple = simplify(node, before);
    return !isHoisted || isConstant(simple) ? simple : keep(simple, before);
  }

  function assignment(node: Types.AssignmentExpression, before: Statement[]): Expression {
    const { left } = node;
    if (t.isMemberExpression(left) && t.isExpression(left.object)) {
      const object = simplify(left.object, before);
      left.object = isConstant(object) ? object : keep(object, before);
      if (left.computed && t.isExpression(left.property)) {
        const key = simplify(left.property, before);
        left.property = isConstant(key) ? key : keep(key, before);
      }
    }
    if (node.operator !== '=' && (t.isIdentifier(left) || t.isMemberExpression(left))) {
      // `a += f(await b)` reads `a` first.
      const old = keep(t.cloneNode(left), before);
      // The operators that are not arithmetic were lowered before.
      const operator = node.operator.slice(0, -1) as Types.BinaryExpression['operator'];
      node.right = t.binaryExpression(operator, old, simplify(node.right, before));
      node.operator = '=';
      return node;
    }
    node.right = simplify(node.right, before);
    return node;
  }

  function logical(node: Types.LogicalExpression, before: Statement[]): Expression {
    const left = simplify(node.left, before);
    if (!containsCallAwait(t, node.right, false)) {
      node.left = left;
      return node;
    }
    const name = fresh('value');
    before.push(t.variableDeclaration('let', [t.variableDeclarator(name, left)]));
    const inner: Statement[] = [];
    const right = simplify(node.right, inner);
    const test =
      node.operator === '&&'
        ? t.cloneNode(name)
        : node.operator === '||'
          ? t.unaryExpression('!', t.cloneNode(name))
          : t.binaryExpression('==', t.cloneNode(name), t.nullLiteral());
    before.push(t.ifStatement(test, t.blockStatement([...inner, assign(name, right)])));
    return t.cloneNode(name);
  }

  function conditional(node: Types.ConditionalExpression, before: Statement[]): Expression {
    const test = simplify(node.test, before);
    if (!containsCallAwait(t, node.consequent, false) && !containsCallAwait(t, node.alternate, false)) {
      node.test = test;
      return node;
    }
    const name = fresh('value');
    before.push(t.variableDeclaration('let', [t.variableDeclarator(name)]));
    const branch = (value: Expression) => {
      const inner: Statement[] = [];
      const simple = simplify(value, inner);
      return t.blockStatement([...inner, assign(name, simple)]);
    };
    before.push(t.ifStatement(test, branch(node.consequent), branch(node.alternate)));
    return t.cloneNode(name);
  }

  // What can be read later as well as now.
  function isConstant(node: Expression): boolean {
    if (t.isThisExpression(node)) return true;
    if (t.isLiteral(node)) return !t.isTemplateLiteral(node) && !t.isRegExpLiteral(node);
    if (t.isFunction(node)) return true;
    if (!t.isIdentifier(node)) return false;
    const binding = path.scope.getBinding(node.name);
    if (/^_(value|again)\d*$/.test(node.name) && binding === undefined) return true;
    return binding === undefined ? !/^_/.test(node.name) : binding.constant;
  }
}

function defined<V>(values: readonly (V | null)[]): V[] {
  return values.flatMap((value) => (value === null ? [] : [value]));
}

/** Raised for an `await` at a place whose order we cannot keep; the build turns it into a finding. */
export class UnsupportedAwait extends Error {
  override readonly name = 'UnsupportedAwait';
  /** The construct; the lowering tool puts a file name before `message`. */
  readonly what: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(what: string, loc: Types.SourceLocation | null | undefined) {
    super(what);
    this.what = what;
    this.line = loc?.start.line;
    this.column = loc === null || loc === undefined ? undefined : loc.start.column + 1;
  }
}

function containsAwait(t: T, node: Types.Node): boolean {
  return contains(t, node, false, true);
}

/** Whether an `await` of this function stands inside the arguments of a call. */
function containsCallAwait(t: T, node: Types.Node, isInArguments: boolean): boolean {
  return contains(t, node, isInArguments, false);
}

function contains(t: T, node: Types.Node, isInArguments: boolean, isAny: boolean): boolean {
  if (t.isFunction(node)) return false;
  if (t.isAwaitExpression(node) && (isInArguments || isAny)) return true;
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    // The visitor keys name properties that hold nodes, lists of nodes or null.
    const child = (node as unknown as Record<string, Types.Node | (Types.Node | null)[] | null | undefined>)[
      key
    ];
    const isArgument =
      isInArguments || ((t.isCallExpression(node) || t.isNewExpression(node)) && key === 'arguments');
    const list = Array.isArray(child) ? child : [child];
    if (list.some((one) => one != null && contains(t, one, isArgument, isAny))) return true;
  }
  return false;
}

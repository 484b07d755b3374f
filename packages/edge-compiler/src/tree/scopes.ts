// Which declaration each name of a tree means. ECMAScript's rules for strict code, without `with` and `eval`.

import type { AnyNode, Identifier, Node, Pattern, Program } from 'acorn';
import { childrenOf, type FunctionNode, isFunction } from './walk.js';

/** One use of a name. */
export interface Reference {
  readonly node: Identifier;
  readonly isRead: boolean;
  readonly isWrite: boolean;
  /** The write that belongs to the declaration, as in `var a = 1`. */
  readonly isInit: boolean;
  /** The function in which the use stands; `undefined` at the top level. */
  readonly inFunction: FunctionNode | undefined;
}

/** One declared name. */
export interface Binding {
  readonly name: string;
  readonly kind:
    | 'var'
    | 'let'
    | 'const'
    | 'function'
    | 'param'
    | 'rest'
    | 'catch'
    | 'class'
    | 'import'
    | 'own-name';
  /** The declaring identifiers; more than one for repeated `var`. */
  readonly declarations: Identifier[];
  /** The function whose local it is; `undefined` at the top level. */
  readonly inFunction: FunctionNode | undefined;
  /** The function, block or loop that ends its life. */
  readonly scopeNode: Node;
  readonly references: Reference[];
}

/** Names of one tree. */
export interface Scopes {
  readonly bindings: readonly Binding[];
  /** Uses of names that nothing declares: built-ins, and mistakes. */
  readonly free: readonly Reference[];
  /** The binding that an identifier declares or uses. */
  readonly bindingOf: (node: Node) => Binding | undefined;
}

interface Scope {
  readonly node: Node;
  readonly parent: Scope | undefined;
  readonly isFunction: boolean;
  readonly inFunction: FunctionNode | undefined;
  readonly names: Map<string, Binding>;
}

/** Resolves every name of a tree. */
export function analyzeScopes(program: Program): Scopes {
  const bindings: Binding[] = [];
  const free: Reference[] = [];
  const byNode = new Map<Node, Binding>();
  const scopes = new Map<Node, Scope>();
  const root: Scope = {
    node: program,
    parent: undefined,
    isFunction: true,
    inFunction: undefined,
    names: new Map(),
  };
  scopes.set(program, root);
  for (const child of childrenOf(program)) declare(child, root);
  for (const child of childrenOf(program)) resolve(child, root);
  return { bindings, free, bindingOf: (node) => byNode.get(node) };

  function open(node: Node, parent: Scope, owner?: FunctionNode): Scope {
    const scope: Scope = {
      node,
      parent,
      isFunction: owner !== undefined,
      inFunction: owner ?? parent.inFunction,
      names: new Map(),
    };
    scopes.set(node, scope);
    return scope;
  }

  function add(scope: Scope, id: Identifier, kind: Binding['kind']): void {
    const known = scope.names.get(id.name);
    if (known !== undefined) {
      known.declarations.push(id);
      byNode.set(id, known);
      return;
    }
    const binding: Binding = {
      name: id.name,
      kind,
      declarations: [id],
      inFunction: scope.inFunction,
      scopeNode: scope.node,
      references: [],
    };
    scope.names.set(id.name, binding);
    bindings.push(binding);
    byNode.set(id, binding);
  }

  function declare(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? functionScope(scope) : scope;
        const kind =
          node.kind === 'var' || node.kind === 'let' || node.kind === 'const' ? node.kind : 'const';
        for (const { id } of node.declarations) for (const name of namesOf(id)) add(target, name, kind);
        break;
      }
      case 'FunctionDeclaration':
        if (node.id !== null) add(scope, node.id, 'function');
        declareFunction(node, scope);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        declareFunction(node, scope);
        return;
      case 'ClassDeclaration':
        if (node.id !== null) add(scope, node.id, 'class');
        break;
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) add(scope, specifier.local, 'import');
        return;
      case 'CatchClause': {
        const inner = open(node, scope);
        if (node.param) for (const name of namesOf(node.param)) add(inner, name, 'catch');
        for (const child of childrenOf(node.body)) declare(child, inner);
        return;
      }
      case 'BlockStatement':
      case 'StaticBlock':
      case 'SwitchStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = open(node, scope);
        for (const child of childrenOf(node)) declare(child, inner);
        return;
      }
    }
    for (const child of childrenOf(node)) declare(child, scope);
  }

  function declareFunction(node: FunctionNode, scope: Scope): void {
    let outer = scope;
    if (node.type === 'FunctionExpression' && node.id) {
      // The own name lives in a scope of its own around the function.
      outer = open(node.id, scope);
      add(outer, node.id, 'own-name');
    }
    const inner = open(node, outer, node);
    for (const param of node.params) {
      for (const name of namesOf(param)) add(inner, name, param.type === 'RestElement' ? 'rest' : 'param');
      declare(param, inner);
    }
    if (node.body.type === 'BlockStatement') for (const child of childrenOf(node.body)) declare(child, inner);
    else declare(node.body, inner);
  }

  function resolve(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
        use(node, scope, { isRead: true });
        return;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          if (declarator.init) resolve(declarator.init, scope);
          pattern(declarator.id, scope, declarator.init ? 'init' : 'declare');
        }
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const inner = scopes.get(node) ?? scope;
        for (const param of node.params) pattern(param, inner, 'declare');
        if (node.body.type === 'BlockStatement')
          for (const child of childrenOf(node.body)) resolve(child, inner);
        else resolve(node.body, inner);
        return;
      }
      case 'CatchClause': {
        const inner = scopes.get(node) ?? scope;
        if (node.param) pattern(node.param, inner, 'declare');
        for (const child of childrenOf(node.body)) resolve(child, inner);
        return;
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = scopes.get(node) ?? scope;
        resolve(node.right, inner);
        if (node.left.type === 'VariableDeclaration') {
          for (const { id } of node.left.declarations) pattern(id, inner, 'init');
        } else pattern(node.left, inner, 'write');
        resolve(node.body, inner);
        return;
      }
      case 'AssignmentExpression':
        if (node.operator === '=') pattern(node.left, scope, 'write');
        else if (node.left.type === 'Identifier') use(node.left, scope, { isRead: true, isWrite: true });
        else resolve(node.left, scope);
        resolve(node.right, scope);
        return;
      case 'UpdateExpression':
        if (node.argument.type === 'Identifier') use(node.argument, scope, { isRead: true, isWrite: true });
        else resolve(node.argument, scope);
        return;
      case 'MemberExpression':
        resolve(node.object, scope);
        if (node.computed) resolve(node.property, scope);
        return;
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) resolve(node.key, scope);
        if (node.value) resolve(node.value, scope);
        return;
      case 'LabeledStatement':
        resolve(node.body, scope);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ImportDeclaration':
      case 'MetaProperty':
        return;
      case 'ExportSpecifier':
        if (node.local.type === 'Identifier') use(node.local, scope, { isRead: true });
        return;
      case 'ExportNamedDeclaration':
        if (node.source) return;
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        if (node.superClass) resolve(node.superClass, scope);
        resolve(node.body, scope);
        return;
    }
    const inner = scopes.get(node) ?? scope;
    for (const child of childrenOf(node)) resolve(child, inner);
  }

  function pattern(node: Pattern, scope: Scope, how: 'init' | 'declare' | 'write'): void {
    switch (node.type) {
      case 'Identifier':
        if (how !== 'declare') use(node, scope, { isWrite: true, isInit: how === 'init' });
        return;
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') pattern(property.argument, scope, how);
          else {
            if (property.computed) resolve(property.key, scope);
            pattern(property.value, scope, how);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of node.elements) if (element) pattern(element, scope, how);
        return;
      case 'AssignmentPattern':
        resolve(node.right, scope);
        pattern(node.left, scope, how);
        return;
      case 'RestElement':
        pattern(node.argument, scope, how);
        return;
      default:
        resolve(node, scope);
    }
  }

  function use(
    node: Identifier,
    scope: Scope,
    {
      isRead = false,
      isWrite = false,
      isInit = false,
    }: { isRead?: boolean; isWrite?: boolean; isInit?: boolean },
  ): void {
    const reference: Reference = { node, isRead, isWrite, isInit, inFunction: scope.inFunction };
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const binding = at.names.get(node.name);
      if (binding !== undefined) {
        binding.references.push(reference);
        byNode.set(node, binding);
        return;
      }
    }
    if (node.name === 'arguments' && scope.inFunction !== undefined) return;
    free.push(reference);
  }
}

function functionScope(scope: Scope): Scope {
  let at = scope;
  while (!at.isFunction && at.parent !== undefined) at = at.parent;
  return at;
}

/** The identifiers that a pattern declares. */
export function namesOf(pattern: Pattern): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesOf(element)));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    default:
      return [];
  }
}

/** Whether a function's own body awaits, nested functions left out. */
export function awaitsItself(node: FunctionNode): boolean {
  const stack: AnyNode[] = [node.body];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.type === 'AwaitExpression' || (next.type === 'ForOfStatement' && next.await)) return true;
    if (!isFunction(next)) stack.push(...childrenOf(next));
  }
  return false;
}

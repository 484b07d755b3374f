// What can be known about values without running: the type of an expression, the text of a constant, and which part of
// the event an expression is. Unknown is always a possible answer; rules must stay silent on it.

import type { AnyNode, Node, Program } from 'acorn';
import { bindingOfFunction, callsOf } from '../tree/functions.js';
import type { Binding, Scopes } from '../tree/scopes.js';
import { type FunctionNode, isFunction, type TreeIndex, unwrapChain } from '../tree/walk.js';
import { methodResults, type ValueType } from './value-types.js';

/** The function that the host calls. */
export interface Handler {
  readonly node: FunctionNode;
  readonly nameNode: Node;
}

/** Answers about one tree. */
export interface Facts {
  readonly handler: Handler | undefined;
  readonly typeOf: (node: AnyNode) => ValueType;
  /** The text of a string constant, through constants that are written once. */
  readonly stringOf: (node: AnyNode) => string | undefined;
  /** The only value that a name ever has, or the node itself. */
  readonly valueOf: (node: AnyNode) => AnyNode;
  /** `['request', 'headers', 'host']` for an expression that is that part of the event; `*` for a computed name. */
  readonly eventPath: (node: AnyNode) => readonly string[] | undefined;
  /** Whether the name is the built-in one, not declared in the source. */
  readonly isGlobal: (node: AnyNode, name: string) => boolean;
  /** The module that an expression is, such as `crypto` for `require('crypto')`. */
  readonly moduleOf: (node: AnyNode) => string | undefined;
  /** The name of a member: `a.b`, `a['b']`. */
  readonly memberName: (node: AnyNode) => string | undefined;
}

// Deep chains of aliases end the search; real code has three or four.
const maxDepth = 24;

const eventTypes: readonly (readonly [RegExp, ValueType])[] = [
  [/^(request\.(uri|method)|version|context\.\w+|viewer\.ip)$/, 'string'],
  [/^(request|response)\.(headers|cookies|querystring)\.[^.]+\.(value|attributes)$/, 'string'],
  [/^(request|response)\.(headers|cookies|querystring)\.[^.]+\.multiValue$/, 'array'],
  [/^response\.statusCode$/, 'number'],
  [/^response\.statusDescription$/, 'string'],
  [/^((request|response)(\.(headers|cookies|querystring)(\.[^.]+)?)?|context|viewer)?$/, 'object'],
];

/** Prepares the answers for one tree. */
export function createFacts(program: Program, scopes: Scopes, index: TreeIndex): Facts {
  const handler = findHandler(program, scopes);
  const typeCache = new Map<AnyNode, ValueType>();
  const isGlobal = (node: AnyNode, name: string) =>
    node.type === 'Identifier' && node.name === name && scopes.bindingOf(node) === undefined;

  return {
    handler,
    typeOf: (node) => typeOf(node, 0),
    stringOf: (node) => stringOf(node, 0),
    valueOf: (node) => onlyValueOf(node, 0),
    eventPath: (node) => eventPath(node, 0),
    isGlobal,
    moduleOf: (node) => moduleOf(node, 0),
    memberName,
  };

  function onlyValue(binding: Binding | undefined): AnyNode | undefined {
    if (binding === undefined) return undefined;
    const writes = binding.references.filter((use) => use.isWrite);
    const [write] = writes;
    if (binding.kind === 'function') {
      const declaration = binding.declarations[0] && index.parentOf(binding.declarations[0]);
      return writes.length === 0 && binding.declarations.length === 1 ? declaration : undefined;
    }
    if (write === undefined || writes.length !== 1) return undefined;
    const parent = index.parentOf(write.node);
    if (parent?.type === 'VariableDeclarator' && parent.id === write.node) return parent.init ?? undefined;
    if (parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === write.node) {
      return binding.kind === 'var' || binding.kind === 'let' ? parent.right : undefined;
    }
    return undefined;
  }

  function onlyValueOf(node: AnyNode, depth: number): AnyNode {
    const inner = unwrapChain(node);
    if (depth > maxDepth || inner.type !== 'Identifier') return inner;
    const value = onlyValue(scopes.bindingOf(inner));
    return value === undefined ? inner : onlyValueOf(value, depth + 1);
  }

  function stringOf(node: AnyNode, depth: number): string | undefined {
    if (depth > maxDepth) return undefined;
    const value = onlyValueOf(node, depth);
    if (value.type === 'Literal') return typeof value.value === 'string' ? value.value : undefined;
    if (value.type === 'TemplateLiteral' && value.expressions.length === 0) {
      return value.quasis[0]?.value.cooked ?? undefined;
    }
    if (
      value.type === 'BinaryExpression' &&
      value.operator === '+' &&
      value.left.type !== 'PrivateIdentifier'
    ) {
      const left = stringOf(value.left, depth + 1);
      const right = stringOf(value.right, depth + 1);
      return left === undefined || right === undefined ? undefined : left + right;
    }
    return undefined;
  }

  function memberName(node: AnyNode): string | undefined {
    const member = unwrapChain(node);
    if (member.type !== 'MemberExpression') return undefined;
    if (!member.computed) return member.property.type === 'Identifier' ? member.property.name : undefined;
    return member.property.type === 'PrivateIdentifier' ? undefined : stringOf(member.property, 0);
  }

  function eventPath(node: AnyNode, depth: number): readonly string[] | undefined {
    if (depth > maxDepth) return undefined;
    const inner = unwrapChain(node);
    if (inner.type === 'Identifier') {
      const binding = scopes.bindingOf(inner);
      if (binding === undefined) return undefined;
      if (binding.kind === 'param') return parameterPath(binding, depth);
      const value = onlyValue(binding);
      return value === undefined ? undefined : eventPath(value, depth + 1);
    }
    if (inner.type === 'MemberExpression') {
      if (inner.object.type === 'Super') return undefined;
      const base = eventPath(inner.object, depth + 1);
      if (base === undefined || base.length > 6) return undefined;
      return [...base, memberName(inner) ?? '*'];
    }
    return undefined;
  }

  // The event itself, or a parameter that gets the same part of it in each call of its function.
  function parameterPath(binding: Binding, depth: number): readonly string[] | undefined {
    const owner = binding.inFunction;
    if (owner === undefined || binding.references.some((use) => use.isWrite)) return undefined;
    const position = owner.params.findIndex(
      (param) => param.type === 'Identifier' && param.name === binding.name,
    );
    if (position < 0) return undefined;
    if (owner === handler?.node) return position === 0 ? [] : undefined;
    const name = bindingOfFunction(owner, { index, scopes });
    const calls = name !== undefined && onlyValue(name) === owner ? callsOf(name, { index }) : undefined;
    let path: readonly string[] | undefined;
    for (const call of calls ?? []) {
      const argument = call.arguments[position];
      const next = argument && argument.type !== 'SpreadElement' ? eventPath(argument, depth + 4) : undefined;
      if (next === undefined || (path !== undefined && path.join('.') !== next.join('.'))) return undefined;
      path = next;
    }
    return path;
  }

  function moduleOf(node: AnyNode, depth: number): string | undefined {
    if (depth > maxDepth) return undefined;
    const inner = unwrapChain(node);
    if (inner.type === 'Identifier') {
      const binding = scopes.bindingOf(inner);
      if (binding?.kind === 'import') {
        const specifier = binding.declarations[0] && index.parentOf(binding.declarations[0]);
        const statement = specifier && index.parentOf(specifier);
        if (specifier?.type !== 'ImportDefaultSpecifier' || statement?.type !== 'ImportDeclaration')
          return undefined;
        return typeof statement.source.value === 'string' ? statement.source.value : undefined;
      }
      const value = onlyValue(binding);
      return value === undefined ? undefined : moduleOf(value, depth + 1);
    }
    if (inner.type === 'CallExpression' && isGlobal(inner.callee, 'require')) {
      const [name] = inner.arguments;
      return name && name.type !== 'SpreadElement' ? stringOf(name, depth + 1) : undefined;
    }
    return undefined;
  }

  function typeOf(node: AnyNode, depth: number): ValueType {
    if (depth > maxDepth) return 'unknown';
    const known = typeCache.get(node);
    if (known !== undefined) return known;
    // Breaks cycles such as `a = a.b()`.
    typeCache.set(node, 'unknown');
    const type = inferType(unwrapChain(node), depth + 1);
    typeCache.set(node, type);
    return type;
  }

  function inferType(node: AnyNode, depth: number): ValueType {
    const path = eventPath(node, 0);
    if (path !== undefined) {
      const text = path.join('.');
      const type = eventTypes.find(([pattern]) => pattern.test(text))?.[1];
      if (type !== undefined) return type;
    }
    switch (node.type) {
      case 'Literal':
        if (node.regex !== undefined) return 'regexp';
        if (node.value === null) return 'null';
        return typeof node.value === 'string' ||
          typeof node.value === 'number' ||
          typeof node.value === 'boolean'
          ? (typeof node.value as 'string' | 'number' | 'boolean')
          : 'unknown';
      case 'TemplateLiteral':
        return 'string';
      case 'ArrayExpression':
        return 'array';
      case 'ObjectExpression':
        return 'object';
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return 'function';
      case 'Identifier': {
        const binding = scopes.bindingOf(node);
        if (binding?.kind === 'rest') return 'array';
        if (binding === undefined) return node.name === 'undefined' ? 'undefined' : 'unknown';
        return bindingType(binding, depth);
      }
      case 'AssignmentExpression':
        return node.operator === '=' ? typeOf(node.right, depth) : 'unknown';
      case 'AwaitExpression':
        return 'unknown';
      case 'ConditionalExpression': {
        const one = typeOf(node.consequent, depth);
        return one === typeOf(node.alternate, depth) ? one : 'unknown';
      }
      case 'LogicalExpression': {
        const left = typeOf(node.left, depth);
        const right = typeOf(node.right, depth);
        if (left === right) return left;
        return left === 'unknown' && node.operator === '||' ? 'unknown' : 'unknown';
      }
      case 'BinaryExpression': {
        if (/^([=!<>]=?=?|in|instanceof)/.test(node.operator)) return 'boolean';
        if (node.operator !== '+') return 'number';
        if (node.left.type === 'PrivateIdentifier') return 'unknown';
        const left = typeOf(node.left, depth);
        const right = typeOf(node.right, depth);
        if (left === 'string' || right === 'string') return 'string';
        return left === 'number' && right === 'number' ? 'number' : 'unknown';
      }
      case 'UnaryExpression':
        if (node.operator === 'typeof') return 'string';
        if (node.operator === '!' || node.operator === 'delete') return 'boolean';
        return node.operator === 'void' ? 'undefined' : 'number';
      case 'UpdateExpression':
        return 'number';
      case 'NewExpression':
        return node.callee.type === 'Identifier' && scopes.bindingOf(node.callee) === undefined
          ? (methodResults[`new ${node.callee.name}`] ?? 'unknown')
          : 'unknown';
      case 'CallExpression':
        return callType(node, depth);
      case 'MemberExpression':
        return memberName(node) === 'length' && node.object.type !== 'Super'
          ? typeOf(node.object, depth) === 'unknown'
            ? 'unknown'
            : 'number'
          : 'unknown';
      default:
        return 'unknown';
    }
  }

  // A variable has a type if all that is ever written into it has.
  function bindingType(binding: Binding, depth: number): ValueType {
    if (binding.kind === 'function') return 'function';
    if (binding.kind !== 'var' && binding.kind !== 'let' && binding.kind !== 'const') return 'unknown';
    let type: ValueType | undefined;
    for (const use of binding.references) {
      if (!use.isWrite) continue;
      const parent = index.parentOf(use.node);
      let next: ValueType = 'unknown';
      if (parent?.type === 'VariableDeclarator' && parent.id === use.node && parent.init) {
        next = typeOf(parent.init, depth);
      } else if (parent?.type === 'AssignmentExpression' && parent.left === use.node) {
        if (parent.operator === '=') next = typeOf(parent.right, depth);
        else if (parent.operator === '+=')
          next = typeOf(parent.right, depth) === 'string' ? 'string' : (type ?? 'unknown');
        else next = 'number';
      } else if (parent?.type === 'UpdateExpression') next = 'number';
      else if (parent?.type === 'VariableDeclaration') {
        const loop = index.parentOf(parent);
        if (loop?.type === 'ForInStatement') next = 'string';
      }
      if (type !== undefined && type !== next) return 'unknown';
      type = next;
    }
    return type ?? 'unknown';
  }

  function callType(node: Extract<AnyNode, { type: 'CallExpression' }>, depth: number): ValueType {
    const callee = unwrapChain(node.callee);
    if (callee.type === 'Identifier') {
      const called = onlyValueOf(callee, depth);
      if (isFunction(called) && called.async) return 'promise';
      return scopes.bindingOf(callee) === undefined ? (methodResults[callee.name] ?? 'unknown') : 'unknown';
    }
    if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return 'unknown';
    const name = memberName(callee);
    if (name === undefined) return 'unknown';
    const owner = callee.object;
    if (owner.type === 'Identifier' && scopes.bindingOf(owner) === undefined) {
      return methodResults[`${owner.name}.${name}`] ?? 'unknown';
    }
    const module = moduleOf(owner, 0);
    if (module !== undefined) return methodResults[`module ${module}.${name}`] ?? 'unknown';
    const type = typeOf(owner, depth);
    return type === 'unknown' ? 'unknown' : (methodResults[`${type}#${name}`] ?? 'unknown');
  }
}

function findHandler(program: Program, scopes: Scopes): Handler | undefined {
  for (const statement of program.body) {
    if (statement.type === 'FunctionDeclaration' && statement.id.name === 'handler') {
      return { node: statement, nameNode: statement.id };
    }
    if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        if (id.type !== 'Identifier' || id.name !== 'handler') continue;
        const node = functionBehind(init);
        if (node !== undefined) return { node, nameNode: id };
      }
    }
    if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const { left, right } = statement.expression;
      const isHandler =
        (left.type === 'Identifier' && left.name === 'handler') ||
        (left.type === 'MemberExpression' &&
          left.object.type === 'Identifier' &&
          (left.object.name === 'globalThis' || left.object.name === 'global') &&
          left.property.type === 'Identifier' &&
          left.property.name === 'handler');
      const node = isHandler ? functionBehind(right) : undefined;
      if (node !== undefined) return { node, nameNode: left };
    }
  }
  return undefined;

  function functionBehind(value: AnyNode | null | undefined): FunctionNode | undefined {
    if (!value) return undefined;
    if (isFunction(value)) return value;
    if (value.type !== 'Identifier') return undefined;
    const binding = scopes.bindingOf(value);
    for (const statement of program.body) {
      if (statement.type === 'FunctionDeclaration' && statement.id.name === value.name && binding)
        return statement;
    }
    return undefined;
  }
}

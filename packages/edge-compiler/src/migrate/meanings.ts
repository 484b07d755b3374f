// What each expression of a Lambda@Edge handler is: the event, the request, a map of headers, a list of headers.

import type { AnyNode, Pattern } from 'acorn';
import { bindingOfFunction } from '../tree/functions.js';
import type { Binding, Scopes } from '../tree/scopes.js';
import { type FunctionNode, isFunction, type TreeIndex } from '../tree/walk.js';
import { nameOf } from './find-handler.js';
import { isHeaderMap, isResponseLiteral } from './literal-shapes.js';

/** A part of the event. `list` is an array of headers of one name, `header` one of them, `entry` a name with its list. */
export type Role =
  | 'event'
  | 'config'
  | 'request'
  | 'response'
  | 'headers'
  | 'list'
  | 'header'
  | 'entry'
  | 'querystring'
  | 'status'
  | 'client-ip'
  | 'method'
  | 'body'
  | 'origin'
  | 'context'
  | 'callback';

/** An expression's part of the event. */
export interface Meaning {
  readonly role: Role;
  readonly side: 'request' | 'response' | undefined;
  /** Name of the header, in lower case, where the source says it. */
  readonly header?: string | undefined;
  /** The expression that the map of headers, or the query string, is a member of. */
  readonly owner?: AnyNode | undefined;
}

/** Look-ups in one handler. */
export interface Meanings {
  of(node: AnyNode): Meaning | undefined;
  /** What the value is that a parameter or the variable of a loop takes. */
  ofPattern(pattern: Pattern): Meaning | undefined;
  /** The function of this file that a name stands for. */
  functionNamed(node: AnyNode): FunctionNode | undefined;
  /** What a member of a part is. */
  member(part: Meaning, name: string | number | undefined, owner?: AnyNode): Meaning | undefined;
}

const listMethods: ReadonlySet<string> = new Set(['forEach', 'map', 'filter', 'find', 'some', 'every']);

/** @source spec/cloudfront.md 6.2 */
export function createMeanings(tree: {
  readonly index: TreeIndex;
  readonly scopes: Scopes;
  readonly handler: FunctionNode;
}): Meanings {
  const { index, scopes, handler } = tree;
  const known = new Map<Binding, Meaning | undefined>();
  const results = new Map<FunctionNode, Meaning | undefined>();

  const of = (node: AnyNode): Meaning | undefined => {
    switch (node.type) {
      case 'Identifier': {
        const binding = scopes.bindingOf(node);
        return binding === undefined ? undefined : ofBinding(binding);
      }
      case 'ChainExpression':
        return of(node.expression);
      case 'ParenthesizedExpression':
        return of(node.expression);
      case 'AwaitExpression':
        return of(node.argument);
      case 'AssignmentExpression':
        return of(node.right);
      case 'MemberExpression': {
        const part = of(node.object);
        return part === undefined ? undefined : member(part, memberName(node), node.object);
      }
      case 'LogicalExpression':
        return node.operator === '&&' ? of(node.right) : of(node.left);
      case 'ConditionalExpression':
        return of(node.consequent) ?? of(node.alternate);
      case 'ObjectExpression':
        if (isResponseLiteral(node)) return { role: 'response', side: 'response' };
        return isHeaderMap(node) ? { role: 'headers', side: undefined } : undefined;
      case 'CallExpression': {
        const fn = node.callee.type === 'Identifier' ? functionNamed(node.callee) : undefined;
        return fn === undefined ? undefined : ofResult(fn);
      }
      default:
        return undefined;
    }
  };

  // What a loop over an expression sees.
  const ofElements = (node: AnyNode): Meaning | undefined => {
    const list = of(node);
    if (list?.role === 'list') return { ...list, role: 'header' };
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
    const { object, property } = node.callee;
    const [argument] = node.arguments;
    const map = nameOf(object) === 'Object' && argument !== undefined ? of(argument) : undefined;
    if (map?.role !== 'headers') return undefined;
    const name = nameOf(property);
    if (name === 'values') return { ...map, role: 'list' };
    return name === 'entries' ? { ...map, role: 'entry' } : undefined;
  };

  const ofBinding = (binding: Binding): Meaning | undefined => {
    if (known.has(binding)) return known.get(binding);
    known.set(binding, undefined);
    const meaning = findMeaning(binding);
    known.set(binding, meaning);
    return meaning;
  };

  const findMeaning = (binding: Binding): Meaning | undefined => {
    const [declaration] = binding.declarations;
    if (declaration === undefined) return undefined;
    if (binding.kind === 'param') return ofParameter(declaration);
    for (let at: AnyNode | undefined = declaration; at !== undefined; at = index.parentOf(at)) {
      if (at.type === 'VariableDeclarator') {
        const parent = index.parentOf(at);
        const loop = parent === undefined ? undefined : index.parentOf(parent);
        if (loop?.type === 'ForOfStatement' && loop.left === parent) {
          const element = ofElements(loop.right);
          return element === undefined ? undefined : within(at.id, element, declaration);
        }
        if (at.init) {
          const part = of(at.init);
          if (part !== undefined) return within(at.id, part, declaration, at.init);
          if (at.init.type === 'ObjectExpression' && isBuiltAsResponse(binding)) {
            return { role: 'response', side: 'response' };
          }
        }
        return ofAssignments(binding);
      }
      if (isFunction(at)) return undefined;
    }
    return undefined;
  };

  const ofAssignments = (binding: Binding): Meaning | undefined => {
    for (const { node, isWrite } of binding.references) {
      const parent = isWrite ? index.parentOf(node) : undefined;
      if (parent?.type !== 'AssignmentExpression' || parent.left !== node) continue;
      const part = of(parent.right);
      if (part !== undefined) return part;
    }
    return undefined;
  };

  const ofParameter = (declaration: AnyNode): Meaning | undefined => {
    const fn = index.functionOf(declaration);
    if (fn === undefined) return undefined;
    const at = fn.params.findIndex(
      (param) => declaration.start >= param.start && declaration.end <= param.end,
    );
    const param = fn.params[at];
    if (param === undefined) return undefined;
    const given = fn === handler ? handlerParameter(at) : givenTo(fn, at);
    return given === undefined ? undefined : within(param, given, declaration);
  };

  // Every call agrees, or nothing is known.
  const givenTo = (fn: FunctionNode, at: number): Meaning | undefined => {
    const parent = index.parentOf(fn);
    if (parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && at === 0) {
      const method = nameOf(parent.callee.property) ?? '';
      return listMethods.has(method) ? ofElements(parent.callee.object) : undefined;
    }
    const name = bindingOfFunction(fn, tree);
    let agreed: Meaning | undefined;
    for (const { node } of name?.references ?? []) {
      const call = index.parentOf(node);
      if (call?.type !== 'CallExpression' || call.callee !== node) continue;
      const argument = call.arguments[at];
      const part = argument === undefined ? undefined : of(argument);
      if (part === undefined || (agreed !== undefined && agreed.role !== part.role)) return undefined;
      agreed = { ...part, owner: undefined };
    }
    return agreed;
  };

  const functionNamed = (node: AnyNode): FunctionNode | undefined => {
    const [declaration] = scopes.bindingOf(node)?.declarations ?? [];
    const parent = declaration === undefined ? undefined : index.parentOf(declaration);
    if (parent?.type === 'FunctionDeclaration' && parent.id === declaration) return parent;
    return parent?.type === 'VariableDeclarator' && parent.init && isFunction(parent.init)
      ? parent.init
      : undefined;
  };

  const ofResult = (fn: FunctionNode): Meaning | undefined => {
    if (results.has(fn)) return results.get(fn);
    results.set(fn, undefined);
    const returned =
      fn.body.type !== 'BlockStatement'
        ? [fn.body]
        : index
            .nodesOf('ReturnStatement')
            .filter((statement) => index.functionOf(statement) === fn)
            .flatMap(({ argument }) => (argument ? [argument] : []));
    const parts = returned.map(of);
    const [first] = parts;
    const meaning = parts.every((part) => part?.role === first?.role) ? first : undefined;
    results.set(fn, meaning);
    return meaning;
  };

  const within = (pattern: Pattern, part: Meaning, name: AnyNode, owner?: AnyNode): Meaning | undefined => {
    switch (pattern.type) {
      case 'Identifier':
        return pattern === name ? part : undefined;
      case 'AssignmentPattern':
        return within(pattern.left, part, name, owner);
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type !== 'Property' || name.start < property.start || name.end > property.end)
            continue;
          const inner = member(part, nameOf(property.key), owner);
          return inner === undefined ? undefined : within(property.value, inner, name);
        }
        return undefined;
      case 'ArrayPattern':
        for (const [at, element] of pattern.elements.entries()) {
          if (element === null || name.start < element.start || name.end > element.end) continue;
          const inner = member(part, at, owner);
          return inner === undefined ? undefined : within(element, inner, name);
        }
        return undefined;
      default:
        return undefined;
    }
  };

  const isBuiltAsResponse = (binding: Binding): boolean =>
    binding.references.some(({ node }) => {
      const parent = index.parentOf(node);
      if (parent?.type !== 'MemberExpression' || parent.object !== node) return false;
      const name = memberName(parent);
      const above = index.parentOf(parent);
      return (
        above?.type === 'AssignmentExpression' &&
        above.left === parent &&
        (name === 'status' || name === 'statusDescription')
      );
    });

  const ofPattern = (pattern: Pattern): Meaning | undefined => {
    if (pattern.type === 'Identifier') return of(pattern);
    const parent = index.parentOf(pattern);
    if (parent?.type === 'VariableDeclarator') {
      const declaration = index.parentOf(parent);
      const loop = declaration === undefined ? undefined : index.parentOf(declaration);
      if (loop?.type !== 'ForOfStatement') return parent.init ? of(parent.init) : undefined;
      return ofElements(loop.right);
    }
    const fn = index.functionOf(pattern);
    if (fn === undefined) return undefined;
    const at = fn.params.findIndex((param) => pattern.start >= param.start && pattern.end <= param.end);
    return fn === handler ? handlerParameter(at) : givenTo(fn, at);
  };

  return { of, ofPattern, functionNamed, member };
}

function handlerParameter(at: number): Meaning | undefined {
  const role = (['event', 'context', 'callback'] as const)[at];
  return role === undefined ? undefined : { role, side: undefined };
}

function member(part: Meaning, name: string | number | undefined, owner?: AnyNode): Meaning | undefined {
  const { side } = part;
  switch (part.role) {
    case 'event':
      if (name === 'Records' || name === 'cf' || name === 0 || name === '0') return part;
      if (name === 'request' || name === 'response') return { role: name, side: name };
      return name === 'config' ? { role: 'config', side: undefined } : undefined;
    case 'request':
      switch (name) {
        case 'headers':
          return { role: 'headers', side, owner };
        case 'querystring':
          return { role: 'querystring', side, owner };
        case 'clientIp':
          return { role: 'client-ip', side };
        case 'method':
        case 'body':
        case 'origin':
          return { role: name, side };
      }
      return undefined;
    case 'response':
      if (name === 'headers') return { role: 'headers', side, owner };
      return name === 'status' ? { role: 'status', side } : undefined;
    case 'headers':
      return {
        ...part,
        role: 'list',
        header: typeof name === 'string' ? name.toLowerCase() : undefined,
        owner: part.owner,
      };
    case 'list':
      return name === 'length' || (typeof name === 'string' && !/^\d+$/.test(name))
        ? undefined
        : { ...part, role: 'header' };
    case 'entry':
      return name === 1 || name === '1' ? { ...part, role: 'list' } : undefined;
    default:
      return undefined;
  }
}

/** The member's name: `.name`, `['name']` or `[0]`; `undefined` when it is computed. */
export function memberName(
  node: Extract<AnyNode, { type: 'MemberExpression' }>,
): string | number | undefined {
  if (!node.computed) return nameOf(node.property);
  const { property } = node;
  return property.type === 'Literal' &&
    (typeof property.value === 'string' || typeof property.value === 'number')
    ? property.value
    : undefined;
}

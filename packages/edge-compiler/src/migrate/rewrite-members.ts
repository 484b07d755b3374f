// Reads and writes of the event: each path of Lambda@Edge becomes the path of CloudFront Functions.

import type { AnyNode } from 'acorn';
import { isFunction, type NodeOf } from '../tree/walk.js';
import { type Meaning, memberName } from './meanings.js';
import type { Migration, Rewrite } from './migration.js';
import { isWritten, objectOf, ownerText } from './places.js';
import { cookieHeader, isCookies } from './rewrite-cookies.js';
import { leaveQuery, rawQuery } from './rewrite-query.js';

const listMembers: ReadonlySet<string> = new Set([
  'forEach',
  'map',
  'filter',
  'find',
  'findIndex',
  'some',
  'every',
  'reduce',
  'slice',
  'concat',
  'entries',
  'join',
]);

/** @source spec/cloudfront.md 6.4 */
export const rewriteMember: Rewrite = (node, migration) => {
  if (node.type === 'Identifier') return rewriteName(node, migration);
  if (node.type !== 'MemberExpression') return undefined;
  const { meanings } = migration;
  const name = memberName(node);
  const part = meanings.of(node.object);
  if (part === undefined) return undefined;
  if (part.role === 'list') return listMember(node, name, part, migration);
  const meaning = meanings.member(part, name, node.object);
  switch (meaning?.role) {
    case 'event':
      return objectOf(node.object, migration);
    case 'config':
      return `${objectOf(node.object, migration)}.context`;
    case 'client-ip':
      return viewerIp(node, migration);
    case 'querystring':
      return isWritten(node, migration)
        ? undefined
        : rawQuery(node, objectOf(node.object, migration), migration);
    case 'status':
      return isWritten(node, migration)
        ? `${objectOf(node.object, migration)}.statusCode`
        : statusText(node, `${objectOf(node.object, migration)}.statusCode`, migration);
    case 'body':
      if (meaning.side === 'request') refuseBody(node, migration);
      return undefined;
    case 'origin':
      migration.leave(
        'EW1706',
        node,
        'The origin of a request cannot be read, and is changed by calls',
        'call cf.updateRequestOrigin() or cf.selectRequestOriginById() of the cloudfront module',
      );
      return undefined;
    case 'method':
      if (isWritten(node, migration)) refuseReadOnly(node, 'the method', migration);
      return undefined;
    case 'list':
      if (isCookies(meaning)) return cookieHeader(node, meaning, migration);
      return headerName(node, migration);
  }
  if (part.role === 'header' && name === 'key') {
    migration.leave(
      'EW1710',
      node,
      'CloudFront Functions do not tell how a header name was written',
      'use the name in lower case',
    );
  }
  if (part.role === 'context') {
    migration.leave(
      'EW1708',
      node,
      'CloudFront Functions have no Lambda context',
      'take the request id from event.context.requestId, and leave the rest',
    );
  }
  return undefined;
};

// Names that stand for a part of the event by themselves, as after `const { querystring } = request`.
function rewriteName(node: NodeOf<'Identifier'>, migration: Migration): string | undefined {
  const meaning = migration.meanings.of(node);
  const parent = migration.index.parentOf(node);
  if (meaning === undefined || parent === undefined || isDeclaredHere(node, parent, migration))
    return undefined;
  if (parent.type === 'MemberExpression' && parent.property === node && !parent.computed) return undefined;
  if (parent.type === 'Property' && parent.key === node && !parent.computed && parent.value !== node)
    return undefined;
  switch (meaning.role) {
    case 'client-ip':
      return inProperty(node, parent, viewerIp(node, migration));
    case 'querystring': {
      const owner = ownerText(meaning, migration);
      if (owner === undefined) {
        leaveQuery(node, migration);
        return undefined;
      }
      return isWritten(node, migration)
        ? undefined
        : inProperty(node, parent, rawQuery(node, owner, migration));
    }
    case 'status':
      return isWritten(node, migration) ? undefined : statusText(node, node.name, migration);
    case 'callback':
      if (!isAnswer(node, parent, migration)) leaveCallback(node, migration);
      return undefined;
    case 'list':
      return isCookies(meaning) && !isWritten(node, migration)
        ? cookieHeader(node, meaning, migration)
        : undefined;
    default:
      return undefined;
  }
}

/** `{ querystring }` becomes `{ querystring: ... }`. */
function inProperty(
  node: NodeOf<'Identifier'>,
  parent: AnyNode,
  text: string | undefined,
): string | undefined {
  if (text === undefined) return undefined;
  return parent.type === 'Property' && parent.shorthand ? `${node.name}: ${text}` : text;
}

// callback(...) as a statement, or as what is returned.
function isAnswer(node: AnyNode, call: AnyNode, { index }: Migration): boolean {
  if (call.type !== 'CallExpression' || call.callee !== node) return false;
  const above = index.parentOf(call)?.type;
  return above === 'ExpressionStatement' || above === 'ReturnStatement' || above === 'AwaitExpression';
}

function isDeclaredHere(node: AnyNode, parent: AnyNode, { scopes }: Migration): boolean {
  if (scopes.bindingOf(node)?.declarations.some((declaration) => declaration === node) === true) return true;
  return isFunction(parent) && parent.params.some((param) => param === node);
}

function listMember(
  node: NodeOf<'MemberExpression'>,
  name: string | number | undefined,
  part: Meaning,
  migration: Migration,
): string | undefined {
  const list = objectOf(node.object, migration);
  if (name === 0 || name === '0') return list;
  if (name === 'length') return `(${list}.multiValue ? ${list}.multiValue.length : 1)`;
  if (typeof name === 'string' && listMembers.has(name)) return `${listText(node.object, migration)}.${name}`;
  if (name === 'push' || name === 'unshift' || name === 'splice' || name === 'pop') {
    migration.leave(
      'EW1711',
      node,
      part.header === 'set-cookie'
        ? 'Cookies are set one by one, by name'
        : 'A header with several values is one object with `multiValue`',
      part.header === 'set-cookie'
        ? "write response.cookies['name'] = { value, attributes }"
        : "write headers['name'] = { value, multiValue: [{ value }, { value }] }",
    );
    return undefined;
  }
  const property = migration.text(node.property);
  return node.computed || typeof name === 'number'
    ? `${listText(node.object, migration)}[${property}]`
    : undefined;
}

/** All headers of one name as an array of `{ value }`. */
export function listText(list: AnyNode, migration: Migration): string {
  const text = objectOf(list, migration);
  const meaning = migration.meanings.of(list);
  // The helper's answer is one header.
  if (meaning !== undefined && isCookies(meaning)) return `[${text}]`;
  return `(${text}.multiValue || [${text}])`;
}

// Names are in lower case in both; only literals that are not need a change.
function headerName(node: NodeOf<'MemberExpression'>, migration: Migration): string | undefined {
  const name = memberName(node);
  if (typeof name !== 'string' || name === name.toLowerCase() || !node.computed) return undefined;
  return `${objectOf(node.object, migration)}['${name.toLowerCase()}']`;
}

function viewerIp(node: AnyNode, migration: Migration): string {
  if (!isInHandler(node, migration)) {
    migration.leave(
      'EW1710',
      node,
      'The address of the viewer is beside the request, not in it',
      'hand event.viewer.ip to this function',
    );
  }
  return `${migration.eventName}.viewer.ip`;
}

function isInHandler(node: AnyNode, { index, place }: Migration): boolean {
  for (let fn = index.functionOf(node); fn !== undefined; fn = index.functionOf(fn)) {
    if (fn === place.fn) return true;
  }
  return false;
}

// The status was a text and is a number.
function statusText(node: AnyNode, text: string, { index }: Migration): string {
  const parent = index.parentOf(node);
  if (parent?.type === 'BinaryExpression' && /^[!=]==?$/.test(parent.operator)) {
    const other = parent.left === node ? parent.right : parent.left;
    if (other.type === 'Literal') return text;
  }
  if (parent?.type === 'BinaryExpression' && /^[<>]/.test(parent.operator)) return text;
  if (parent?.type === 'CallExpression' && parent.callee !== node) {
    const { callee } = parent;
    if (callee.type === 'Identifier' && /^(Number|parseInt|String)$/.test(callee.name)) return text;
  }
  if (parent?.type === 'TemplateLiteral' || parent?.type === 'UnaryExpression') return text;
  return `String(${text})`;
}

/** `'404'` beside a status becomes `404`. */
export const rewriteStatusLiteral: Rewrite = (node, { index, meanings }) => {
  if (node.type !== 'Literal' || typeof node.value !== 'string' || !/^\d{3}$/.test(node.value))
    return undefined;
  const parent = index.parentOf(node);
  if (parent?.type !== 'BinaryExpression' || !/^[!=]==?$/.test(parent.operator)) return undefined;
  const other = parent.left === node ? parent.right : parent.left;
  return meanings.of(other)?.role === 'status' ? node.value : undefined;
};

function refuseBody(node: AnyNode, migration: Migration): void {
  migration.leave(
    'EW1703',
    node,
    'CloudFront Functions do not see the body of a request',
    'keep this part in Lambda@Edge, or let the origin do it',
  );
}

/** @source spec/cloudfront.md 3.3 */
export function refuseReadOnly(node: AnyNode, what: string, migration: Migration): void {
  migration.leave(
    'EW1707',
    node,
    `CloudFront Functions cannot change ${what}`,
    what === 'the Host header'
      ? 'give `hostHeader` to cf.updateRequestOrigin() of the cloudfront module'
      : 'leave it to the origin',
  );
}

/** A callback that is not simply called in the handler. */
export function leaveCallback(node: AnyNode, migration: Migration): void {
  migration.leave(
    'EW1709',
    node,
    'The callback is used in a way that no `return` can stand for',
    'return the request or response from the handler itself',
  );
}

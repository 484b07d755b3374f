// The Cookie header, which CloudFront Functions have apart from the other headers.

import type { AnyNode } from 'acorn';
import { bindingOfFunction, callsOf } from '../tree/functions.js';
import { type Meaning, memberName } from './meanings.js';
import type { Migration, Rewrite } from './migration.js';
import { isWritten, ownerText } from './places.js';

/** The Cookie header of a request, which is apart from the others. */
export function isCookies({ role, header, side }: Meaning): boolean {
  return role === 'list' && header === 'cookie' && side === 'request';
}

/** The text for `headers.cookie`. */
export function cookieHeader(node: AnyNode, meaning: Meaning, migration: Migration): string | undefined {
  const owner = ownerText(meaning, migration);
  const parent = migration.index.parentOf(node);
  // The calls of this function hand the cookies on with the headers.
  if (node.type === 'MemberExpression' && isHandedOn(node.object, migration)) return undefined;
  if (owner === undefined || isWritten(node, migration)) {
    migration.leave(
      'EW1711',
      node,
      'Cookies are apart from the headers',
      'read request.cookies.NAME.value, or hand the request to this function',
    );
    return undefined;
  }
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return undefined;
  return `${migration.helper('cookieHeader')}(${owner})`;
}

/** A map of headers that a function of the file takes, and of which it reads the cookies. */
export const rewriteArgument: Rewrite = (node, migration) => {
  const call = migration.index.parentOf(node);
  if (call?.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined;
  const given: readonly AnyNode[] = call.arguments;
  const at = given.indexOf(node);
  const meaning = at === -1 ? undefined : migration.meanings.of(node);
  if (meaning?.role !== 'headers' || meaning.side !== 'request') return undefined;
  const parameter = migration.meanings.functionNamed(call.callee)?.params[at];
  const owner = ownerText(meaning, migration);
  if (parameter === undefined || owner === undefined || !takesCookies(parameter, migration)) return undefined;
  migration.helper('cookieHeader');
  return `${migration.helper('headersWithCookie')}(${owner})`;
};

/** Whether a name is a parameter whose every argument is a map of headers that can be had with the cookies. */
function isHandedOn(name: AnyNode, migration: Migration): boolean {
  const [declaration] = migration.scopes.bindingOf(name)?.declarations ?? [];
  return declaration !== undefined && takesCookies(declaration, migration);
}

function takesCookies(parameter: AnyNode, migration: Migration): boolean {
  const { index, meanings, scopes, place } = migration;
  const binding = scopes.bindingOf(parameter);
  const fn = index.functionOf(parameter);
  if (binding?.kind !== 'param' || fn === undefined || fn === place.fn) return false;
  const params: readonly AnyNode[] = fn.params;
  const at = params.indexOf(parameter);
  const name = bindingOfFunction(fn, migration);
  const calls = name === undefined ? undefined : callsOf(name, migration);
  const isGiven = calls?.every((call) => {
    const argument = call.arguments[at];
    const meaning = argument === undefined ? undefined : meanings.of(argument);
    return meaning?.role === 'headers' && ownerText(meaning, migration) !== undefined;
  });
  if (at === -1 || isGiven !== true) return false;
  let readsCookie = false;
  for (const { node } of binding.references) {
    const member = index.parentOf(node);
    if (member?.type !== 'MemberExpression' || member.object !== node) return false;
    // The function gets a copy: what it writes would be lost.
    if (isWritten(member, migration)) return false;
    readsCookie ||= memberName(member) === 'cookie';
  }
  return readsCookie;
}

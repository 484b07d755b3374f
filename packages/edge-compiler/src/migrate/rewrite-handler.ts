// The handler's frame: its export, its parameters, its answers by callback or promise.

import type { AnyNode } from 'acorn';
import { awaitsItself } from '../tree/scopes.js';
import type { NodeOf } from '../tree/walk.js';
import type { Migration, Rewrite } from './migration.js';
import { leaveCallback } from './rewrite-members.js';
import { bodyText, indentAt, parameterTexts } from './rewrite-syntax.js';

/** The statement that defines the handler becomes `function handler(event) {...}`; those that export it go. */
export const rewriteHandler: Rewrite = (node, migration) => {
  const { place } = migration;
  if (place.exports.includes(node)) return '';
  if (node !== place.statement) return undefined;
  const { fn } = place;
  const { params, statements } = parameterTexts(fn.params.slice(0, 1), () => migration.eventName, migration);
  const [parameter = migration.eventName] = params;
  const name = place.name === undefined || place.name === 'handler' ? 'handler' : place.name;
  const lead = awaitsItself(fn) ? 'async ' : '';
  const text = `${lead}function ${name}(${parameter}) ${bodyText(fn, statements, migration)}`;
  const indent = indentAt(node, migration);
  return name === 'handler'
    ? text
    : `${text}\n\n${indent}function handler(${parameter}) {\n${indent}  return ${name}(${parameter});\n${indent}}`;
};

/** `callback(null, request)` and its kin, as statements of the handler. */
export const rewriteAnswer: Rewrite = (node, migration) => {
  if (node.type === 'ExpressionStatement' && node.expression.type === 'CallExpression') {
    return answerText(node.expression, migration);
  }
  if (node.type !== 'ReturnStatement') return undefined;
  if (!node.argument) return followsAnswer(node, migration) ? '' : undefined;
  const argument = node.argument.type === 'AwaitExpression' ? node.argument.argument : node.argument;
  if (argument.type !== 'CallExpression') return undefined;
  return answerText(argument, migration) ?? resolvedText(argument, migration);
};

// `callback(null, request); return;`
function followsAnswer(node: AnyNode, migration: Migration): boolean {
  const block = migration.index.parentOf(node);
  const body: readonly AnyNode[] =
    block?.type === 'BlockStatement' ? block.body : block?.type === 'SwitchCase' ? block.consequent : [];
  const before = body[body.indexOf(node) - 1];
  return (
    before?.type === 'ExpressionStatement' &&
    before.expression.type === 'CallExpression' &&
    answering(before.expression, migration) !== undefined &&
    migration.index.functionOf(before) === migration.place.fn
  );
}

function answerText(call: NodeOf<'CallExpression'>, migration: Migration): string | undefined {
  const how = answering(call, migration);
  if (how === undefined) return undefined;
  if (migration.index.functionOf(call) !== migration.place.fn) {
    leaveCallback(call, migration);
    return undefined;
  }
  const [first, second] = call.arguments;
  if (how === 'fail') return `throw ${first === undefined ? 'new Error()' : errorText(first, migration)};`;
  if (how === 'succeed') return first === undefined ? 'return;' : `return ${migration.text(first)};`;
  const isError = first !== undefined && !isNothing(first);
  if (!isError) return second === undefined ? 'return;' : `return ${migration.text(second)};`;
  if (second === undefined) return `throw ${errorText(first, migration)};`;
  leaveCallback(call, migration);
  return undefined;
}

function answering(
  { callee }: NodeOf<'CallExpression'>,
  { meanings }: Migration,
): 'callback' | 'succeed' | 'fail' | undefined {
  if (callee.type === 'Identifier') return meanings.of(callee)?.role === 'callback' ? 'callback' : undefined;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined;
  if (meanings.of(callee.object)?.role !== 'context') return undefined;
  switch (callee.property.name) {
    case 'done':
      return 'callback';
    case 'succeed':
    case 'fail':
      return callee.property.name;
    default:
      return undefined;
  }
}

// Promise.resolve(x) as the answer of the handler is x.
function resolvedText(call: NodeOf<'CallExpression'>, migration: Migration): string | undefined {
  const { callee } = call;
  const isStatic =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Promise' &&
    callee.property.type === 'Identifier';
  if (!isStatic || migration.index.functionOf(call) !== migration.place.fn) return undefined;
  const [value] = call.arguments;
  const name = callee.property.type === 'Identifier' ? callee.property.name : '';
  if (name === 'resolve') return value === undefined ? 'return;' : `return ${migration.text(value)};`;
  return name === 'reject' && value !== undefined ? `throw ${migration.text(value)};` : undefined;
}

function errorText(node: AnyNode, migration: Migration): string {
  const text = migration.text(node);
  return node.type === 'Literal' || node.type === 'TemplateLiteral' ? `new Error(${text})` : text;
}

function isNothing(node: AnyNode): boolean {
  return (
    (node.type === 'Literal' && node.value === null) ||
    (node.type === 'Identifier' && node.name === 'undefined')
  );
}

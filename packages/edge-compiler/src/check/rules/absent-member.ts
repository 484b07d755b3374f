// Reports properties and methods that the runtime lacks: certainly where the type of the object is known, as a warning
// where only the name tells.

import { nearestName } from '@edgewire/diagnostics';
import type { AnyNode } from 'acorn';
import { type Builtin, builtins, findBuiltin, prototypeMembers } from '../../features/builtins.js';
import { type EdgeRuntimeName, versionOf } from '../../features/runtime.js';
import type { NodeOf } from '../../tree/walk.js';
import type { Rule, RuleContext } from '../rule.js';
import { prototypeOf } from '../value-types.js';

const byteStringMethods = new Set(['bytesFrom', 'fromBytes', 'fromUTF8', 'toBytes', 'toUTF8']);
const statics = new Set(builtins.map(({ owner }) => owner).filter((owner) => /^[A-Z]\w*$/.test(owner)));
const typedArrays = /^(?:Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|Float32|Float64)Array$/;

/** @source spec/cloudfront.md 1.6, 1.11 */
export const absentMember: Rule = {
  name: 'absent-member',
  summary: 'refuses properties and methods that the runtime does not have',
  codes: ['EW1302', 'EW1303', 'EW1304', 'EW1305', 'EW1309'],
  check: (context) => {
    for (const node of context.index.nodesOf('MemberExpression')) {
      const name = context.facts.memberName(node);
      if (name !== undefined && node.object.type !== 'Super' && !isTested(context, node)) {
        checkMember(context, node, node.object, name);
      }
    }
  },
};

function checkMember(
  context: RuleContext,
  node: NodeOf<'MemberExpression'>,
  object: AnyNode,
  name: string,
): void {
  const { facts, runtime, scopes } = context;
  if (object.type === 'Identifier' && scopes.bindingOf(object) === undefined) {
    const owner = typedArrays.test(object.name) ? 'TypedArray' : object.name;
    const row = findBuiltin(owner, name);
    if (row !== undefined) {
      reportRow(context, node, row, { code: 'EW1302', shown: `${object.name}.${name}`, severity: 'error' });
      return;
    }
    if (statics.has(owner)) {
      reportUnknownStatic(context, node, owner, name);
      return;
    }
  }
  const written = prototypeNamed(context, object);
  const prototype = written ?? prototypeOf[facts.typeOf(object)];
  if (prototype !== undefined) {
    const row = findBuiltin(prototype, name);
    if (row !== undefined) {
      reportRow(context, node, row, {
        code: 'EW1303',
        shown: `${owned(prototype)}.${name}`,
        severity: 'error',
      });
    }
    return;
  }
  if (facts.typeOf(object) !== 'unknown' || facts.eventPath(object) !== undefined) return;
  reportByName(context, node, name, runtime);
}

// `Buffer.of(…)`: a call of what is in no row of an object whose rows are complete.
function reportUnknownStatic(
  context: RuleContext,
  node: NodeOf<'MemberExpression'>,
  owner: string,
  name: string,
): void {
  const { index, report, runtime } = context;
  const parent = index.parentOf(node);
  const isCalled =
    (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node;
  const isInherited = ['Function.prototype', 'Object.prototype'].some((one) => findBuiltin(one, name));
  // Methods of console have a code of their own.
  if (!isCalled || isInherited || owner === 'console' || isOwnMethod(context, name)) return;
  const shown = context.textOf(node);
  const known = builtins.filter((row) => row.owner === owner && row.support[runtime] !== 'refused');
  const near = nearestName(
    name,
    known.map((row) => row.name),
  );
  report({
    code: 'EW1302',
    at: node.property,
    message: `Cannot call "${shown}": runtime ${versionOf(runtime)} does not have it`,
    ...(near === undefined
      ? {}
      : { help: `write ${near}`, fix: { description: `write ${near}`, replacement: near } }),
  });
}

// `Array.prototype` written out.
function prototypeNamed({ facts, scopes }: RuleContext, node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined;
  if (scopes.bindingOf(node.object) !== undefined || facts.memberName(node) !== 'prototype') return undefined;
  const owner = typedArrays.test(node.object.name) ? 'TypedArray' : node.object.name;
  return builtins.some((row) => row.owner === `${owner}.prototype`) ? `${owner}.prototype` : undefined;
}

// Only names that no built-in of this runtime has: `entries` of anything may be an object's own.
function reportByName(
  context: RuleContext,
  node: NodeOf<'MemberExpression'>,
  name: string,
  runtime: EdgeRuntimeName,
): void {
  const parent = context.index.parentOf(node);
  if (parent?.type !== 'CallExpression' || parent.callee !== node) return;
  if (context.facts.moduleOf(node.object) !== undefined || node.object.type === 'ThisExpression') return;
  const rows = prototypeMembers(name);
  if (rows.length === 0 || rows.some((row) => row.support[runtime] !== 'refused')) return;
  if (isOwnMethod(context, name)) return;
  const [row] = rows;
  if (row === undefined) return;
  reportRow(context, node, row, {
    code: 'EW1304',
    shown: rows.map(({ owner }) => `${owned(owner)}.${name}`).join(' or '),
    severity: 'warning',
  });
}

function reportRow(
  { report, runtime }: RuleContext,
  node: NodeOf<'MemberExpression'>,
  row: Builtin,
  finding: { readonly code: `EW${number}`; readonly shown: string; readonly severity: 'error' | 'warning' },
): void {
  const { property } = node;
  const at = property;
  const support = row.support[runtime];
  const help = row.help === undefined ? {} : { help: row.help };
  if (support === 'refused') {
    const isByteString = byteStringMethods.has(row.name) && row.support['cloudfront-js-1.0'] !== 'refused';
    const renamed = row.name === 'trimLeft' ? 'trimStart' : row.name === 'trimRight' ? 'trimEnd' : undefined;
    if (row.owner === 'console') return;
    report({
      code: isByteString ? 'EW1309' : finding.code,
      at,
      severity: finding.severity,
      message: isByteString
        ? `Cannot use "${finding.shown}": runtime 2.0 removed the byte strings of 1.0`
        : finding.severity === 'error'
          ? `Cannot use "${finding.shown}": runtime ${versionOf(runtime)} does not have it`
          : `Cannot use "${row.name}" here if it is ${finding.shown}: runtime ${versionOf(runtime)} does not have it`,
      ...help,
      ...(renamed === undefined || node.computed
        ? {}
        : { fix: { description: `write ${renamed}`, replacement: renamed, isSafe: true } }),
    });
    return;
  }
  if (support === 'works' && row.evidence === 'field') {
    report({
      code: 'EW1305',
      at,
      message: `"${finding.shown}" works in runtime ${versionOf(runtime)}, but AWS does not document it`,
      ...help,
    });
  }
}

function owned(prototype: string): string {
  return prototype.replace('.prototype', '');
}

// `x.at && x.at(0)` and `typeof x.at` ask before they use.
function isTested({ index, textOf }: RuleContext, node: NodeOf<'MemberExpression'>): boolean {
  const text = textOf(node);
  let child: AnyNode = node;
  for (let at = index.parentOf(node); at !== undefined; at = index.parentOf(at)) {
    if (at.type === 'UnaryExpression' && (at.operator === 'typeof' || at.operator === '!')) return true;
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test === child) return true;
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') {
      if (textOf(at.test).includes(text)) return true;
    }
    if (at.type === 'LogicalExpression' && (at.left === child || textOf(at.left).includes(text))) return true;
    if (at.type === 'FunctionDeclaration' || at.type === 'FunctionExpression') return false;
    child = at;
  }
  return false;
}

// Objects of the source with a method of that name make the name theirs.
function isOwnMethod({ index, facts }: RuleContext, name: string): boolean {
  const inLiteral = index
    .nodesOf('Property')
    .some((p) => !p.computed && p.key.type === 'Identifier' && p.key.name === name);
  return (
    inLiteral ||
    index
      .nodesOf('AssignmentExpression')
      .some(({ left }) => left.type === 'MemberExpression' && facts.memberName(left) === name)
  );
}

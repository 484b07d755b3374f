// Reports helpers of the cloudfront module where they are not allowed or get values that CloudFront refuses.

import type { AnyNode } from 'acorn';
import { originHelpers as helperNames } from '../../features/modules.js';
import {
  andMore,
  findOriginProblems,
  type OriginCall,
  shownPath,
  untold,
} from '../../features/origin-calls.js';
import type { NodeOf } from '../../tree/walk.js';
import { propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 1.14, 1.15 */
export const originHelpers: Rule = {
  name: 'origin-helpers',
  summary: 'allows origin helpers in viewer-request only, with legal values',
  codes: ['EW1403', 'EW1407', 'EW1408', 'EW1411'],
  check: (context) => {
    const { index, facts, eventType, report } = context;
    for (const node of index.nodesOf('MemberExpression')) {
      if (node.object.type === 'Super' || facts.moduleOf(node.object) !== 'cloudfront') continue;
      const name = facts.memberName(node);
      if (name === undefined) continue;
      if (eventType === 'viewer-response' && helperNames.includes(name)) {
        report({
          code: 'EW1403',
          at: node.property,
          message: `Cannot call "${name}" in a viewer-response function: CloudFront allows origin helpers in viewer-request only`,
          help: 'move the call to a viewer-request function',
        });
      }
      if (eventType === 'viewer-response' && name === 'cwt') {
        report({
          code: 'EW1403',
          at: node.property,
          message:
            'Cannot use "cwt" in a viewer-response function: CloudFront offers it in viewer-request only',
          help: 'judge the token in a viewer-request function',
        });
      }
      if (eventType === 'viewer-response' && name === 'edgeLocation') {
        report({
          code: 'EW1408',
          at: node.property,
          message: 'Cannot read "edgeLocation" in a viewer-response function: it is empty there',
          help: 'read it in a viewer-request function',
        });
      }
      if (name === 'distributionTenant' && index.functionOf(node) === undefined) {
        report({
          code: 'EW1411',
          at: node,
          message:
            'Cannot read "distributionTenant" outside the handler: it exists only while an event is handled',
          help: 'read it inside the handler',
        });
      }
      const call = index.parentOf(node);
      if (call?.type === 'CallExpression' && call.callee === node) checkCall(context, name, call);
    }
  },
};

function checkCall(context: RuleContext, name: string, call: NodeOf<'CallExpression'>): void {
  const { facts, report } = context;
  const [first, second] = call.arguments;
  const given = (node: AnyNode | undefined) => (node === undefined ? undefined : tell(context, node));
  if (name === 'logCustomData') {
    const type = first === undefined ? 'undefined' : facts.typeOf(first);
    if (type !== 'string' && type !== 'unknown') {
      report({
        code: 'EW1407',
        at: first ?? call,
        message: `Cannot call "logCustomData": its first argument is ${type}, not text`,
        help: 'pass text',
      });
    }
    return;
  }
  const calls: Readonly<Record<string, OriginCall>> = {
    updateRequestOrigin: { kind: 'update', params: given(first) },
    selectRequestOriginById: { kind: 'select', originId: given(first), options: given(second) },
    createRequestOriginGroup: { kind: 'group', params: given(first) },
  };
  const told = calls[name];
  if (told === undefined || call.arguments.some(({ type }) => type === 'SpreadElement')) return;
  for (const { path, text, canInherit } of findOriginProblems(told)) {
    const [head, ...rest] = path;
    const at =
      told.kind !== 'select'
        ? nodeAt(context, first, path)
        : nodeAt(context, head === 'originId' ? first : second, rest);
    report({
      code: 'EW1407',
      at: at ?? call,
      ...(canInherit ? { severity: 'warning' } : {}),
      message: `Cannot call "${name}": ${path.length === 0 ? 'its argument' : `"${shownPath(path)}"`} ${text}`,
      help: 'correct the value: CloudFront judges it after the function has run, and answers 502',
    });
  }
}

// The value as far as the source tells it.
function tell(context: RuleContext, node: AnyNode): unknown {
  const { facts } = context;
  const value = facts.valueOf(node);
  if (value.type === 'Literal' && value.regex === undefined) return value.value;
  const text = facts.stringOf(value);
  if (text !== undefined) return text;
  if (value.type === 'ArrayExpression') {
    const isTold = value.elements.every((item) => item !== null && item.type !== 'SpreadElement');
    return isTold ? value.elements.map((item) => (item === null ? untold : tell(context, item))) : untold;
  }
  if (value.type !== 'ObjectExpression') return untold;
  const members: Record<string | symbol, unknown> = {};
  for (const property of value.properties) {
    const name = property.type === 'Property' ? propertyName(property) : undefined;
    if (name === undefined || property.type !== 'Property') members[andMore] = true;
    else members[name] = tell(context, property.value);
  }
  return members;
}

// The deepest node that the path reaches.
function nodeAt(
  { facts }: RuleContext,
  node: AnyNode | undefined,
  path: readonly (string | number)[],
): AnyNode | undefined {
  let at = node;
  for (const part of path) {
    const value: AnyNode | undefined = at && facts.valueOf(at);
    let next: AnyNode | undefined;
    if (value?.type === 'ArrayExpression' && typeof part === 'number')
      next = value.elements[part] ?? undefined;
    if (value?.type === 'ObjectExpression') {
      const property = value.properties.find((one) => one.type === 'Property' && propertyName(one) === part);
      if (property?.type === 'Property') next = property.value;
    }
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

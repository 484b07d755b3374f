// Reports reads of the key value store that are not awaited, not guarded, or not possible.

import { nearestName } from '@edgewire/diagnostics';
import type { AnyNode, Node } from 'acorn';
import { storeFormats, storeMembers } from '../../features/modules.js';
import { isInside, type NodeOf } from '../../tree/walk.js';
import { propertyName } from '../event-maps.js';
import { findMisusedPromises, type MisusedPromise } from '../misused-promises.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 1.13 */
export const keyValueStore: Rule = {
  name: 'key-value-store',
  summary: 'requires key value store reads to be awaited and guarded',
  codes: ['EW1401', 'EW1402', 'EW1404', 'EW1405', 'EW1406', 'EW1410'],
  check: (context) => {
    const { index, facts, report } = context;
    const misused = new Set<Node>();
    for (const promise of findMisusedPromises(context)) {
      const { callee } = promise.call;
      if (callee.type !== 'MemberExpression' || facts.typeOf(callee.object) !== 'store') continue;
      misused.add(promise.call);
      reportMisuse(context, promise);
    }
    for (const node of index.nodesOf('CallExpression')) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') continue;
      const name = facts.memberName(callee);
      if (name === undefined) continue;
      if (facts.moduleOf(callee.object) === 'cloudfront' && name === 'kvs') checkStoreId(context, node);
      if (facts.typeOf(callee.object) !== 'store') continue;
      if (!storeMembers.includes(name)) {
        const near = nearestName(name, storeMembers);
        report({
          code: 'EW1405',
          at: callee.property,
          message: `Cannot call "${name}" of a key value store: functions can read with get, exists and meta only`,
          help: near === undefined ? 'write values with `aws cloudfront-keyvaluestore`' : `write ${near}`,
        });
        continue;
      }
      if (name === 'count') {
        report({
          code: 'EW1406',
          at: callee.property,
          message: 'Cannot rely on "count" of a key value store: AWS dropped it from its current page',
          help: 'read (await store.meta()).keyCount',
        });
      }
      if (name === 'get') checkFormat(context, node);
      if (name === 'get' && !misused.has(node)) checkGuard(context, node);
    }
  },
};

function reportMisuse({ report, textOf, facts }: RuleContext, { call, use, how }: MisusedPromise): void {
  const name = call.callee.type === 'MemberExpression' ? facts.memberName(call.callee) : undefined;
  report({
    code: 'EW1401',
    at: call,
    message:
      how === 'as-value'
        ? `Cannot use the result of "${name}" without "await": it is a promise, not the value`
        : `Cannot leave the promise of "${name}" alone: nothing waits for the value`,
    help: 'write await',
    fix: { description: 'await it', replacement: `await ${textOf(call)}` },
    ...(use === call ? {} : { notes: [{ message: 'it is used here', at: use }] }),
  });
}

function checkStoreId({ facts, report }: RuleContext, node: NodeOf<'CallExpression'>): void {
  const [argument] = node.arguments;
  const id = argument === undefined ? undefined : facts.stringOf(argument);
  if (argument === undefined || id === undefined || !id.startsWith('arn:')) return;
  report({
    code: 'EW1404',
    at: argument,
    message: 'Cannot name a key value store by its ARN: "kvs" takes the id and throws KVSNamespaceNotFound',
    help: `write '${id.split('/').at(-1)}', or leave the argument out`,
    fix: { description: 'write the id', replacement: `'${id.split('/').at(-1)}'`, isSafe: true },
  });
}

function checkFormat({ facts, report }: RuleContext, node: NodeOf<'CallExpression'>): void {
  const options = node.arguments[1] && facts.valueOf(node.arguments[1]);
  if (options?.type !== 'ObjectExpression') return;
  for (const property of options.properties) {
    if (property.type !== 'Property' || propertyName(property) !== 'format') continue;
    const format = facts.stringOf(property.value);
    if (format === undefined || storeFormats.includes(format)) continue;
    report({
      code: 'EW1410',
      at: property.value,
      message: `Cannot read a value with format "${format}": the formats are ${storeFormats.join(', ')}`,
      help: `write '${nearestName(format, storeFormats) ?? 'string'}'`,
    });
  }
}

// A read that may reject for a missing key, and nobody catches it.
function checkGuard({ index, report, textOf }: RuleContext, node: NodeOf<'CallExpression'>): void {
  const use = awayFromChain(node);
  if (use.isCaught || isGuarded(use.end)) return;
  report({
    code: 'EW1402',
    at: node,
    message:
      'Cannot count on "get" to find the key: a missing key rejects, and an uncaught rejection gives 503',
    help: 'put it into try/catch, or ask `exists` first',
  });

  function awayFromChain(call: AnyNode): { end: AnyNode; isCaught: boolean } {
    let end = call;
    let isCaught = false;
    for (;;) {
      const member = index.parentOf(end);
      const outer = member && index.parentOf(member);
      if (member?.type !== 'MemberExpression' || member.object !== end || outer?.type !== 'CallExpression')
        break;
      const method = member.property.type === 'Identifier' ? member.property.name : '';
      if (outer.callee !== member || !/^(then|catch|finally)$/.test(method)) break;
      if (method === 'catch' || (method === 'then' && outer.arguments.length > 1)) isCaught = true;
      end = outer;
    }
    return { end, isCaught };
  }

  // Inside try, behind `exists`, or in a function whose every caller catches.
  function isGuarded(at: AnyNode): boolean {
    for (
      let child = at, outer = index.parentOf(at);
      outer !== undefined;
      child = outer, outer = index.parentOf(outer)
    ) {
      if (outer.type === 'TryStatement' && outer.handler && isInside(child, outer.block)) return true;
      if (outer.type === 'IfStatement' && /\bexists\b/.test(textOf(outer.test))) return true;
      if (outer.type === 'FunctionDeclaration' && outer.id) {
        const callers = index
          .nodesOf('CallExpression')
          .filter(
            (call) =>
              call.callee.type === 'Identifier' &&
              call.callee.name === outer.id?.name &&
              !isInside(call, outer),
          );
        return callers.length > 0 && callers.every((call) => isGuarded(call));
      }
    }
    return false;
  }
}

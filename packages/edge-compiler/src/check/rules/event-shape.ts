// Reports reads of what the event does not have, and of entries as if they were text.

import { nearestName } from '@edgewire/diagnostics';
import type { AnyNode } from 'acorn';
import { findBuiltin } from '../../features/builtins.js';
import { entryProperties, eventProperties, missingProperties } from '../../features/event-shape.js';
import type { NodeOf } from '../../tree/walk.js';
import { unwrapChain } from '../../tree/walk.js';
import type { Rule, RuleContext } from '../rule.js';

const maps = new Set(['headers', 'cookies', 'querystring']);

/** @source spec/cloudfront.md 2.1, 2.2, 2.3 */
export const eventShape: Rule = {
  name: 'event-shape',
  summary: 'refuses reads of what the event does not have',
  codes: ['EW1223', 'EW1224', 'EW1226'],
  check: (context) => {
    const { index, facts } = context;
    const members = index.nodesOf('MemberExpression');
    // What the source itself puts there can be read.
    const written = new Set(
      index.nodesOf('AssignmentExpression').map(({ left }) => facts.eventPath(left)?.join('.')),
    );
    for (const node of members) {
      const path = facts.eventPath(node);
      if (path === undefined || path.at(-1) === '*') continue;
      if (isTarget(context, node) || written.has(path.join('.'))) continue;
      checkName(context, node, path);
      if (path.length === 3 && path[1] === 'headers') checkLetterCase(context, node, path[2] ?? '');
    }
    for (const { operator, left, right } of index.nodesOf('BinaryExpression')) {
      if (left.type === 'PrivateIdentifier') continue;
      if (operator === 'in') {
        const name = facts.stringOf(left);
        const path = facts.eventPath(right);
        if (name !== undefined && path?.length === 2 && path[1] === 'headers') {
          reportLetterCase(context, left, name);
        }
      } else if (/^[=!]==?$|^\+$/.test(operator)) {
        if (facts.typeOf(right) === 'string') checkText(context, left);
        if (facts.typeOf(left) === 'string') checkText(context, right);
      }
    }
    for (const { expressions } of index.nodesOf('TemplateLiteral')) {
      for (const expression of expressions) checkText(context, expression);
    }
  },
};

function checkName({ report }: RuleContext, node: NodeOf<'MemberExpression'>, path: readonly string[]): void {
  const name = path.at(-1) ?? '';
  const place = path.slice(0, -1);
  const isEntry = place.length === 3 && isEntryPath(place);
  const known = isEntry ? entryProperties : eventProperties[place.join('.')];
  // `Records` has a code of its own.
  if (known === undefined || known.includes(name) || (place.length === 0 && name === 'Records')) return;
  if (findBuiltin('Object.prototype', name) !== undefined) return;
  const shown = ['event', ...place.map((part) => (part === '*' ? '…' : part))].join('.');
  const near = nearestName(name, known);
  const replacement = isEntry ? undefined : near;
  report({
    code: 'EW1223',
    at: node.property,
    message: isEntry
      ? `Cannot read "${name}" of ${singular(place[1])}: it is an object { value: '…' }, not text`
      : `Cannot read "${name}" of ${shown}: there is no such property, it is undefined`,
    help:
      missingProperties[path.join('.')] ??
      (isEntry
        ? `read .value${known.includes(near ?? '') ? '' : `.${name}`}`
        : near === undefined
          ? `read one of ${known.join(', ')}`
          : `write ${near}`),
    ...(replacement === undefined || node.computed || missingProperties[path.join('.')] !== undefined
      ? {}
      : { fix: { description: `write ${replacement}`, replacement } }),
  });
}

function checkLetterCase(context: RuleContext, node: NodeOf<'MemberExpression'>, name: string): void {
  reportLetterCase(context, node.property, name);
}

function reportLetterCase({ report, textOf }: RuleContext, at: AnyNode, name: string): void {
  const lower = name.toLowerCase();
  if (lower === name) return;
  const text = textOf(at);
  const isPlain = text.toLowerCase() === lower && /^\w+$/.test(lower);
  const isQuoted = /^(['"]).*\1$/.test(text);
  report({
    code: 'EW1224',
    at,
    message: `Cannot find header "${name}": the event has header names in lower case`,
    help: `write '${lower}'`,
    ...(isPlain || isQuoted
      ? { fix: { description: `write '${lower}'`, replacement: text.toLowerCase(), isSafe: true } }
      : {}),
  });
}

function checkText({ facts, report, textOf }: RuleContext, node: AnyNode): void {
  const inner = unwrapChain(node);
  const path = facts.eventPath(inner);
  if (path === undefined || !isEntryPath(path)) return;
  report({
    code: 'EW1226',
    at: node,
    message: `Cannot use ${singular(path[1])} as text: it is an object { value: '…' }`,
    help: 'read .value',
    fix: { description: 'read .value', replacement: `${textOf(node)}.value` },
  });
}

function isEntryPath(path: readonly string[]): boolean {
  const [side, map] = path;
  return path.length === 3 && (side === 'request' || side === 'response') && maps.has(map ?? '');
}

function singular(map: string | undefined): string {
  return map === 'headers' ? 'a header' : map === 'cookies' ? 'a cookie' : 'a query parameter';
}

// `x = …`, `delete x`, `x++`: other rules judge what is written. Of `a.b = …` only the whole is the target.
function isTarget({ index }: RuleContext, node: AnyNode): boolean {
  let at: AnyNode = node;
  for (;;) {
    const parent = index.parentOf(at);
    if (parent?.type === 'AssignmentExpression' && parent.left === at) return true;
    if (parent?.type === 'UpdateExpression') return true;
    // Deleting a header in upper case does nothing, which is worth a word.
    if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return at !== node;
    if (parent?.type !== 'MemberExpression' || parent.object !== at) return false;
    at = parent;
  }
}

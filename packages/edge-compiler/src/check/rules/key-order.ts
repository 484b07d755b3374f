// Reports loops over objects whose integer-like keys come in another order than in V8.

import type { AnyNode } from 'acorn';
import { propertyName } from '../event-maps.js';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 8.1 */
export const keyOrder: Rule = {
  name: 'key-order',
  summary: 'warns of loops that rely on the order of numeric keys',
  codes: ['EW1504'],
  check: ({ index, facts, report }) => {
    const mixed = (node: AnyNode): boolean => {
      const object = facts.valueOf(node);
      if (object.type !== 'ObjectExpression') return false;
      const names = object.properties.flatMap((p) => (p.type === 'Property' ? [propertyName(p) ?? ''] : []));
      const numeric = names.filter((name) => /^(0|[1-9]\d*)$/.test(name));
      const sorted = [
        ...[...numeric].sort((a, b) => Number(a) - Number(b)),
        ...names.filter((name) => !numeric.includes(name)),
      ];
      return numeric.length > 0 && sorted.join() !== names.join();
    };
    const found: AnyNode[] = index
      .nodesOf('ForInStatement')
      .flatMap(({ right }) => (mixed(right) ? [right] : []));
    for (const node of index.nodesOf('CallExpression')) {
      const { callee } = node;
      const [argument] = node.arguments;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super' || argument === undefined)
        continue;
      const name = facts.memberName(callee) ?? '';
      const isObject = facts.isGlobal(callee.object, 'Object') && /^(keys|values|entries)$/.test(name);
      const isJson = facts.isGlobal(callee.object, 'JSON') && name === 'stringify';
      if ((isObject || isJson) && argument.type !== 'SpreadElement' && mixed(argument)) found.push(argument);
    }
    for (const at of found) {
      report({
        code: 'EW1504',
        at,
        message:
          'The keys of this object come in the order in which they are written: the engine does not move integer keys to the front',
        help: 'write the integer keys first and ascending, or use an array',
      });
    }
  },
};

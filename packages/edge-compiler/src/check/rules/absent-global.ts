// Reports names that nothing declares: built-ins the runtime lacks, and typing mistakes.

import { nearestName } from '@edgewire/diagnostics';
import type { Node } from 'acorn';
import { type Builtin, builtins, findBuiltin } from '../../features/builtins.js';
import { versionOf } from '../../features/runtime.js';
import type { Reference } from '../../tree/scopes.js';
import type { Rule, RuleContext } from '../rule.js';

const timers = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
]);
const globalNames = builtins.filter(({ owner }) => owner === 'global').map(({ name }) => name);

/** @source spec/cloudfront.md 1.5, 1.6 */
export const absentGlobal: Rule = {
  name: 'absent-global',
  summary: 'refuses names that the runtime does not have',
  codes: ['EW1301', 'EW1305', 'EW1306', 'EW1307', 'EW1308', 'EW1321', 'EW1322', 'EW1325', 'EW1326'],
  check: (context) => {
    const { scopes, index, report, runtime } = context;
    const declaredByWrite = new Set<string>();
    for (const use of scopes.free) {
      const { node } = use;
      const { name } = node;
      if (name === 'handler' && use.isWrite) {
        reportUndeclared(context, use, declaredByWrite);
        continue;
      }
      const row = findBuiltin('global', name);
      if (row === undefined) {
        reportUndeclared(context, use, declaredByWrite);
        continue;
      }
      const support = row.support[runtime];
      if (support === 'works' && runtime === 'cloudfront-js-2.0' && name === 'global') {
        report({
          code: 'EW1305',
          at: node,
          message: `"global" works in runtime ${versionOf(runtime)}, but AWS does not document it`,
          help: 'write `globalThis`',
          fix: { description: 'write globalThis', replacement: 'globalThis', isSafe: true },
        });
      }
      if (support !== 'refused' || isGuarded(context, node, name)) continue;
      reportAbsent(context, node, row);
    }
    for (const node of index.nodesOf('MemberExpression')) {
      const isGlobalObject = ['globalThis', 'global'].some((name) =>
        context.facts.isGlobal(node.object, name),
      );
      const name = context.facts.memberName(node);
      const row = isGlobalObject && name !== undefined ? findBuiltin('global', name) : undefined;
      // Asking whether it is there is right; calling it is not.
      const parent = index.parentOf(node);
      const isUsed =
        (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node;
      if (
        row !== undefined &&
        isUsed &&
        row.support[runtime] === 'refused' &&
        !isGuarded(context, node, row.name)
      )
        reportAbsent(context, node.property, row);
    }
    for (const node of index.nodesOf('NewExpression', 'CallExpression')) {
      if (!context.facts.isGlobal(node.callee, 'Function')) continue;
      report({
        code: 'EW1306',
        at: node,
        message: 'Cannot make a function from text: both runtimes throw',
        help: 'write the code out',
      });
    }
    for (const binding of scopes.bindings) {
      if (binding.kind !== 'const') continue;
      for (const use of binding.references) {
        if (!use.isWrite || use.isInit) continue;
        report({
          code: 'EW1326',
          at: use.node,
          message: `Cannot assign to constant "${binding.name}": the engine throws "TypeError: assignment to constant variable"`,
          help: 'declare it with `let`',
        });
      }
    }
  },
};

function reportAbsent({ report, runtime, index }: RuleContext, node: Node, row: Builtin): void {
  const { name } = row;
  const code =
    name === 'eval'
      ? 'EW1306'
      : timers.has(name)
        ? 'EW1307'
        : name === 'process'
          ? 'EW1308'
          : name === 'module' || name === 'exports'
            ? 'EW1325'
            : 'EW1301';
  const parent = index.parentOf(node);
  const { replacement, description } = name === 'process' ? {} : fixFor(name, parent?.type ?? '');
  const both =
    row.support['cloudfront-js-1.0'] === 'refused' && row.support['cloudfront-js-2.0'] === 'refused';
  report({
    code,
    at: node,
    message:
      code === 'EW1306'
        ? 'Cannot call "eval": both runtimes throw'
        : `Cannot use "${name}": ${both ? 'CloudFront Functions do not have it' : `runtime ${versionOf(runtime)} does not have it`}`,
    ...(row.help === undefined ? {} : { help: row.help }),
    ...(replacement === undefined ? {} : { fix: { description: description ?? '', replacement } }),
  });
}

function fixFor(name: string, parentType: string): { description?: string; replacement?: string } {
  if (parentType !== 'CallExpression') return {};
  if (name === 'escape')
    return { description: 'write encodeURIComponent', replacement: 'encodeURIComponent' };
  if (name === 'unescape')
    return { description: 'write decodeURIComponent', replacement: 'decodeURIComponent' };
  return {};
}

function reportUndeclared({ report, scopes }: RuleContext, use: Reference, seen: Set<string>): void {
  const { name } = use.node;
  if (seen.has(name)) return;
  seen.add(name);
  const declared = scopes.bindings.map((binding) => binding.name);
  const near = nearestName(name, [...declared, ...globalNames]);
  if (use.isWrite) {
    report({
      code: 'EW1322',
      at: use.node,
      message: `Cannot assign to "${name}": nothing declares it, and strict mode throws "ReferenceError: "${name}" is not defined"`,
      help:
        near === undefined || near === name ? `declare it: var ${name}` : `declare it, or write "${near}"`,
    });
  } else {
    report({
      code: 'EW1321',
      at: use.node,
      message: `Cannot read "${name}": nothing declares it, and the engine throws "ReferenceError: "${name}" is not defined"`,
      help:
        near === undefined || near === name ? 'declare it, or import it' : `declare it, or write "${near}"`,
      ...(near === undefined || near === name
        ? {}
        : { fix: { description: `write ${near}`, replacement: near } }),
    });
  }
}

// `typeof Map` never throws, and code behind it or inside a `try` copes without the name.
function isGuarded({ index, scopes }: RuleContext, node: Node, name: string): boolean {
  const parent = index.parentOf(node);
  if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return true;
  const tested = scopes.free.some((use) => {
    const around = index.parentOf(use.node);
    return use.node.name === name && around?.type === 'UnaryExpression' && around.operator === 'typeof';
  });
  if (!tested) return false;
  for (let at = index.parentOf(node); at !== undefined; at = index.parentOf(at)) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' || at.type === 'LogicalExpression')
      return true;
  }
  return false;
}

// Reports modules, and members of modules, that the runtime does not have.

import { nearestName } from '@edgewire/diagnostics';
import type { AnyNode } from 'acorn';
import { moduleForms, moduleMembers } from '../../features/modules.js';
import { versionOf } from '../../features/runtime.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 1.7, 1.9, 1.10, 1.13 */
export const modules: Rule = {
  name: 'modules',
  summary: 'refuses modules and members of modules that the runtime does not have',
  codes: ['EW1310', 'EW1311', 'EW1312', 'EW1313', 'EW1320', 'EW1323'],
  check: (context) => {
    const { index, facts, report, parsed } = context;
    for (const node of index.nodesOf('CallExpression')) {
      if (!facts.isGlobal(node.callee, 'require')) continue;
      const [argument] = node.arguments;
      const name = argument && argument.type !== 'SpreadElement' ? facts.stringOf(argument) : undefined;
      if (argument === undefined || name === undefined || node.arguments.length !== 1) {
        report({
          code: 'EW1320',
          at: node,
          message: 'Cannot tell which module is required: "require" takes one constant text',
          help: "write require('crypto')",
        });
        continue;
      }
      checkForm(context, 'require', name, argument);
    }
    for (const node of index.nodesOf('ImportDeclaration')) {
      if (typeof node.source.value !== 'string') continue;
      checkForm(context, 'import', node.source.value, node.source);
      const isFirst = parsed.program.body[0] === node;
      if (node.source.value === 'cloudfront' && !isFirst && context.runtime === 'cloudfront-js-2.0') {
        report({
          code: 'EW1312',
          at: node,
          message: 'Cannot import "cloudfront" here: AWS requires it as the first line',
          help: 'move the import to the first line',
        });
      }
    }
    for (const node of index.nodesOf('MemberExpression')) {
      if (node.object.type === 'Super') continue;
      const module = facts.moduleOf(node.object);
      const members = module === undefined ? undefined : moduleMembers[module];
      const name = facts.memberName(node);
      if (module === undefined || members === undefined || name === undefined || members.includes(name))
        continue;
      const near = nearestName(name, members);
      report({
        code: 'EW1323',
        at: node.property,
        message: `Cannot use "${name}" of module "${module}": it has ${members.map((member) => `"${member}"`).join(', ')} only`,
        ...(near === undefined
          ? { help: `choose one of ${members.join(', ')}` }
          : { help: `write ${near}`, fix: { description: `write ${near}`, replacement: near } }),
      });
    }
  },
};

function checkForm(context: RuleContext, form: 'require' | 'import', name: string, at: AnyNode): void {
  const { runtime, report } = context;
  const version = versionOf(runtime);
  if (name === 'cloudfront' && runtime === 'cloudfront-js-1.0') {
    report({
      code: 'EW1313',
      at,
      message: 'Cannot use module "cloudfront": runtime 1.0 has no key value store and no origin helpers',
      help: 'choose runtime cloudfront-js-2.0',
    });
    return;
  }
  const row = moduleForms.find((one) => one.module === name && one.form === form);
  if (row === undefined) {
    const names = [...new Set(moduleForms.map(({ module }) => module))];
    const near = nearestName(name.replace(/^node:/, ''), names);
    report({
      code: 'EW1310',
      at,
      message: `Cannot load module "${name}": the engine throws "Error: Cannot find module "${name}""`,
      help:
        near === undefined
          ? 'CloudFront offers crypto, querystring, buffer (2.0) and cloudfront (2.0); bundle anything else with `edgewire build`'
          : `write '${near}'`,
      ...(near === undefined ? {} : { fix: { description: `write '${near}'`, replacement: `'${near}'` } }),
    });
    return;
  }
  const support = row.support[runtime];
  if (support === 'refused') {
    const other = moduleForms.find((one) => one.module === name && one.support[runtime] === 'documented');
    report({
      code: 'EW1310',
      at,
      message: `Cannot ${form} module "${name}": runtime ${version} does not ${other === undefined ? 'have it' : `offer it through "${form}"`}`,
      help:
        other === undefined
          ? 'choose runtime cloudfront-js-2.0'
          : other.form === 'import'
            ? `write import cf from '${name}' as the first line`
            : `write require('${name}')`,
    });
  } else if (support === 'works') {
    report({
      code: 'EW1311',
      at,
      message: `"import" of module "${name}" works in runtime ${version}, but AWS does not document it`,
      help: `write var ${name} = require('${name}')`,
    });
  }
}

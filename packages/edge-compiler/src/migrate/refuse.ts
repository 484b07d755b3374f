// What has no counterpart in CloudFront Functions, and the modules that have one.

import type { AnyNode } from 'acorn';
import { moduleMembers } from '../features/modules.js';
import type { NodeOf } from '../tree/walk.js';
import { nameOf, pathOf } from './find-handler.js';
import { memberName } from './meanings.js';
import type { Migration, Rewrite } from './migration.js';

const builtInModules: ReadonlySet<string> = new Set(Object.keys(moduleMembers));
const networkNames: ReadonlySet<string> = new Set(['fetch', 'XMLHttpRequest', 'WebSocket']);
const timerNames: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate']);

/** @source spec/cloudfront.md 6.6 */
export const refuse: Rewrite = (node, migration) => {
  switch (node.type) {
    case 'ImportDeclaration':
      return importText(node, migration);
    case 'CallExpression':
      return callText(node, migration);
    case 'VariableDeclaration':
      return requireText(node, migration);
    case 'MemberExpression': {
      if (pathOf(node.object) !== 'process.env') return undefined;
      migration.leave(
        'EW1704',
        node,
        `CloudFront Functions have no environment variables, so process.env.${memberName(node) ?? '...'} is not there`,
        'write the value into the code with `edgewire build --define`, or keep it in a key value store',
      );
      return undefined;
    }
    case 'NewExpression':
      return newText(node, migration);
    default:
      return undefined;
  }
};

function callText(node: NodeOf<'CallExpression'>, migration: Migration): string | undefined {
  const { callee } = node;
  const isFree = callee.type === 'Identifier' && migration.scopes.bindingOf(callee) === undefined;
  if (isFree && networkNames.has(callee.name)) {
    migration.leave(
      'EW1702',
      node,
      `CloudFront Functions have no network, so ${callee.name}() cannot be called`,
      'keep what it fetches in a key value store, or leave this part in Lambda@Edge',
    );
  }
  if (isFree && timerNames.has(callee.name)) {
    migration.leave(
      'EW1713',
      node,
      `CloudFront Functions have no timers, so ${callee.name}() cannot be called`,
      'do the work at once',
    );
  }
  if (isPathCall(node, 'extname', migration)) {
    return `${migration.helper('extensionOf')}(${node.arguments.map((argument) => migration.text(argument)).join(', ')})`;
  }
  return logText(node, migration) ?? parameterText(node, migration);
}

// Several values of console.log become one text, as AWS takes it.
function logText(node: NodeOf<'CallExpression'>, migration: Migration): string | undefined {
  if (
    node.arguments.length < 2 ||
    !/^console\.(?:log|info|warn|error|debug)$/.test(pathOf(node.callee) ?? '')
  )
    return undefined;
  const parts = node.arguments.map((argument) => {
    const text = migration.text(argument);
    if (migration.meanings.of(argument) !== undefined && argument.type === 'Identifier')
      return `JSON.stringify(${text})`;
    return /^(?:Literal|TemplateLiteral|Identifier|MemberExpression|CallExpression)$/.test(argument.type)
      ? text
      : `(${text})`;
  });
  return `console.log(${parts.join(" + ' ' + ")})`;
}

// path.extname(...) where `path` is the module.
function isPathCall(node: AnyNode, name: string, migration: Migration): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object } = node.callee;
  return (
    memberName(node.callee) === name && object.type === 'Identifier' && moduleOf(object, migration) === 'path'
  );
}

/** The module that a name stands for. */
function moduleOf(node: AnyNode, { scopes, index }: Migration): string | undefined {
  const [declaration] = scopes.bindingOf(node)?.declarations ?? [];
  const parent = declaration === undefined ? undefined : index.parentOf(declaration);
  if (parent?.type === 'VariableDeclarator') return requiredModule(parent.init ?? undefined);
  if (parent?.type === 'ImportDefaultSpecifier' || parent?.type === 'ImportNamespaceSpecifier') {
    const statement = index.parentOf(parent);
    return statement?.type === 'ImportDeclaration' ? plainName(nameOf(statement.source)) : undefined;
  }
  return undefined;
}

function requiredModule(node: AnyNode | undefined): string | undefined {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return undefined;
  return plainName(nameOf(node.arguments[0]));
}

function plainName(name: string | undefined): string | undefined {
  return name?.replace(/^node:/, '');
}

function requireText(node: NodeOf<'VariableDeclaration'>, migration: Migration): string | undefined {
  if (node.declarations.length !== 1) return undefined;
  const [declarator] = node.declarations;
  const name = requiredModule(declarator?.init ?? undefined);
  if (declarator === undefined || name === undefined) return undefined;
  if (builtInModules.has(name)) {
    return name ===
      nameOf(declarator.init?.type === 'CallExpression' ? declarator.init.arguments[0] : undefined)
      ? undefined
      : `${node.kind} ${migration.text(declarator.id)} = require('${name}');`;
  }
  if (name === 'path' && isOnlyExtname(declarator.id, migration)) return '';
  leaveModule(node, name, migration);
  return undefined;
}

function importText(node: NodeOf<'ImportDeclaration'>, migration: Migration): string | undefined {
  const name = plainName(nameOf(node.source)) ?? '';
  const [first] = node.specifiers;
  if (builtInModules.has(name)) {
    if (node.specifiers.length === 1 && first !== undefined && first.type !== 'ImportSpecifier')
      return `import ${first.local.name} from '${name}';`;
    const local = migration.freshName(name);
    const names = node.specifiers.map(
      (specifier) =>
        `const ${specifier.local.name} = ${local}.${specifier.type === 'ImportSpecifier' ? (nameOf(specifier.imported) ?? '') : ''};`,
    );
    return [`import ${local} from '${name}';`, ...names].join('\n');
  }
  if (
    name === 'path' &&
    node.specifiers.length === 1 &&
    first !== undefined &&
    isOnlyExtname(first.local, migration)
  )
    return '';
  leaveModule(node, name, migration);
  return undefined;
}

function isOnlyExtname(id: AnyNode, migration: Migration): boolean {
  const references = migration.scopes.bindingOf(id)?.references ?? [];
  return references.every(({ node, isInit }) => {
    if (isInit) return true;
    const member = migration.index.parentOf(node);
    const call = member === undefined ? undefined : migration.index.parentOf(member);
    return call !== undefined && isPathCall(call, 'extname', migration);
  });
}

function leaveModule(node: AnyNode, name: string, migration: Migration): void {
  const isPackage = !name.startsWith('.');
  migration.leave(
    'EW1702',
    node,
    isPackage
      ? `CloudFront Functions do not have the module "${name}"`
      : `CloudFront Functions are one file, so "${name}" cannot be loaded`,
    isPackage
      ? 'do without it: there is no network, no file system and no AWS SDK; small packages can be put in by `edgewire build`'
      : 'rewrite it as well and put both together with `edgewire build`',
  );
}

// new URLSearchParams(request.querystring), when only get() and has() are asked.
function newText(node: NodeOf<'NewExpression'>, migration: Migration): string | undefined {
  const name = node.callee.type === 'Identifier' ? node.callee.name : '';
  if (name !== 'URL' && name !== 'URLSearchParams' && !networkNames.has(name)) return undefined;
  if (migration.scopes.bindingOf(node.callee) !== undefined) return undefined;
  migration.leave(
    networkNames.has(name) ? 'EW1702' : 'EW1714',
    node,
    `CloudFront Functions do not have ${name}`,
    'read request.uri, request.querystring.NAME.value and request.headers.host.value',
  );
  return undefined;
}

/** `new URLSearchParams(request.querystring)` behind a variable of which only parameters are asked. */
export const rewriteParameters: Rewrite = (node, migration) => {
  if (node.type !== 'VariableDeclaration' || node.declarations.length !== 1) return undefined;
  const [declarator] = node.declarations;
  return declarator !== undefined && parametersOf(declarator.id, migration) !== undefined ? '' : undefined;
};

function parameterText(node: NodeOf<'CallExpression'>, migration: Migration): string | undefined {
  const { callee } = node;
  const [argument] = node.arguments;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || argument === undefined)
    return undefined;
  const request = parametersOf(callee.object, migration);
  if (request === undefined) return undefined;
  const name = migration.text(argument);
  return memberName(callee) === 'has'
    ? `(${name} in ${request}.querystring)`
    : `${migration.helper('queryParameter')}(${request}, ${name})`;
}

/** The request whose query string a variable of URLSearchParams holds. */
function parametersOf(id: AnyNode, migration: Migration): string | undefined {
  const binding = migration.scopes.bindingOf(id);
  const [declaration] = binding?.declarations ?? [];
  const declarator = declaration === undefined ? undefined : migration.index.parentOf(declaration);
  if (
    binding === undefined ||
    declarator?.type !== 'VariableDeclarator' ||
    declarator.init?.type !== 'NewExpression'
  )
    return undefined;
  const { callee, arguments: given } = declarator.init;
  if (callee.type !== 'Identifier' || callee.name !== 'URLSearchParams' || given[0] === undefined)
    return undefined;
  const meaning = migration.meanings.of(given[0]);
  if (meaning?.role !== 'querystring' || meaning.owner === undefined) return undefined;
  const isOnlyAsked = binding.references.every(({ node, isInit }) => {
    if (isInit) return true;
    const member = migration.index.parentOf(node);
    const call = member === undefined ? undefined : migration.index.parentOf(member);
    return (
      member?.type === 'MemberExpression' &&
      member.object === node &&
      call?.type === 'CallExpression' &&
      call.callee === member &&
      call.arguments.length === 1 &&
      /^(get|has)$/.test(String(memberName(member)))
    );
  });
  const owner = migration.text(meaning.owner);
  return isOnlyAsked && /^[\w$.]+$/.test(owner) ? owner : undefined;
}

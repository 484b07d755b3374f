// Syntax that runtime 2.0 does not have, written out where that keeps the code readable: patterns, for-of, `?.`, spread,
// defaults, `catch` without a name. The rest is for `edgewire build`.

import type { AnyNode, Pattern } from 'acorn';
import { propertyName } from '../check/event-maps.js';
import { type FunctionNode, isFunction } from '../tree/walk.js';
import type { Meaning } from './meanings.js';
import type { Migration, Rewrite } from './migration.js';
import { isCookies } from './rewrite-cookies.js';
import { listText } from './rewrite-members.js';

/** One name out of a pattern, and where its value is. */
interface Taken {
  readonly name: string;
  readonly value: string;
}

/** `const { a, b } = value` becomes a declaration for each name. */
export const rewriteDeclaration: Rewrite = (node, migration) => {
  if (node.type !== 'VariableDeclaration') return undefined;
  if (!node.declarations.some(({ id }) => id.type === 'ObjectPattern' || id.type === 'ArrayPattern'))
    return undefined;
  const parent = migration.index.parentOf(node);
  const isLoop = parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement';
  if (isLoop || parent?.type === 'ForStatement') return undefined;
  const taken = node.declarations.flatMap(({ id, init }): Taken[] => {
    if (id.type === 'Identifier') return [{ name: id.name, value: init ? migration.text(init) : '' }];
    if (!init) return [];
    const part = migration.meanings.of(init);
    const text = migration.text(init);
    if (isSimple(text)) return takeApart(id, text, part, migration);
    const whole = migration.freshName('parts');
    return [{ name: whole, value: text }, ...takeApart(id, whole, part, migration)];
  });
  if (taken.length === 0) return '';
  const indent = indentAt(node, migration);
  return taken
    .map(({ name, value }) => `${node.kind} ${name}${value === '' ? '' : ` = ${value}`};`)
    .join(`\n${indent}`);
};

/** Parameters that are patterns, have defaults, or both. */
export function parameterTexts(
  patterns: readonly Pattern[],
  patternName: () => string,
  migration: Migration,
): { readonly params: string[]; readonly statements: string[] } {
  const statements: string[] = [];
  const params = patterns.map((param) => {
    const pattern = param.type === 'AssignmentPattern' ? param.left : param;
    const name =
      pattern.type === 'Identifier'
        ? pattern.name
        : pattern.type === 'RestElement'
          ? migration.text(pattern)
          : patternName();
    if (param.type === 'AssignmentPattern') {
      statements.push(`if (${name} === undefined) ${name} = ${migration.text(param.right)};`);
    }
    if (pattern.type === 'ObjectPattern' || pattern.type === 'ArrayPattern') {
      const part = migration.meanings.ofPattern(pattern);
      for (const { name: inner, value } of takeApart(pattern, name, part, migration)) {
        statements.push(`const ${inner} = ${value};`);
      }
    }
    return name;
  });
  return { params, statements };
}

/** Functions other than the handler. */
export const rewriteFunction: Rewrite = (node, migration) => {
  if (!isFunction(node) || node === migration.place.fn) return undefined;
  if (node.params.every(({ type }) => type === 'Identifier' || type === 'RestElement')) return undefined;
  const { params, statements } = parameterTexts(node.params, () => migration.freshName('value'), migration);
  const list = `(${params.join(', ')})`;
  const lead = node.async ? 'async ' : '';
  const body = bodyText(node, statements, migration);
  return node.type === 'ArrowFunctionExpression'
    ? `${lead}${list} => ${body}`
    : `${lead}function ${node.id?.name ?? ''}${list} ${body}`;
};

/** A function's body with statements before its first. */
export function bodyText(fn: FunctionNode, statements: readonly string[], migration: Migration): string {
  const indent = `${indentAt(fn, migration)}  `;
  if (fn.body.type !== 'BlockStatement') {
    const lines = [...statements, `return ${migration.text(fn.body)};`];
    return `{\n${lines.map((line) => `${indent}${line}\n`).join('')}${indentAt(fn, migration)}}`;
  }
  const text = migration.text(fn.body);
  return statements.length === 0
    ? text
    : `{\n${statements.map((line) => `${indent}${line}`).join('\n')}${text.slice(1)}`;
}

/** `for (const a of list) {...}` over arrays. */
export const rewriteForOf: Rewrite = (node, migration) => {
  if (node.type !== 'ForOfStatement' || node.await || node.left.type !== 'VariableDeclaration')
    return undefined;
  const [declarator] = node.left.declarations;
  if (declarator === undefined) return undefined;
  const stem = declarator.id.type === 'Identifier' ? declarator.id.name : 'item';
  const at = migration.freshName(`${stem}Index`);
  const list = migration.freshName(`${stem}List`);
  const isHeaders = migration.meanings.of(node.right)?.role === 'list';
  const right = isHeaders ? listText(node.right, migration) : migration.text(node.right);
  const part = migration.meanings.ofPattern(declarator.id);
  const names =
    declarator.id.type === 'Identifier'
      ? [{ name: declarator.id.name, value: `${list}[${at}]` }]
      : takeApart(declarator.id, `${list}[${at}]`, part, migration);
  const indent = `${indentAt(node, migration)}  `;
  const lines = names.map(
    ({ name, value }) =>
      `\n${indent}${node.left.type === 'VariableDeclaration' ? node.left.kind : 'const'} ${name} = ${value};`,
  );
  const body = migration.text(node.body);
  const rest =
    node.body.type === 'BlockStatement' ? body.slice(1) : `\n${indent}${body}\n${indent.slice(2)}}`;
  return `for (let ${at} = 0, ${list} = ${right}; ${at} < ${list}.length; ${at} += 1) {${lines.join('')}${rest}`;
};

/** `a?.b.c` becomes `(a && a.b.c)` where `a` can be read twice. */
export const rewriteChain: Rewrite = (node, migration) => {
  if (node.type !== 'ChainExpression') return undefined;
  const guards: string[] = [];
  for (let at: AnyNode = node.expression; ; ) {
    if (at.type === 'MemberExpression') {
      if (at.optional) guards.unshift(migration.text(at.object));
      at = at.object;
    } else if (at.type === 'CallExpression') {
      if (at.optional) return undefined;
      at = at.callee;
    } else break;
  }
  if (!guards.every(isSimple)) return undefined;
  const value = migration.text(node.expression);
  const links = guards.filter((guard, position) => guards.indexOf(guard) === position && guard !== value);
  return links.length === 0 ? value : `(${links.join(' && ')} && ${value})`;
};

/** A member of a chain, without its `?`. */
export const rewriteOptionalMember: Rewrite = (node, migration) => {
  if (node.type !== 'MemberExpression' || !node.optional) return undefined;
  const property = migration.text(node.property);
  return `${migration.text(node.object)}${node.computed ? `[${property}]` : `.${property}`}`;
};

/** `{ ...a, b }` and `[...a, b]`. */
export const rewriteSpread: Rewrite = (node, migration) => {
  if (node.type === 'ObjectExpression' && node.properties.some(({ type }) => type === 'SpreadElement')) {
    const pieces = node.properties.map((property) =>
      property.type === 'SpreadElement'
        ? migration.text(property.argument)
        : `{ ${migration.text(property)} }`,
    );
    return `Object.assign({}, ${pieces.join(', ')})`;
  }
  if (
    node.type !== 'ArrayExpression' ||
    !node.elements.some((element) => element?.type === 'SpreadElement')
  ) {
    return undefined;
  }
  const pieces = node.elements.map((element) =>
    element?.type === 'SpreadElement'
      ? migration.text(element.argument)
      : `[${element === null ? '' : migration.text(element)}]`,
  );
  return `[].concat(${pieces.join(', ')})`;
};

/** `catch {`. */
export const rewriteCatch: Rewrite = (node, migration) => {
  if (node.type !== 'CatchClause' || node.param) return undefined;
  return `catch (${migration.freshName('error')}) ${migration.text(node.body)}`;
};

// Names that stand for nothing any more are left out: their uses are rewritten.
function takeApart(pattern: Pattern, from: string, part: Meaning | undefined, migration: Migration): Taken[] {
  switch (pattern.type) {
    case 'Identifier': {
      const meaning = migration.meanings.of(pattern);
      const role = meaning?.role;
      const isGone =
        role === 'querystring' || role === 'client-ip' || (meaning !== undefined && isCookies(meaning));
      return isGone && !isAssigned(pattern, migration) ? [] : [{ name: pattern.name, value: from }];
    }
    case 'AssignmentPattern':
      if (part?.role === 'list') return leavePattern(pattern, migration);
      return takeApart(pattern.left, from, part, migration).map(({ name, value }) => ({
        name,
        value: value === from ? `${from} === undefined ? ${migration.text(pattern.right)} : ${from}` : value,
      }));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => {
        const key = property.type === 'Property' ? propertyName(property) : undefined;
        if (property.type !== 'Property' || key === undefined) return leavePattern(property, migration);
        const inner = part === undefined ? undefined : migration.meanings.member(part, key);
        return takeApart(property.value, memberText(from, key, part, inner), inner, migration);
      });
    case 'ArrayPattern':
      return pattern.elements.flatMap((element, at) => {
        if (element === null) return [];
        if (element.type === 'RestElement') return leavePattern(element, migration);
        const inner = part === undefined ? undefined : migration.meanings.member(part, at);
        const isSame = inner?.role === 'event' || (part?.role === 'list' && at === 0);
        return takeApart(element, isSame ? from : `${from}[${at}]`, inner, migration);
      });
    default:
      return leavePattern(pattern, migration);
  }
}

function memberText(
  from: string,
  key: string,
  part: Meaning | undefined,
  inner: Meaning | undefined,
): string {
  if (inner?.role === 'event') return from;
  if (inner?.role === 'config') return `${from}.context`;
  if (inner?.role === 'status') return `${from}.statusCode`;
  const name = part?.role === 'headers' ? key.toLowerCase() : key;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${from}.${name}` : `${from}['${name}']`;
}

function leavePattern(node: AnyNode, migration: Migration): Taken[] {
  migration.leave(
    'EW1710',
    node,
    'This pattern cannot be written out name by name',
    'declare the names one by one',
  );
  return [];
}

function isAssigned(pattern: AnyNode, { scopes }: Migration): boolean {
  return scopes.bindingOf(pattern)?.references.some(({ isWrite, isInit }) => isWrite && !isInit) === true;
}

/** Text that can stand twice: names, members and literal keys. */
function isSimple(text: string): boolean {
  return /^[\w$]+(?:\.[\w$]+|\[(?:'[^']*'|"[^"]*"|\d+)\])*$/.test(text);
}

/** White space before the line of a node. */
export function indentAt(node: AnyNode, { source }: Pick<Migration, 'source'>): string {
  const line = source.slice(source.lastIndexOf('\n', node.start - 1) + 1, node.start);
  return /^\s*/.exec(line)?.[0] ?? '';
}

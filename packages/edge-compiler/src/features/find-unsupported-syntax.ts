// Where a source uses syntax that a runtime refuses, misexecutes or does not promise: the rows of syntax.ts found in a
// tree. The sandbox's load gate takes the refusals, the checker takes all.

import type { AnyNode, Node } from 'acorn';
import { type ParsedSource, parseSource } from '../tree/parse.js';
import { positionsOf } from '../tree/positions.js';
import { type FunctionNode, indexTree, isFunction, isInside, type TreeIndex } from '../tree/walk.js';
import type { EdgeRuntimeName, Support } from './runtime.js';
import { type SyntaxFeature, syntaxFeature } from './syntax.js';

/** One use of a feature that the runtime does not fully support. */
export interface UnsupportedSyntax {
  readonly feature: SyntaxFeature;
  readonly support: Exclude<Support, 'documented' | 'not-applicable'>;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The engine's words, such as `SyntaxError: Token "const" not supported in this version in 2`, where known. */
  readonly engineError?: string;
}

interface Found {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly token?: string;
  /** The engine's words where they are not those of the row. */
  text?: string;
}

/**
 * Lists what a runtime does not support in a source, in source order.
 *
 * @param code - The whole function. Code that no parser takes yields the rows found by the parser's refusal only;
 *   `checkFunction` reports the syntax error itself.
 * @returns One entry a use; `support` tells refusals (`refused`) from silent ones (`wrong`) and promises that AWS does
 *   not make (`works`, `partly`). Never throws.
 * @source spec/cloudfront.md 1.2, 1.3, 1.4
 */
export function findUnsupportedSyntax(code: string, runtime: EdgeRuntimeName): UnsupportedSyntax[] {
  const parsed = parseSource(code);
  if (parsed.kind === 'failed') return describe(findInRefusal(parsed, code), code, runtime);
  return unsupportedInTree(code, indexTree(parsed.program), runtime);
}

/** The same for a tree that is parsed already. */
export function unsupportedInTree(
  code: string,
  index: TreeIndex,
  runtime: EdgeRuntimeName,
): UnsupportedSyntax[] {
  return describe(findInTree(code, index), code, runtime);
}

/** The row that the parser's refusal belongs to, if it is about the language and not about a typing mistake. */
export function findInRefusal(failed: Extract<ParsedSource, { kind: 'failed' }>, code: string): Found[] {
  const { reason, offset } = failed;
  const at = (id: string, token?: string): Found[] => [
    { id, start: offset, end: offset + 1, ...(token === undefined ? {} : { token }) },
  ];
  if (
    /strict mode|^Argument name clash|^Invalid number|^Octal literal|^Binding (eval|arguments)/.test(reason)
  ) {
    return at('strict-mode', reason);
  }
  // HTML-like comments: the parser stops at `<!--`, and behind the two signs of `-->`.
  const sign = code.startsWith('<!--', offset)
    ? offset
    : code.startsWith('-->', offset - 2)
      ? offset - 2
      : -1;
  if (sign >= 0) return [{ id: 'strict-mode', start: sign, end: sign + (code[sign] === '<' ? 4 : 3) }];
  if (/import\.meta/.test(reason)) return at('import-meta');
  if (/^Export '/.test(reason)) return at('export');
  if (/new\.target/.test(reason)) return at('new-target');
  if (code.startsWith('function', offset) && /[):]\s*$/.test(code.slice(0, offset))) {
    return at('conditional-function');
  }
  return [];
}

function describe(found: readonly Found[], code: string, runtime: EdgeRuntimeName): UnsupportedSyntax[] {
  const position = positionsOf(code);
  return found
    .flatMap((entry): UnsupportedSyntax[] => {
      const feature = syntaxFeature(entry.id);
      const support = feature.support[runtime];
      if (support === 'documented' || support === 'not-applicable' || feature.code === undefined) return [];
      const start = position(entry.start);
      const end = position(entry.end);
      const text = entry.text ?? feature.errorText?.replace('{token}', entry.token ?? '');
      return [
        {
          feature,
          support,
          start: entry.start,
          end: entry.end,
          ...start,
          endLine: end.line,
          endColumn: end.column,
          ...(support === 'refused' && text !== undefined
            ? { engineError: `SyntaxError: ${text} in ${start.line}` }
            : {}),
        },
      ];
    })
    .sort((a, b) => a.start - b.start);
}

function findInTree(code: string, index: TreeIndex): Found[] {
  const found: Found[] = [];
  const add = (id: string, node: { readonly start: number; readonly end: number }, token?: string) =>
    found.push({ id, start: node.start, end: node.end, ...(token === undefined ? {} : { token }) });
  const word = (start: number, text: string) => ({ start, end: start + text.length });
  const nextToken = (offset: number) => /\S/.exec(code.slice(offset))?.[0] ?? '';

  for (const node of index.nodesOf('VariableDeclaration')) {
    if (node.kind !== 'var') add('let-const', word(node.start, node.kind), node.kind);
  }
  for (const node of index.nodesOf('AssignmentPattern')) {
    const parent = index.parentOf(node);
    // Defaults inside a pattern are reported with the pattern.
    if (isFunction(parent)) {
      const isArrow = parent.type === 'ArrowFunctionExpression';
      add('default-parameter', node, isArrow ? '=>' : '=');
    }
  }
  for (const node of index.nodesOf('SpreadElement')) {
    const parent = index.parentOf(node);
    const id =
      parent?.type === 'ObjectExpression'
        ? 'spread-object'
        : parent?.type === 'ArrayExpression'
          ? 'spread-array'
          : 'spread-call';
    add(id, node, '...');
  }
  for (const node of index.nodesOf('ObjectPattern', 'ArrayPattern')) {
    const parent = index.parentOf(node);
    // One report for a nested pattern is enough.
    const isNested =
      parent?.type === 'ArrayPattern' ||
      (parent?.type === 'RestElement' && !isFunction(index.parentOf(parent))) ||
      (parent?.type === 'Property' && index.parentOf(parent)?.type === 'ObjectPattern') ||
      (parent?.type === 'AssignmentPattern' && !isFunction(index.parentOf(parent)));
    if (isNested) continue;
    const token = node.type === 'ObjectPattern' ? '{' : '[';
    add('destructuring', node, token);
    // Behind `...` the engine wants a name; of an arrow it has not yet seen that it is one.
    const owner = parent?.type === 'RestElement' ? index.parentOf(parent) : undefined;
    const unexpected = owner?.type === 'ArrowFunctionExpression' ? '...' : token;
    const last = found.at(-1);
    if (owner !== undefined && last !== undefined) last.text = `Unexpected token "${unexpected}"`;
  }
  for (const node of index.nodesOf('CatchClause')) {
    if (!node.param) add('optional-catch', word(node.start, 'catch'), '{');
  }
  for (const node of index.nodesOf('TaggedTemplateExpression')) add('tagged-template', node);
  for (const node of index.nodesOf('LogicalExpression')) {
    if (node.operator === '??') {
      add('nullish-coalescing', word(code.indexOf('??', node.left.end), '??'), '??');
    }
  }
  for (const node of index.nodesOf('MemberExpression', 'CallExpression')) {
    if (!node.optional) continue;
    const object = node.type === 'MemberExpression' ? node.object : node.callee;
    const start = code.indexOf('?.', object.end);
    add('optional-chaining', word(start, '?.'), nextToken(start + 2));
  }
  for (const node of index.nodesOf('AssignmentExpression')) {
    if (node.operator === '??=' || node.operator === '||=' || node.operator === '&&=') {
      add('logical-assignment', word(code.indexOf(node.operator, node.left.end), node.operator), '=');
    }
  }
  for (const node of index.nodesOf('ForOfStatement')) {
    if (node.await) add('for-await', word(code.indexOf('await', node.start), 'await'), 'await');
    else add('for-of', word(code.indexOf('of', node.left.end), 'of'), 'of');
  }
  for (const node of index.nodesOf('ClassDeclaration', 'ClassExpression')) {
    add('class', word(node.start, 'class'), 'class');
  }
  for (const node of index.nodesOf('Super')) {
    // Inside a class the class itself is the finding.
    if (!hasAncestor(index, node, 'ClassBody')) add('super', node, 'super');
  }
  for (const node of index.nodesOf('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression')) {
    const head = functionHead(node, index);
    if (node.generator) {
      const start = code.indexOf('*', head);
      add(node.async ? 'async-generator' : 'generator', word(start, '*'), node.async ? 'async' : '*');
    } else if (node.async) {
      const start = code.indexOf('async', head);
      add('async-function', word(start, 'async'), /\S+?\b/.exec(code.slice(start + 5))?.[0] ?? 'async');
    }
  }
  for (const node of index.nodesOf('Literal')) {
    if (typeof node.value === 'bigint' || node.bigint != null) add('bigint-literal', node, 'n');
    else if (typeof node.value === 'number' && node.raw?.includes('_')) {
      add('numeric-separator', node, node.raw.slice(node.raw.indexOf('_')));
    } else if (node.regex !== undefined) {
      const { flags } = node.regex;
      if (/[sudv]/.test(flags)) add('regex-flags-sudv', node, flags);
      else if (flags.includes('y')) add('regex-flag-y', node, flags);
    } else if (typeof node.value === 'string' && /\\(\r\n|[\n\r\u2028\u2029])/.test(node.raw ?? '')) {
      add('line-continuation', node, (node.raw ?? '').split(/[\r\n]/, 1)[0] ?? '');
    }
  }
  for (const node of index.nodesOf('DebuggerStatement')) add('debugger', node, 'debugger');
  for (const node of index.nodesOf('ImportExpression')) add('dynamic-import', node);
  for (const node of index.nodesOf('MetaProperty')) {
    add(node.meta.name === 'import' ? 'import-meta' : 'new-target', node);
  }
  for (const node of index.nodesOf('Identifier', 'PrivateIdentifier')) {
    const text = code.slice(node.start, node.end);
    const parent = index.parentOf(node);
    // A shorthand property has one identifier twice.
    const isSecond = parent?.type === 'Property' && parent.shorthand && parent.value === node;
    if (!isSecond && /[^\p{ASCII}]|\\u/u.test(text)) add('unicode-identifier', node, text);
  }
  for (const node of index.nodesOf(
    'ExportNamedDeclaration',
    'ExportDefaultDeclaration',
    'ExportAllDeclaration',
  )) {
    add('export', word(node.start, 'export'));
  }
  for (const node of index.nodesOf('ImportDeclaration')) {
    const [first] = node.specifiers;
    const isDefault = node.specifiers.length === 1 && first?.type === 'ImportDefaultSpecifier';
    if (!isDefault) add('import-other', node);
  }
  for (const node of index.nodesOf('FunctionDeclaration')) {
    const parent = index.parentOf(node);
    if (parent?.type === 'IfStatement' || parent?.type === 'LabeledStatement')
      add('conditional-function', node);
  }
  for (const node of index.nodesOf('AwaitExpression')) {
    if (index.functionOf(node) === undefined) add('top-level-await', word(node.start, 'await'));
    else if (callAround(node, index) !== undefined) add('await-in-arguments', node);
  }
  return found;
}

function functionHead(node: FunctionNode, index: TreeIndex): number {
  const parent = index.parentOf(node);
  const isMethod =
    (parent?.type === 'Property' && (parent.method || parent.kind !== 'init')) ||
    parent?.type === 'MethodDefinition';
  return isMethod ? parent.start : node.start;
}

function hasAncestor(index: TreeIndex, node: Node, type: AnyNode['type']): boolean {
  for (let at = index.parentOf(node); at !== undefined; at = index.parentOf(at))
    if (at.type === type) return true;
  return false;
}

/** The call in whose arguments a node stands, up to the next function. @source spec/cloudfront.md 1.3 */
export function callAround(node: Node, index: TreeIndex): AnyNode | undefined {
  let child: Node = node;
  for (let at = index.parentOf(node); at !== undefined && !isFunction(at); at = index.parentOf(at)) {
    if ((at.type === 'CallExpression' || at.type === 'NewExpression') && !isInside(child, at.callee))
      return at;
    child = at;
  }
  return undefined;
}

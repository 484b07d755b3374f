// Which code CloudFront's engine takes, and in which words it refuses the rest. One file behind one type, so that the
// checker of @edgewire/edge-compiler can take its place.

import { type AnyNode, type Node, type Options, Parser, type Program, tokTypes } from 'acorn';
import { ancestor } from 'acorn-walk';

/** The syntax tree of accepted code, or the first refusal. */
export type SyntaxVerdict =
  | { readonly kind: 'accepted'; readonly program: Program }
  | {
      readonly kind: 'refused';
      /** The engine's words, without class and line. */
      readonly message: string;
      /** 1-based. */
      readonly line: number;
      /** 1-based, in UTF-16 units. */
      readonly column: number;
      /** False when CloudFront would take it and only the contained engine cannot run it. */
      readonly isCloudFronts: boolean;
    };

/** Decides about code for runtime 1.0 or 2.0. Never throws. */
export type CheckSyntax = (code: string, version: 1 | 2) => SyntaxVerdict;

// Strict mode is always on, without a directive.
const StrictParser = Parser.extend(
  (Base) =>
    class extends Base {
      constructor(options: Options, input: string, startPos?: number) {
        super(options, input, startPos);
        // acorn keeps the mode in a property that its types leave out.
        (this as unknown as { strict: boolean }).strict = true;
      }
    },
);

interface Finding {
  readonly at: number;
  readonly message: string;
}

/** @source spec/cloudfront.md 1.2, 1.3; texts as an engine near to CloudFront's prints them */
export const checkSyntax: CheckSyntax = (code, version) => {
  let program: Program;
  let odd: Finding | undefined;
  const meet = (at: number, message: string) => {
    if (odd === undefined || at < odd.at) odd = { at, message };
  };
  try {
    program = StrictParser.parse(code, {
      onToken: (token) => {
        if (token.type !== tokTypes.name) return;
        // Names are ASCII, without escapes.
        const found = /[^\w$]/u.exec(code.slice(token.start, token.end));
        if (found !== null) meet(token.start + found.index, `Unexpected token "${found[0]}"`);
      },
      onComment: (_isBlock, _text, start) => {
        const mark = /^(?:<!--|-->)/.exec(code.slice(start));
        if (mark !== null) meet(start, `Unexpected token "${mark[0][0] === '<' ? '<' : '>'}"`);
      },
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowImportExportEverywhere: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  } catch (error) {
    return refusedParse(code, version, error);
  }
  const met = firstFinding(program, code, version);
  const finding = odd !== undefined && (met === undefined || odd.at < met.at) ? odd : met;
  return finding === undefined ? { kind: 'accepted', program } : refused(code, finding);
};

function refused(code: string, { at, message }: Finding, isCloudFronts = true): SyntaxVerdict {
  const before = code.slice(0, at).split('\n');
  return {
    kind: 'refused',
    message,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    isCloudFronts,
  };
}

// What acorn refuses, CloudFront's engine refuses too, in other words; but it may have stopped earlier.
function refusedParse(code: string, version: 1 | 2, error: unknown): SyntaxVerdict {
  const { pos = 0, message = '' } = error as { readonly pos?: number; readonly message?: string };
  const text = message.replace(/ \(\d+:\d+\)$/, '');
  const word = (at: number) => tokenAt(code, at);
  const declared = /^Identifier '(.*)' has already been declared$/.exec(text)?.[1];
  const early = firstUnsupportedToken(code, version, pos);
  if (early !== undefined) return refused(code, early);
  if (/^Invalid regular expression flag/.test(text)) {
    const flags = /\/([a-z]*)$/.exec(code.slice(0, pos))?.[1] ?? '';
    return refused(code, { at: pos, message: `Invalid RegExp flags "${flags}"` });
  }
  if (/^Invalid regular expression/.test(text)) {
    // The engine's regular expressions are PCRE: possibly fine there, never here.
    return refused(code, { at: pos, message: text }, false);
  }
  if (declared !== undefined)
    return refused(code, { at: pos, message: `"${declared}" has already been declared` });
  if (/^Assigning to rvalue/.test(text))
    return refused(code, { at: pos, message: 'Invalid left-hand side in assignment' });
  if (/^Deleting local variable/.test(text)) {
    return refused(code, { at: pos, message: 'Delete of an unqualified identifier' });
  }
  if (/^Argument name clash/.test(text))
    return refused(code, { at: pos, message: 'Duplicate parameter names' });
  if (/^'with' in strict mode/.test(text))
    return refused(code, { at: pos, message: 'Token "(" not supported in this version' });
  if (/^'return' outside/.test(text)) return refused(code, { at: pos, message: 'Illegal return statement' });
  if (/^Unsyntactic break/.test(text)) return refused(code, { at: pos, message: 'Illegal break statement' });
  if (/^Unsyntactic continue/.test(text))
    return refused(code, { at: pos, message: 'Illegal continue statement' });
  if (/^Unterminated string/.test(text)) {
    const line = code.slice(pos).split('\n', 1)[0] ?? '';
    return refused(code, { at: pos, message: `Unterminated string "${line}"` });
  }
  for (const [pattern, message] of parseTexts) {
    if (pattern.test(text)) return refused(code, { at: pos, message: text.replace(pattern, message) });
  }
  if (/^Binding (eval|arguments) in strict mode/.test(text)) {
    return refused(code, { at: pos, message: `Identifier "${word(pos)}" is forbidden in var declaration` });
  }
  if (/await/.test(text))
    return refused(code, { at: pos, message: 'await is only valid in async functions' });
  if (pos >= code.trimEnd().length)
    return refused(code, { at: code.length, message: 'Unexpected end of input' });
  return refused(code, { at: pos, message: `Unexpected token "${word(pos)}"` });
}

// acorn's words, and the engine's.
const parseTexts: readonly (readonly [RegExp, string])[] = [
  [/^Unterminated template$/, 'Unterminated template literal'],
  [/^Unterminated regular expression$/, 'Unterminated RegExp'],
  [/^getter should have no params$/, 'Getter must not have any formal parameters'],
  [/^setter should have exactly one param$/, 'Setter must have exactly one formal parameter'],
  [/^Multiple default clauses$/, 'More than one default clause in switch statement'],
  [/^Illegal newline after throw$/, 'Illegal newline after throw'],
  [/^Assigning to rvalue$/, 'Invalid left-hand side in assignment'],
  [/^Code point out of bounds$/, 'Invalid Unicode code point'],
];

function tokenAt(code: string, at: number): string {
  return (
    /^(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+|=>|\.\.\.|\?\?|\*\*|[^\s])/u.exec(code.slice(at))?.[0] ?? ''
  );
}

// A refused word before the place where acorn gave up is what the engine met first.
function firstUnsupportedToken(code: string, version: 1 | 2, end: number): Finding | undefined {
  const unsupported = version === 1 ? ['class', 'const', 'let'] : ['class'];
  try {
    for (const token of StrictParser.tokenizer(code, { ecmaVersion: 'latest', allowHashBang: true })) {
      if (token.start >= end) return undefined;
      const word = code.slice(token.start, token.end);
      const isWord = token.type.keyword !== undefined || token.type === tokTypes.name;
      if (isWord && unsupported.includes(word)) {
        return { at: token.start, message: `Token "${word}" not supported in this version` };
      }
    }
  } catch {
    // The tokenizer stops where the parser did: nothing earlier to tell.
  }
  return undefined;
}

function firstFinding(program: Program, code: string, version: 1 | 2): Finding | undefined {
  let first: Finding | undefined;
  const report = (at: number, message: string) => {
    if (first === undefined || at < first.at) first = { at, message };
  };
  const notSupported = (at: number, token: string) =>
    report(at, `Token "${token}" not supported in this version`);
  const unexpected = (at: number, token: string) => report(at, `Unexpected token "${token}"`);
  const afterName = (node: Node, pattern: RegExp) =>
    node.start + (pattern.exec(code.slice(node.start))?.index ?? 0);

  const parameters = (node: {
    readonly params: readonly AnyNode[];
    readonly type: string;
    readonly start: number;
    readonly body: Node;
  }) => {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const arrowAt = () => {
      const last = node.params.at(-1);
      return (last?.end ?? node.start) + code.slice(last?.end ?? node.start).indexOf('=>');
    };
    for (const parameter of node.params) {
      if (parameter.type === 'RestElement' && parameter.argument.type !== 'Identifier') {
        unexpected(parameter.argument.start, tokenAt(code, parameter.argument.start));
      }
      if (parameter.type === 'AssignmentPattern') {
        if (isArrow) unexpected(arrowAt(), '=>');
        else unexpected(code.indexOf('=', parameter.left.end), '=');
      }
      if (parameter.type === 'ObjectPattern') {
        if (isArrow) unexpected(arrowAt(), '=>');
        else notSupported(parameter.start, '{');
      }
      if (parameter.type === 'ArrayPattern') {
        if (isArrow) unexpected(arrowAt(), '=>');
        else notSupported(parameter.start, '[');
      }
    }
  };

  const visit = (node: AnyNode, parents: readonly AnyNode[]) => {
    switch (node.type) {
      case 'ClassDeclaration':
      case 'ClassExpression':
        notSupported(node.start, 'class');
        break;
      case 'Super':
        notSupported(node.start, 'super');
        break;
      case 'VariableDeclaration':
        if (version === 1 && node.kind !== 'var') notSupported(node.start, node.kind);
        for (const { id } of node.declarations) {
          if (id.type === 'ObjectPattern') notSupported(id.start, '{');
          if (id.type === 'ArrayPattern') notSupported(id.start, '[');
        }
        break;
      case 'AssignmentExpression':
        if (node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern') {
          report(node.left.end, 'Invalid left-hand side in assignment');
        }
        if (node.operator === '??=' || node.operator === '||=' || node.operator === '&&=') {
          unexpected(code.indexOf(node.operator, node.left.end) + 2, '=');
        }
        break;
      case 'CatchClause':
        if (node.param === null || node.param === undefined) notSupported(node.body.start, '{');
        else if (node.param.type === 'ObjectPattern') notSupported(node.param.start, '{');
        else if (node.param.type === 'ArrayPattern') notSupported(node.param.start, '[');
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (node.generator) unexpected(afterName(node, /\*/), '*');
        if (version === 1 && node.async)
          unexpected(afterName(node, /\basync\b/) + 6, asyncFollower(code, node.start));
        parameters(node);
        break;
      case 'SpreadElement': {
        const parent = parents.at(-2);
        if (parent?.type === 'ObjectExpression') notSupported(node.start, '...');
        else if (version === 2) unexpected(node.start, '...');
        break;
      }
      case 'ForOfStatement':
        if (node.await) notSupported(afterName(node, /\bawait\b/), 'await');
        else notSupported(code.indexOf('of', node.left.end), 'of');
        break;
      case 'ChainExpression':
        chain(node.expression);
        break;
      case 'YieldExpression':
        unexpected(node.start, 'yield');
        break;
      case 'MetaProperty':
        if (node.meta.name === 'import') report(node.start, 'Non-default import is not supported');
        else unexpected(node.meta.end, '.');
        break;
      case 'ImportExpression':
        report(node.start, 'Non-default import is not supported');
        break;
      case 'ImportDeclaration': {
        const [only, ...more] = node.specifiers;
        if (parents.length > 2) report(node.start, 'Illegal import statement');
        else if (version === 1) unexpected(node.start, 'import');
        else if (only?.type !== 'ImportDefaultSpecifier' || more.length > 0) {
          report(node.start + 6, 'Non-default import is not supported');
        } else if (!['crypto', 'querystring', 'buffer', 'cloudfront'].includes(String(node.source.value))) {
          report(node.source.start, `Cannot find module "${String(node.source.value)}"`);
        }
        break;
      }
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
      case 'ExportAllDeclaration':
        report(node.start, 'Illegal export statement');
        break;
      case 'AwaitExpression': {
        const inside = parents.slice(0, -1).reverse();
        const scope = inside.find((parent) => /Function/.test(parent.type));
        if (scope === undefined) report(node.start, 'await is only valid in async functions');
        else if (isInArguments(node, inside)) report(node.start, 'await in arguments not supported');
        break;
      }
      case 'DebuggerStatement':
        if (version === 1) notSupported(node.start, 'debugger');
        break;
      case 'Literal':
        literal(node);
        break;
      case 'TemplateElement':
        break;
      default:
    }
  };
  const chain = (node: AnyNode): void => {
    if (node.type === 'MemberExpression') {
      if (node.optional) unexpected(code.indexOf('?.', node.object.end) + 1, '.');
      chain(node.object);
    } else if (node.type === 'CallExpression') {
      if (node.optional) unexpected(code.indexOf('?.', node.callee.end) + 1, '.');
      chain(node.callee);
    }
  };
  const literal = (node: Extract<AnyNode, { type: 'Literal' }>) => {
    const raw = code.slice(node.start, node.end);
    if (node.bigint !== undefined && node.bigint !== null) unexpected(node.end - 1, 'n');
    else if (typeof node.value === 'number' && raw.includes('_') && version === 1) {
      unexpected(node.start + raw.indexOf('_'), raw.slice(raw.indexOf('_')));
    } else if (typeof node.value === 'string' && /\\\r?\n/.test(raw)) {
      report(node.start, `Unterminated string "${raw.split('\n', 1)[0]}\n"`);
    } else if (node.regex !== undefined && node.regex !== null) {
      const allowed = version === 1 ? /^[gim]*$/ : /^[gimy]*$/;
      if (!allowed.test(node.regex.flags)) report(node.end, `Invalid RegExp flags "${node.regex.flags}"`);
    }
  };

  // A visitor for every node type, with the way down to it.
  ancestor(program, everyNode(visit));
  return first;
}

// acorn-walk calls a visitor by the type of the node; patterns and names have virtual types of their own.
function everyNode(
  visit: (node: AnyNode, parents: readonly AnyNode[]) => void,
): Record<string, (node: AnyNode, state: unknown, parents: AnyNode[]) => void> {
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (typeof name !== 'string') return undefined;
        return (node: AnyNode, _state: unknown, parents: AnyNode[]) => {
          if (node.type === name) visit(node, parents);
        };
      },
    },
  );
}

// The token after `async`, which an engine without async functions does not expect.
function asyncFollower(code: string, start: number): string {
  return tokenAt(code, start + (/\basync\s+/.exec(code.slice(start))?.[0].length ?? 6));
}

// An argument list on the way up to the enclosing function, however deep.
function isInArguments(node: AnyNode, parentsUp: readonly AnyNode[]): boolean {
  let child: AnyNode = node;
  for (const parent of parentsUp) {
    if (/Function/.test(parent.type)) return false;
    if ((parent.type === 'CallExpression' || parent.type === 'NewExpression') && parent.callee !== child)
      return true;
    child = parent;
  }
  return false;
}

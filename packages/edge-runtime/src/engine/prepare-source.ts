// From the code as deployed to the text that a contained engine evaluates: refused where CloudFront's engine refuses,
// misexecuted where it misexecutes, line by line in the same place.

import type { AnyNode, CallExpression, Program } from 'acorn';
import { full } from 'acorn-walk';
import MagicString from 'magic-string';
import { instrument } from '../compute/instrument.js';
import { type CheckSyntax, checkSyntax } from '../fidelity/syntax-gate.js';
import type { SourcePosition } from './source-position.js';

/** Code that may run, or the text of CloudFront's refusal. */
export type PreparedSource =
  | {
      readonly kind: 'ready';
      readonly code: string;
      readonly program: Program;
      /** Whether evaluating the top level again for each event could not differ from evaluating it once. */
      readonly isInert: boolean;
      /** From a place in the evaluated text to the place in the code as deployed. */
      readonly originalPosition: (position: SourcePosition) => SourcePosition;
    }
  | { readonly kind: 'refused'; readonly message: string; readonly position: SourcePosition };

/**
 * Prepares a function.
 *
 * @param options.checkSyntax - The gate; by default this package's own.
 * @source spec/cloudfront.md 1.1, 1.2, 1.7
 */
export function prepareSource(
  code: string,
  options: { readonly version: 1 | 2; readonly isMetered: boolean; readonly checkSyntax?: CheckSyntax },
): PreparedSource {
  const gate = (options.checkSyntax ?? checkSyntax)(code, options.version);
  if (gate.kind === 'refused') {
    const { message, line, column } = gate;
    return { kind: 'refused', message: `SyntaxError: ${message} in ${line}`, position: { line, column } };
  }
  const { program } = gate;
  const text = new MagicString(code);
  if (options.isMetered) instrument(program, text);
  replaceImports(program, text);
  rewordCaughtErrors(program, text);
  if (options.version === 1) misexecuteSpread(program, text);
  if (code.includes('<!--')) separateOperators(program, code, text);
  return {
    kind: 'ready',
    code: text.toString(),
    program,
    isInert: program.body.every(isInertStatement),
    originalPosition: positionMapper(text),
  };
}

// Lines are the same on both sides; columns move on lines that were edited.
function positionMapper(text: MagicString): (position: SourcePosition) => SourcePosition {
  // Made when first needed: most functions never fail.
  let mappings: readonly (readonly (readonly number[])[])[] | undefined;
  return ({ line, column }) => {
    mappings ??= text.generateDecodedMap({ hires: true }).mappings;
    const segment = mappings[line - 1]?.findLast(([generated = 0]) => generated <= column - 1);
    return segment === undefined ? { line, column } : { line, column: (segment[3] ?? 0) + 1 };
  };
}

// The contained engine evaluates a script: a default import becomes a call of require on the same line.
function replaceImports(program: Program, text: MagicString): void {
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const name = statement.specifiers[0]?.local.name;
    const call = `require(${JSON.stringify(statement.source.value)})`;
    text.overwrite(
      statement.start,
      statement.end,
      name === undefined ? `${call};` : `var ${name} = ${call};`,
    );
  }
}

// What the contained engine says of an error becomes what CloudFront's would, before the function reads it.
function rewordCaughtErrors(program: Program, text: MagicString): void {
  full(program, (node: AnyNode) => {
    if (node.type !== 'CatchClause' || node.param?.type !== 'Identifier') return;
    text.appendLeft(node.body.start + 1, `$caught(${node.param.name});`);
  });
}

// Runtime 1.0 passes the array of a spread call as one argument, and leaves spread elements out of arrays.
function misexecuteSpread(program: Program, text: MagicString): void {
  full(program, (node: AnyNode) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      for (const argument of node.arguments) {
        if (argument.type === 'SpreadElement') text.remove(argument.start, argument.argument.start);
      }
    }
    if (node.type !== 'ArrayExpression') return;
    for (const [index, element] of node.elements.entries()) {
      if (element?.type !== 'SpreadElement') continue;
      const next = node.elements[index + 1];
      text.remove(element.start, next?.start ?? element.end);
    }
  });
}

// `a <!--b` compares in CloudFront's engine; the contained ones take the rest of the line for a comment.
function separateOperators(program: Program, code: string, text: MagicString): void {
  full(program, (node: AnyNode) => {
    if (node.type !== 'BinaryExpression' || !code.startsWith('<!--', node.right.start - 1)) return;
    text.appendLeft(node.right.start, ' ');
  });
}

const builtInModules = ['crypto', 'querystring', 'buffer', 'cloudfront'];

function isInertStatement(statement: AnyNode): boolean {
  switch (statement.type) {
    case 'FunctionDeclaration':
    case 'EmptyStatement':
      return true;
    case 'ImportDeclaration':
      return builtInModules.includes(String(statement.source.value));
    case 'ExpressionStatement':
      return statement.directive !== undefined;
    case 'VariableDeclaration':
      return statement.declarations.every(
        ({ init }) => init === null || init === undefined || isInertExpression(init),
      );
    default:
      return false;
  }
}

function isInertExpression(node: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true;
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    case 'UnaryExpression':
      return node.operator !== 'delete' && isInertExpression(node.argument);
    case 'ArrayExpression':
      return node.elements.every((element) => element === null || isInertExpression(element));
    case 'ObjectExpression':
      return node.properties.every(
        (property) => property.type === 'Property' && !property.computed && isInertExpression(property.value),
      );
    case 'CallExpression':
      return isBuiltInRequire(node);
    default:
      return false;
  }
}

function isBuiltInRequire({ callee, arguments: [only, ...more] }: CallExpression): boolean {
  return (
    callee.type === 'Identifier' &&
    callee.name === 'require' &&
    more.length === 0 &&
    only?.type === 'Literal' &&
    builtInModules.includes(String(only.value))
  );
}

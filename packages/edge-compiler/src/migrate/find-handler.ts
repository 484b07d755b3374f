// Finds the handler of a Lambda@Edge function in the forms in which people export it.

import type { AnyNode, Expression, Program } from 'acorn';
import { propertyName } from '../check/event-maps.js';
import type { Scopes } from '../tree/scopes.js';
import { type FunctionNode, isFunction } from '../tree/walk.js';

/** The handler, and where it stands. */
export interface HandlerPlace {
  readonly fn: FunctionNode;
  /** The statement that the function takes the place of. */
  readonly statement: AnyNode;
  /** Statements that only export it. */
  readonly exports: readonly AnyNode[];
  /** Its name before, when other code may use it; `undefined` when it had none. */
  readonly name: string | undefined;
}

/**
 * @returns The handler, or `undefined` when the file exports none.
 * @source spec/cloudfront.md 6.2
 */
export function findHandler(program: Program, scopes: Scopes): HandlerPlace | undefined {
  for (const statement of program.body) {
    const exported = exportedValue(statement);
    if (exported === undefined) continue;
    if (isFunction(exported)) {
      return { fn: exported, statement, exports: [], name: ownName(exported) };
    }
    if (exported.type !== 'Identifier') continue;
    const declared = declarationOf(program, exported.name);
    if (declared === undefined) continue;
    const isUsed = scopes.bindings.some(
      (binding) =>
        binding.name === exported.name &&
        binding.inFunction === undefined &&
        binding.references.some(({ isInit, node }) => !isInit && node !== exported),
    );
    return {
      ...declared,
      exports: declared.statement === statement ? [] : [statement],
      name: isUsed ? exported.name : undefined,
    };
  }
  // A file that names the function and nothing else: the configuration says `index.handler` all the same.
  const declared = declarationOf(program, 'handler');
  return declared === undefined ? undefined : { ...declared, exports: [], name: 'handler' };
}

/** What a statement exports as the handler. */
function exportedValue(statement: AnyNode): Expression | FunctionNode | undefined {
  if (statement.type === 'ExpressionStatement') return assignedExport(statement.expression);
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement;
    return isFunction(declaration) || declaration.type === 'Identifier' ? declaration : undefined;
  }
  if (statement.type !== 'ExportNamedDeclaration') return undefined;
  const { declaration } = statement;
  if (declaration?.type === 'FunctionDeclaration') {
    return declaration.id?.name === 'handler' ? declaration : undefined;
  }
  if (declaration?.type === 'VariableDeclaration') {
    const [first] = declaration.declarations;
    return declaration.declarations.length === 1 && nameOf(first?.id) === 'handler'
      ? (first?.init ?? undefined)
      : undefined;
  }
  const specifier = statement.specifiers.find(({ exported }) => nameOf(exported) === 'handler');
  return specifier?.local.type === 'Identifier' ? specifier.local : undefined;
}

// exports.handler = f, module.exports.handler = f, module.exports = { handler: f }, module.exports = f
function assignedExport(expression: Expression): Expression | undefined {
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return undefined;
  const path = pathOf(expression.left);
  if (path === 'exports.handler' || path === 'module.exports.handler') return expression.right;
  if (path !== 'module.exports') return undefined;
  const { right } = expression;
  if (right.type !== 'ObjectExpression') return right;
  for (const property of right.properties) {
    if (property.type === 'Property' && propertyName(property) === 'handler') {
      return property.value;
    }
  }
  return undefined;
}

function declarationOf(program: Program, name: string): Pick<HandlerPlace, 'fn' | 'statement'> | undefined {
  for (const statement of program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' && statement.declaration
        ? statement.declaration
        : statement;
    if (declaration.type === 'FunctionDeclaration' && declaration.id?.name === name) {
      return { fn: declaration, statement };
    }
    if (declaration.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) continue;
    const [declarator] = declaration.declarations;
    if (nameOf(declarator?.id) === name && declarator?.init && isFunction(declarator.init)) {
      return { fn: declarator.init, statement };
    }
  }
  return undefined;
}

function ownName(fn: FunctionNode): string | undefined {
  return fn.type === 'ArrowFunctionExpression' ? undefined : (fn.id?.name ?? undefined);
}

/** `a.b.c` as text; `undefined` for anything else. */
export function pathOf(node: AnyNode): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier')
    return undefined;
  const object = pathOf(node.object);
  return object === undefined ? undefined : `${object}.${node.property.name}`;
}

/** The name that an identifier or a string literal gives. */
export function nameOf(node: AnyNode | null | undefined): string | undefined {
  if (node?.type === 'Identifier') return node.name;
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

// Edits of the bundle before syntax is lowered: modules, handler, iteration, names. Each leaves code that the lowering
// tool and its assumptions (arrays only) turn into something right.

import type { AnyNode } from 'acorn';
import type { Binding } from '../tree/scopes.js';
import { isFunction } from '../tree/walk.js';
import { errorConstructors } from './built-in-classes.js';
import { helperNames } from './helper-table.js';
import { handlerExport } from './join-pipeline.js';
import { type EditContext, editCode, type MappedCode } from './mapped-code.js';
import { renameBinding, unusedName } from './rename-binding.js';

/** A prepared bundle. */
export interface PreparedCode extends MappedCode {
  /** Helpers that the edits rely on. */
  readonly helpers: readonly string[];
}

/** Prepares a bundle; what it cannot make right was refused before. */
export function prepareBundle(source: MappedCode): PreparedCode {
  const helpers = new Set<string>();
  const renamed = editCode(source, freeHelperNames);
  const inlined = editCode(renamed, (context) => {
    rewriteImports(context);
    wrapIteration(context, helpers);
    extendErrors(context, helpers);
    plainPatterns(context);
    asciiNames(context);
  });
  const named = editCode(inlined, nameHandler);
  return { ...named, helpers: [...helpers] };
}

// A user's `$list` must not stand where a helper of that name is meant, nor the other way round.
function freeHelperNames(context: EditContext): void {
  for (const binding of context.scopes.bindings) {
    if (helperNames.has(binding.name))
      renameBinding(context, binding, unusedName(context, `own${binding.name}`));
  }
}

// `import a, { b } from 'crypto'` becomes `require`; all imports of cloudfront become one, on the first line.
function rewriteImports({ text, index, scopes, program }: EditContext): void {
  let store: string | undefined;
  const local = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || typeof statement.source.value !== 'string') continue;
    const module = statement.source.value;
    const whole = statement.specifiers.find((one) => one.type !== 'ImportSpecifier')?.local.name;
    const known = local.get(module);
    const name = known ?? (module === 'cloudfront' ? storeName() : (whole ?? `${module}Module`));
    local.set(module, name);
    for (const specifier of statement.specifiers) {
      const binding = scopes.bindingOf(specifier.local);
      const isWhole = specifier.type !== 'ImportSpecifier';
      const member =
        isWhole || specifier.imported.type !== 'Identifier' ? undefined : specifier.imported.name;
      if (isWhole && specifier.local.name === name) continue;
      // `default` of a named import is the module itself; Buffer is a global of runtime 2.0.
      const target =
        module === 'buffer' && member === 'Buffer'
          ? 'Buffer'
          : member === undefined || member === 'default'
            ? name
            : `${name}.${member}`;
      replaceUses(binding, target);
    }
    const isDeclared =
      module === 'cloudfront' ||
      known !== undefined ||
      (module === 'buffer' && statement.specifiers.every(isBufferOnly));
    if (isDeclared) text.remove(statement.start, statement.end);
    else
      text.overwrite(statement.start, statement.end, `var ${name} = /* @__PURE__ */ require('${module}');`);
    if (module === 'cloudfront') store = name;
  }
  if (store !== undefined) text.prepend(`import ${store} from 'cloudfront';\n`);
  rewriteRequires();

  // AWS's own name, unless the code means something else by it.
  function storeName(): string {
    const isTaken = scopes.bindings.some(({ name, kind }) => name === 'cf' && kind !== 'import');
    return isTaken ? 'cloudfrontModule' : 'cf';
  }

  function replaceUses(binding: Binding | undefined, target: string): void {
    for (const { node } of binding?.references ?? []) {
      const parent = index.parentOf(node);
      if (parent?.type === 'Property' && parent.shorthand)
        text.overwrite(node.start, node.end, `${node.name}: ${target}`);
      else text.overwrite(node.start, node.end, target);
    }
  }

  // The bundler's stand-in for `require` calls of outside modules.
  function rewriteRequires(): void {
    for (const statement of program.body) {
      if (statement.type !== 'VariableDeclaration') continue;
      for (const { id } of statement.declarations) {
        if (id.type !== 'Identifier' || !/^__require\d*$/.test(id.name)) continue;
        for (const { node, isInit } of scopes.bindingOf(id)?.references ?? []) {
          const call = index.parentOf(node);
          if (isInit || call?.type !== 'CallExpression') continue;
          text.overwrite(node.start, node.end, 'require');
        }
        text.remove(statement.start, statement.end);
      }
    }
  }
}

function isBufferOnly(specifier: AnyNode): boolean {
  return (
    specifier.type === 'ImportSpecifier' &&
    specifier.imported.type === 'Identifier' &&
    specifier.imported.name === 'Buffer'
  );
}

// Where the lowering tool will index into an array, anything else is turned into one first.
function wrapIteration({ text, index, facts }: EditContext, helpers: Set<string>): void {
  const wrap = (node: AnyNode) => {
    if (facts.typeOf(node) === 'array') return;
    helpers.add('$list');
    // The parentheses of a sequence are not part of it: without its own it would be several arguments.
    const isSequence = node.type === 'SequenceExpression';
    text.appendLeft(node.start, isSequence ? '$list((' : '$list(');
    text.prependRight(node.end, isSequence ? '))' : ')');
  };
  for (const node of index.nodesOf('SpreadElement')) {
    if (index.parentOf(node)?.type !== 'ObjectExpression') wrap(node.argument);
  }
  for (const node of index.nodesOf('ForOfStatement')) wrap(node.right);
  for (const node of index.nodesOf('ArrayPattern')) {
    const parent = index.parentOf(node);
    if (parent?.type === 'VariableDeclarator' && parent.init) wrap(parent.init);
    if (parent?.type === 'AssignmentExpression' && parent.left === node) wrap(parent.right);
  }
}

function extendErrors({ text, index, scopes }: EditContext, helpers: Set<string>): void {
  for (const node of index.nodesOf('ClassDeclaration', 'ClassExpression')) {
    const base = node.superClass;
    if (
      base?.type !== 'Identifier' ||
      scopes.bindingOf(base) !== undefined ||
      !errorConstructors.has(base.name)
    )
      continue;
    helpers.add('$errorBase');
    text.overwrite(base.start, base.end, `$errorBase(${base.name})`);
  }
}

// The engines take PCRE patterns without the flags s and u. What needs u was refused; without such characters it changes
// nothing.
function plainPatterns({ text, index }: EditContext): void {
  for (const node of index.nodesOf('Literal')) {
    if (node.regex === undefined || node.regex === null) continue;
    const { pattern, flags } = node.regex;
    const plain = `/${plainPattern(pattern, flags.includes('s'))}/${flags.replace(/[su]/g, '')}`;
    if (plain !== `/${pattern}/${flags}`) text.overwrite(node.start, node.end, plain);
  }
}

/**
 * Writes a pattern for PCRE.
 *
 * @param isDotAll - Whether `.` stands for line ends too.
 * @returns The pattern without `[^]` and `[]`, which PCRE reads as the beginning of a longer class.
 */
export function plainPattern(pattern: string, isDotAll: boolean): string {
  // An escape, an empty class, a class, or a dot outside of them.
  return pattern.replace(/\\.|\[\^?\]|\[(?:\\.|[^\]\\])*\]|\./g, (part) => {
    if (part === '[^]' || (part === '.' && isDotAll)) return '[\\s\\S]';
    return part === '[]' ? '(?!)' : part;
  });
}

function asciiNames({ text, index, scopes, code }: EditContext): void {
  let count = 0;
  const names = new Map<Binding, string>();
  for (const node of index.nodesOf('Identifier')) {
    if (!/[^\p{ASCII}]|\\u/u.test(code.slice(node.start, node.end))) continue;
    const binding = scopes.bindingOf(node);
    const parent = index.parentOf(node);
    const isProperty = parent?.type === 'Property' && parent.shorthand;
    if (isProperty && parent.key === node && parent.value !== node && parent.value.start === node.start)
      continue;
    if (binding !== undefined) {
      const name = names.get(binding) ?? `unicode${count++}`;
      names.set(binding, name);
      text.overwrite(node.start, node.end, isProperty ? `${JSON.stringify(node.name)}: ${name}` : name);
    } else if (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) {
      const dot = code.indexOf('.', parent.object.end);
      text.overwrite(dot, node.end, `${code[dot - 1] === '?' ? '.' : ''}[${JSON.stringify(node.name)}]`);
    } else if (parent?.type === 'Property' && parent.key === node) {
      text.overwrite(node.start, node.end, JSON.stringify(node.name));
    }
  }
}

// The host finds `function handler` by its name; `export` is a syntax error.
function nameHandler(context: EditContext): void {
  const { text, program, scopes, index, code } = context;
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration } = statement;
    if (declaration) text.remove(statement.start, declaration.start);
  }
  const exported = handlerExport(program);
  if (exported === undefined) return;
  const { local, statement } = exported;
  const binding = scopes.bindingOf(local);
  const renameTo = (target: Binding | undefined, name: string) => {
    if (target !== undefined) renameBinding(context, target, name, local);
  };
  const namesakes = scopes.bindings.filter((other) => other.name === 'handler' && other !== binding);
  for (const other of namesakes) if (other.inFunction === undefined) renameTo(other, 'otherHandler');
  const [declared] = binding?.declarations ?? [];
  const maker = declared && index.parentOf(declared);
  const isOnlyValue = binding !== undefined && !binding.references.some((use) => use.isWrite && !use.isInit);
  // Inside a function that has a `handler` of its own, the new name would mean another thing.
  const isFree = local.name === 'handler' || namesakes.every((other) => other.inFunction === undefined);
  if (maker?.type === 'FunctionDeclaration' && isOnlyValue && isFree) {
    renameTo(binding, 'handler');
    text.remove(statement.start, statement.end);
    return;
  }
  if (maker?.type === 'VariableDeclarator' && isOnlyValue && isFree && maker.init && isFunction(maker.init)) {
    const list = index.parentOf(maker);
    const { init } = maker;
    const isPlain =
      list?.type === 'VariableDeclaration' &&
      list.declarations.length === 1 &&
      !(init.type === 'FunctionExpression' && init.id);
    if (isPlain && list) {
      const [first, last] = [init.params[0], init.params.at(-1)];
      const parameters = first && last ? code.slice(first.start, last.end) : '';
      const head = `${init.async ? 'async ' : ''}function handler(${parameters}) `;
      const isBlock = init.body.type === 'BlockStatement';
      // An expression body may stand in parentheses, which are not part of it.
      const bodyEnd = isBlock ? init.body.end : init.end;
      const arrow =
        init.type === 'ArrowFunctionExpression'
          ? code.indexOf('=>', last?.end ?? init.start) + 2
          : init.body.start;
      const bodyStart = isBlock ? init.body.start : arrow;
      text.overwrite(list.start, bodyStart, isBlock ? head : `${head}{ return `);
      if (isBlock) text.remove(bodyEnd, list.end);
      else text.overwrite(bodyEnd, list.end, '; }');
      for (const { node, isInit } of binding?.references ?? []) {
        if (!isInit && node !== local && node.name !== 'handler')
          text.overwrite(node.start, node.end, 'handler');
      }
      text.remove(statement.start, statement.end);
      return;
    }
  }
  const name = local.name === 'handler' ? 'entryHandler' : local.name;
  renameTo(binding, name);
  text.overwrite(statement.start, statement.end, `function handler(event) { return ${name}(event); }`);
}

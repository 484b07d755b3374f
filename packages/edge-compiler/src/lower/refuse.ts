// What cannot be lowered, with the reason: better no function than a wrong one.

import type { Severity } from '@edgewire/diagnostics';
import type { Node } from 'acorn';
import { moduleForms } from '../features/modules.js';
import { type EdgeRuntimeName, isUsable, versionOf } from '../features/runtime.js';
import { builtinConstructors, errorConstructors } from './built-in-classes.js';
import type { EditContext } from './mapped-code.js';

/** A refusal at a node of the bundle. */
export interface Refusal {
  readonly code: `EW${number}`;
  readonly severity: Severity;
  readonly at: Node;
  readonly message: string;
  readonly help: string;
  /** The module whose import is refused: the bundle does not keep the place of the import. */
  readonly module?: string;
}

/** Where parts of a bundle come from. */
export interface Origins {
  /** The imports that lead to a module. */
  readonly chainTo: (module: string) => readonly string[];
  /** The file that a user wrote the node in. */
  readonly fileOf: (node: Node) => string | undefined;
}

/**
 * Lists what a bundle uses that no lowering makes right.
 *
 * @source spec/cloudfront.md 1.2, 1.3, 1.6, 1.7
 */
export function findRefusals(
  { index, scopes, facts, code }: EditContext,
  runtime: EdgeRuntimeName,
  { chainTo, fileOf }: Origins,
): Refusal[] {
  const found: Refusal[] = [];
  const refuse = (entry: Omit<Refusal, 'severity'>) => found.push({ severity: 'error', ...entry });
  const cannot = (at: Node, message: string, help: string) => refuse({ code: 'EW1606', at, message, help });

  for (const node of index.nodesOf('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression')) {
    if (node.generator) {
      refuse({
        code: 'EW1605',
        at: node,
        message:
          'Cannot lower a generator: neither runtime has one, and its state machine does not fit 10 KB',
        help: 'collect the values in an array',
      });
    } else if (node.async && runtime === 'cloudfront-js-1.0') {
      refuse({
        code: 'EW1604',
        at: node,
        message:
          'Cannot build an async function for runtime 1.0: it has no "async" and does not wait for promises',
        help: 'choose runtime cloudfront-js-2.0',
      });
    }
  }
  for (const node of index.nodesOf('ImportDeclaration')) refuseModule(node.source.value, node);
  for (const node of index.nodesOf('CallExpression')) {
    const [module] = node.arguments;
    // The bundler's stand-in for `require` of an outside module.
    if (
      node.callee.type === 'Identifier' &&
      /^__require\d*$/.test(node.callee.name) &&
      module?.type === 'Literal'
    )
      refuseModule(module.value, node);
  }
  for (const node of index.nodesOf('ForOfStatement')) {
    if (node.await)
      cannot(
        node,
        'Cannot lower "for await": the runtimes have no async iterators',
        'await inside a for-of loop',
      );
  }
  for (const node of index.nodesOf('AwaitExpression')) {
    if (index.functionOf(node) === undefined) {
      cannot(
        node,
        'Cannot await at the top level: runtime 2.0 awaits inside async functions only',
        'await inside the handler',
      );
    }
  }
  for (const node of index.nodesOf('ImportExpression')) {
    cannot(node, 'Cannot import at run time: a function is one file', 'import statically');
  }
  for (const node of index.nodesOf('TaggedTemplateExpression')) {
    cannot(
      node,
      'Cannot lower a tagged template: its strings lack "raw"',
      'call the function with plain arguments',
    );
  }
  for (const node of index.nodesOf('MetaProperty')) {
    if (node.meta.name === 'import')
      cannot(node, 'Cannot use "import.meta": a function has no address', 'remove it');
  }
  for (const node of index.nodesOf('Literal')) {
    if (node.bigint != null)
      cannot(node, 'Cannot lower a BigInt: the runtimes have no such type', 'use numbers or strings');
    const flags = node.regex?.flags ?? '';
    const pattern = node.regex?.pattern ?? '';
    if (/[dv]/.test(flags) || (flags.includes('y') && runtime === 'cloudfront-js-1.0')) {
      cannot(
        node,
        `Cannot lower the flags "${flags}" of a regular expression`,
        'leave out the flags d, v and, in runtime 1.0, y',
      );
    } else if (flags.includes('u') && /\\[pP]\{|\\u\{|[^\p{ASCII}]|\\u[dD]8/u.test(pattern)) {
      cannot(
        node,
        'Cannot lower a regular expression that needs the flag u',
        'write the characters as ranges without the flag',
      );
    }
  }
  for (const node of index.nodesOf('MemberExpression')) {
    if (node.object.type === 'Super') {
      const parent = index.parentOf(node);
      const isTarget =
        (parent?.type === 'AssignmentExpression' && parent.left === node) ||
        parent?.type === 'UpdateExpression';
      if (isTarget) {
        cannot(
          node,
          'Cannot write a property of "super": the runtimes have no Reflect to do it with',
          'write it to "this"',
        );
      }
      continue;
    }
    const name = facts.memberName(node);
    if (facts.isGlobal(node.object, 'Symbol') && (name === 'iterator' || name === 'asyncIterator')) {
      cannot(
        node,
        `Cannot build own iterators with "Symbol.${name}": the runtimes have no iteration`,
        'offer a method that returns an array',
      );
    }
    const call = index.parentOf(node);
    if (name === 'next' && call?.type === 'CallExpression' && call.callee === node) {
      const source = facts.valueOf(node.object);
      const method =
        source.type === 'CallExpression' ? facts.memberName(source.callee as typeof node) : undefined;
      if (method !== undefined && /^(keys|values|entries|matchAll)$/.test(method)) {
        cannot(
          node,
          `Cannot step through "${method}()" with "next": it is an array in the built function`,
          'read an element by its index, or use for-of',
        );
      }
    }
    const text = code.slice(node.start, node.end);
    if (/^process\.env\.\w+$/.test(text) && scopes.bindingOf(node.object) === undefined) {
      refuse({
        code: 'EW1611',
        at: node,
        message: `Cannot read "${text}": there is no environment at the edge, and the build defines no such constant`,
        help: `define it: --define ${text}=… on the command line, define: { '${text}': '…' } in code`,
      });
    }
  }
  for (const node of index.nodesOf('ClassDeclaration', 'ClassExpression')) {
    const base = node.superClass;
    if (base?.type !== 'Identifier' || scopes.bindingOf(base) !== undefined) continue;
    if (builtinConstructors.has(base.name) && !errorConstructors.has(base.name)) {
      cannot(
        base,
        `Cannot extend "${base.name}": a lowered class cannot call a built-in constructor`,
        'keep the value in a field instead',
      );
    }
  }
  for (const node of index.nodesOf('CallExpression')) {
    // A handler that is found by its text would not survive renaming.
    if (facts.isGlobal(node.callee, 'eval'))
      cannot(node, 'Cannot build a call of "eval": both runtimes throw', 'write the code out');
  }
  for (const binding of scopes.bindings) {
    // The bundler makes `var` of every constant at the top level: what the source refuses would be undefined.
    if (binding.inFunction !== undefined || !/^(var|const|let|class)$/.test(binding.kind)) continue;
    const [declared] = binding.declarations;
    const early = binding.references.find(
      (use) =>
        use.inFunction === undefined &&
        !use.isInit &&
        declared !== undefined &&
        use.node.start < declared.start &&
        fileOf(use.node) !== fileOf(declared),
    );
    if (early === undefined) continue;
    refuse({
      code: 'EW1608',
      at: early.node,
      message: `Cannot use "${binding.name}" here: modules import each other in a circle, and it has no value yet`,
      help: 'move what both modules need into a third one, or use it inside a function only',
    });
  }
  return found;

  function refuseModule(module: unknown, at: Node): void {
    if (typeof module !== 'string') return;
    const forms = moduleForms.filter((one) => one.module === module);
    if (forms.length === 0) {
      refuse({
        code: 'EW1602',
        at,
        message: `Cannot use Node's module "${module}": CloudFront Functions do not have it (${chainTo(module).join(' → ')})`,
        help: 'replace the package, or the part of it that needs Node',
        module,
      });
    } else if (!forms.some((one) => isUsable(one.support[runtime]))) {
      refuse({
        code: module === 'cloudfront' ? 'EW1313' : 'EW1310',
        at,
        message: `Cannot use module "${module}": runtime ${versionOf(runtime)} does not have it`,
        help: 'choose runtime cloudfront-js-2.0',
        module,
      });
    }
  }
}

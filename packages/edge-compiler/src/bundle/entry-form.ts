// The forms in which an entry may give its handler, read from its JavaScript.

import type { AnyNode } from 'acorn';
import { createFacts } from '../check/facts.js';
import { inferEventType } from '../check/infer-event-type.js';
import type { EdgeEventType } from '../features/runtime.js';
import { parseSource } from '../tree/parse.js';
import { analyzeScopes } from '../tree/scopes.js';
import { indexTree } from '../tree/walk.js';

/** How an entry gives its handler. */
export type EntryForm =
  | {
      readonly kind: 'default' | 'named';
      readonly eventType: EdgeEventType | undefined;
      /** Whether the value may be a middleware object, as what a factory returns is. */
      readonly isMiddleware: boolean;
    }
  | {
      /** A function that knows nothing of modules; the build adds the export. */
      readonly kind: 'script';
      readonly eventType: EdgeEventType | undefined;
    }
  | { readonly kind: 'common-js'; readonly eventType: undefined }
  | { readonly kind: 'none' };

/** Reads the form of an entry; code that cannot be parsed is left to the bundler, which explains it. */
export function readEntryForm(code: string): EntryForm {
  const parsed = parseSource(code);
  if (parsed.kind === 'failed') return { kind: 'named', eventType: undefined, isMiddleware: false };
  const { program } = parsed;
  const index = indexTree(program);
  const scopes = analyzeScopes(program);
  const facts = createFacts(program, scopes, index);
  const eventType = inferEventType(index, facts);
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') {
      return { kind: 'default', eventType, isMiddleware: mayBeMiddleware(statement.declaration) };
    }
    if (statement.type === 'ExportNamedDeclaration') {
      const { declaration } = statement;
      const names = [
        ...statement.specifiers.map(({ exported }) => (exported.type === 'Identifier' ? exported.name : '')),
        ...(declaration?.type === 'FunctionDeclaration' ? [declaration.id.name] : []),
        ...(declaration?.type === 'VariableDeclaration'
          ? declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : ''))
          : []),
      ];
      const wanted = names.includes('handler')
        ? 'handler'
        : names.includes('default')
          ? 'default'
          : undefined;
      if (wanted === undefined) continue;
      const local =
        statement.specifiers.find(
          ({ exported }) => exported.type === 'Identifier' && exported.name === wanted,
        )?.local ??
        scopes.bindings.find(({ name, inFunction }) => name === wanted && inFunction === undefined)
          ?.declarations[0];
      return {
        kind: wanted === 'handler' ? 'named' : 'default',
        eventType,
        isMiddleware: local !== undefined && mayBeMiddleware(local),
      };
    }
  }
  const isScript = program.body.some(
    (statement) =>
      (statement.type === 'FunctionDeclaration' && statement.id.name === 'handler') ||
      (statement.type === 'VariableDeclaration' &&
        statement.declarations.some(({ id }) => id.type === 'Identifier' && id.name === 'handler')),
  );
  if (isScript) return { kind: 'script', eventType };
  if (/\b(module\s*\.\s*)?exports\s*(\.\s*handler)?\s*=/.test(code))
    return { kind: 'common-js', eventType: undefined };
  return { kind: 'none' };

  function mayBeMiddleware(node: AnyNode): boolean {
    if (node.type === 'ObjectExpression') return true;
    if (node.type === 'ConditionalExpression')
      return mayBeMiddleware(node.consequent) || mayBeMiddleware(node.alternate);
    if (node.type === 'CallExpression')
      return !(node.callee.type === 'Identifier' && node.callee.name === 'pipeline');
    const [declared] = scopes.bindingOf(node)?.declarations ?? [];
    const maker = declared && index.parentOf(declared);
    return maker?.type === 'VariableDeclarator' && maker.init ? mayBeMiddleware(maker.init) : false;
  }
}

/** One entry of a composition. */
export interface ComposedEntry {
  /** What the bundler resolves. */
  readonly specifier: string;
  /** Names the entry in errors. */
  readonly name: string;
  readonly form: Exclude<EntryForm, { kind: 'none' }>;
}

/**
 * Writes the module that joins the entries.
 *
 * @param pipelineSpecifier - What the bundler resolves to the package with `runPipeline`.
 * @returns A module with the one export `handler`. A single entry is passed on as it is; several run left to right.
 */
export function composeEntries(
  entries: readonly ComposedEntry[],
  { eventType, pipelineSpecifier }: { readonly eventType: EdgeEventType; readonly pipelineSpecifier: string },
): string {
  const [only] = entries;
  if (only !== undefined && entries.length === 1 && isPlain(only.form) && only.form.kind !== 'common-js') {
    const name = only.form.kind === 'default' ? 'default as handler' : 'handler';
    return `export { ${name} } from ${JSON.stringify(only.specifier)};\n`;
  }
  const imports = entries.map(({ specifier, form }, index) => {
    const binding =
      form.kind === 'default' || form.kind === 'common-js' ? `entry${index}` : `{ handler as entry${index} }`;
    return `import ${binding} from ${JSON.stringify(specifier)};`;
  });
  const value = (index: number) =>
    entries[index]?.form.kind === 'common-js' ? `(entry${index}.handler || entry${index})` : `entry${index}`;
  if (only !== undefined && entries.length === 1 && isPlain(only.form))
    return `${imports.join('\n')}\nexport const handler = ${value(0)};\n`;
  const half = eventType === 'viewer-request' ? 'request' : 'response';
  const links = entries.map(({ name, form }, index) => {
    const link = `{ name: ${JSON.stringify(name)}, ${half}: ${value(index)} }`;
    return isPlain(form) ? link : `typeof ${value(index)} === 'function' ? ${link} : ${value(index)}`;
  });
  return [
    ...imports,
    `import { runPipeline } from ${JSON.stringify(pipelineSpecifier)};`,
    `const entries = [${links.join(', ')}];`,
    'export function handler(event) { return runPipeline(entries, event); }',
    '',
  ].join('\n');
}

// Whether the value is a handler as it is.
function isPlain(form: ComposedEntry['form']): boolean {
  return form.kind === 'script' || form.kind === 'common-js' || !form.isMiddleware;
}

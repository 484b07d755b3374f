// Renders mapping templates: the Velocity language through a kept library, with Java's methods on text and lists,
// and with bounds that the library lacks.

import { Compile, parse } from 'velocityjs';
import { maxRenderedCharacters } from './assumptions.js';
import { maxTemplateBytes, maxTemplateIterations } from './limits.js';

/** A template could not be parsed, or did more than it may. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** What a template sees, by name without `$`. */
export type TemplateVariables = Readonly<Record<string, unknown>>;

/** Renders templates and remembers their parsed form. */
export type RenderTemplate = (template: string, variables: TemplateVariables) => string;

/** The part of the library's compiler that bounds hang on; its own types leave the constructor's shape out. */
type Ast = ReturnType<typeof parse>;

/**
 * @returns A renderer. It throws TemplateError for a template over 300 KB, with a syntax error, with more than
 *   1,000 iterations of one `#foreach`, or with endless output.
 * @source spec/websocket-api.md 3.8, 6.1
 */
export function createTemplateRenderer(): RenderTemplate {
  const parsed = new Map<string, Ast>();
  return (template, variables) => {
    let ast = parsed.get(template);
    if (ast === undefined) {
      ast = parseTemplate(template);
      // Templates come from the stack; a reload with ever new ones must not grow this for ever.
      if (parsed.size >= 1_000) parsed.clear();
      parsed.set(template, ast);
    }
    try {
      // The library writes into its context: `#set` at the top level.
      return new BoundedCompile(ast, { customMethodHandlers: javaMethods }).render({ ...variables });
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw new TemplateError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
}

function parseTemplate(template: string): Ast {
  const bytes = Buffer.byteLength(template);
  if (bytes > maxTemplateBytes)
    throw new TemplateError(`the template has ${bytes} bytes, ${maxTemplateBytes} are allowed`);
  try {
    return parse(template);
  } catch (error) {
    throw new TemplateError(
      `the template cannot be parsed: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}

class BoundedCompile extends Compile {
  private readonly iterations = new Map<Ast, number>();
  private characters = 0;

  override renderAstList(asts?: Ast, contextId?: string): string {
    // The library renders a loop's body as one and the same list under an id that begins so; an #if in it is
    // rendered under that id too, but as a list of its own.
    if (asts !== undefined && contextId?.startsWith('foreach:') === true) {
      const count = (this.iterations.get(asts) ?? 0) + 1;
      this.iterations.set(asts, count);
      if (count > maxTemplateIterations)
        throw new TemplateError(`a #foreach has more than ${maxTemplateIterations} iterations`);
    }
    const text = super.renderAstList(asts, contextId);
    this.characters += text.length;
    if (this.characters > maxRenderedCharacters) {
      throw new TemplateError('the template produces too much text');
    }
    return text;
  }
}

type MethodHandler = NonNullable<
  NonNullable<ConstructorParameters<typeof Compile>[1]>['customMethodHandlers']
>[number];

function onText(name: string, run: (text: string, params: readonly unknown[]) => unknown): MethodHandler {
  return {
    uid: `java:${name}`,
    match: ({ property, context }) => property === name && typeof context === 'string',
    resolve: ({ context, params }) => run(String(context), params),
  };
}

function onList(name: string, run: (list: unknown[], params: readonly unknown[]) => unknown): MethodHandler {
  return {
    uid: `java:list.${name}`,
    match: ({ property, context }) => property === name && Array.isArray(context),
    resolve: ({ context, params }) => (Array.isArray(context) ? run(context, params) : undefined),
  };
}

function onMap(
  name: string,
  run: (map: Readonly<Record<string, unknown>>, params: readonly unknown[]) => unknown,
): MethodHandler {
  return {
    uid: `java:map.${name}`,
    match: ({ property, context }) =>
      property === name &&
      typeof context === 'object' &&
      context !== null &&
      !Array.isArray(context) &&
      !Object.hasOwn(context, name),
    resolve: ({ context, params }) => run(context, params),
  };
}

// Templates call methods of Java's String, List and Map; JavaScript has some under other names.
const javaMethods: MethodHandler[] = [
  onText('length', (text) => text.length),
  onText('isEmpty', (text) => text === ''),
  onText('equals', (text, [other]) => text === other),
  onText('equalsIgnoreCase', (text, [other]) => text.toLowerCase() === String(other).toLowerCase()),
  onText('contains', (text, [part]) => text.includes(String(part))),
  onText('matches', (text, [pattern]) => new RegExp(`^(?:${String(pattern)})$`, 's').test(text)),
  onText('replace', (text, [from, to]) => text.replaceAll(String(from), () => String(to))),
  onText('replaceAll', (text, [from, to]) => text.replace(new RegExp(String(from), 'g'), String(to))),
  onText('replaceFirst', (text, [from, to]) => text.replace(new RegExp(String(from)), String(to))),
  onText('split', (text, [separator]) => text.split(new RegExp(String(separator)))),
  onText('toString', (text) => text),
  onList('isEmpty', (list) => list.length === 0),
  onList('contains', (list, [item]) => list.includes(item)),
  onList('get', (list, [index]) => list[Number(index)]),
  onMap('isEmpty', (map) => Object.keys(map).length === 0),
  onMap('containsKey', (map, [key]) => Object.hasOwn(map, String(key))),
  onMap('containsValue', (map, [value]) => Object.values(map).includes(value)),
  onMap('values', (map) => Object.values(map)),
];

// Renders mapping templates: the Velocity language through a kept library, with Java's methods on text and lists,
// and with bounds that the library lacks.

import { createRequire } from 'node:module';
import type { parse } from 'velocityjs';
import { maxRenderedCharacters } from './assumptions.js';
import { javaMethods } from './java-methods.js';
import { maxTemplateBytes, maxTemplateIterations } from './limits.js';

/** A template could not be parsed, or did more than it may. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** What a template sees, by name without `$`. */
export type TemplateVariables = Readonly<Record<string, unknown>>;

/** Renders templates and remembers their parsed form. */
export type RenderTemplate = (template: string, variables: TemplateVariables) => string;

type Ast = ReturnType<typeof parse>;

interface Engine {
  parse(template: string): Ast;
  render(ast: Ast, variables: TemplateVariables): string;
}

/**
 * @returns A renderer. It throws TemplateError for a template over 300 KB, with a syntax error, with more than
 *   1,000 iterations of one `#foreach`, or with endless output.
 * @source spec/websocket-api.md 3.8, 6.1
 */
export function createTemplateRenderer(): RenderTemplate {
  const parsed = new Map<string, Ast>();
  let engine: Engine | undefined;
  return (template, variables) => {
    engine ??= loadEngine();
    let ast = parsed.get(template);
    if (ast === undefined) {
      ast = parseTemplate(engine, template);
      // Templates come from the stack; a reload with ever new ones must not grow this for ever.
      if (parsed.size >= 1_000) parsed.clear();
      parsed.set(template, ast);
    }
    try {
      return engine.render(ast, variables);
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw new TemplateError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
}

/** @returns Why a template cannot be used, or `undefined` when it can. */
export function checkTemplate(template: string): string | undefined {
  try {
    parseTemplate(loadEngine(), template);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function parseTemplate(engine: Engine, template: string): Ast {
  const bytes = Buffer.byteLength(template);
  if (bytes > maxTemplateBytes)
    throw new TemplateError(`the template has ${bytes} bytes, ${maxTemplateBytes} are allowed`);
  try {
    return engine.parse(template);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new TemplateError(`the template cannot be parsed: ${text}`, { cause: error });
  }
}

// Loaded when a stack has templates, not at every start.
function loadEngine(): Engine {
  const require = createRequire(import.meta.url);
  // The package's own typings describe both of its builds.
  const velocity = require('velocityjs') as typeof import('velocityjs');

  class BoundedCompile extends velocity.Compile {
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

  return {
    parse: (template) => velocity.parse(template),
    render: (ast, variables) =>
      // A copy: `#set` at the top level writes into it.
      new BoundedCompile(ast, { customMethodHandlers: [...javaMethods] }).render({ ...variables }),
  };
}

// Code with its source map, and edits that keep the map right.

import remapping from '@jridgewell/remapping';
import type { Program } from 'acorn';
import MagicString from 'magic-string';
import { createFacts, type Facts } from '../check/facts.js';
import { parseSource } from '../tree/parse.js';
import { analyzeScopes, type Scopes } from '../tree/scopes.js';
import { indexTree, type TreeIndex } from '../tree/walk.js';

/** A step's result. */
export interface MappedCode {
  readonly code: string;
  /** Version 3, as JSON, from `code` back to the sources that users wrote. */
  readonly map: string;
}

/** A parsed step with all that edits ask about. */
export interface EditContext {
  readonly code: string;
  readonly text: MagicString;
  readonly program: Program;
  readonly index: TreeIndex;
  readonly scopes: Scopes;
  readonly facts: Facts;
}

/**
 * Applies edits to a step.
 *
 * @throws Error if the code cannot be parsed: each step gets what the one before it printed.
 */
export function editCode(source: MappedCode, edit: (context: EditContext) => void): MappedCode {
  const parsed = parseSource(source.code);
  if (parsed.kind === 'failed') {
    throw new Error(
      `a lowering step printed code that cannot be parsed: ${parsed.reason} at ${parsed.offset}`,
    );
  }
  const { program } = parsed;
  const text = new MagicString(source.code);
  const index = indexTree(program);
  const scopes = analyzeScopes(program);
  edit({ code: source.code, text, program, index, scopes, facts: createFacts(program, scopes, index) });
  if (!text.hasChanged()) return source;
  const step = text.generateMap({ hires: 'boundary', source: 'step.js', includeContent: false }).toString();
  return { code: text.toString(), map: joinMaps(step, source.map) };
}

/** The map of a later step, led through the map of the steps before it. */
export function joinMaps(later: string, earlier: string): string {
  const first = JSON.parse(earlier) as { version: 3; sources: string[]; names: string[]; mappings: string };
  let isFirst = true;
  return remapping(JSON.parse(later) as typeof first, () => {
    // One input file; what its map names are the users' own sources.
    if (!isFirst) return null;
    isFirst = false;
    return first;
  }).toString();
}

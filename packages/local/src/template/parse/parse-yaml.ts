// Reads YAML text into a tree with positions: YAML 1.1 as CloudFormation does, without dates and binary values,
// with aliases and merge keys expanded.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Tags,
  type YAMLMap,
} from 'yaml';
import { maxExpandedValues, maxNestingLevels } from '../limits.js';
import type { ParsedSource, SourceEntry, SourceNode, SourceProblem } from './source-node.js';

/**
 * Parses one YAML document.
 *
 * `yes`, `no`, `on` and `off` are booleans (YAML 1.1); dates such as `2010-09-09` stay text.
 *
 * @returns The tree and what is wrong; no tree after a syntax problem.
 * @throws Never.
 * @source AWS CloudFormation User Guide, "CloudFormation template formats": YAML 1.1 without binary, omap,
 *   pairs, set and timestamp
 */
export function parseYaml(text: string): ParsedSource {
  let document: Document;
  try {
    document = parseDocument(text, {
      version: '1.1',
      merge: false,
      uniqueKeys: false,
      keepSourceTokens: false,
      prettyErrors: false,
      logLevel: 'silent',
      customTags: (tags) => tags.filter((tag) => !refusedTags.has(tagName(tag))),
    });
  } catch (error) {
    // The composer is recursive: text nested some thousand levels deep ends here.
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, problems: [tooDeep(0)] };
  }
  const problems = document.errors.map((error): SourceProblem => {
    const [start, end] = error.pos;
    return { kind: 'syntax', message: lowerFirst(error.message), start, end };
  });
  if (problems.length > 0 || document.contents === null) return { root: undefined, problems };
  const walk = new YamlWalk(document);
  return { root: walk.node(document.contents, 0), problems: walk.problems };
}

const refusedTags: ReadonlySet<string> = new Set([
  'tag:yaml.org,2002:binary',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:timestamp',
]);

function tagName(tag: Tags[number]): string {
  return typeof tag === 'string' ? `tag:yaml.org,2002:${tag}` : tag.tag;
}

class YamlWalk {
  readonly problems: SourceProblem[] = [];
  private count = 0;
  private readonly document: Document;

  constructor(document: Document) {
    this.document = document;
  }

  node(node: unknown, level: number): SourceNode {
    const span = spanOf(node);
    const empty: SourceNode = { kind: 'scalar', value: null, ...span };
    // Reported once; every further value is left out, so that nothing grows without end.
    if (this.problems.some((problem) => problem.kind === 'too-large')) return empty;
    if (level > maxNestingLevels) {
      this.problems.push(tooDeep(span.start));
      return empty;
    }
    if (++this.count > maxExpandedValues) {
      this.problems.push({
        kind: 'too-large',
        message: `more than ${maxExpandedValues} values after its aliases are expanded`,
        ...span,
      });
      return empty;
    }
    if (isAlias(node)) return this.alias(node, level);
    if (isScalar(node)) {
      // The parser's pattern for numbers takes a lone dot, which is a path and no digit.
      return { kind: 'scalar', value: node.source === '.' ? '.' : scalarValue(node.value), ...span };
    }
    if (isSeq(node)) {
      return { kind: 'list', items: node.items.map((item) => this.node(item, level + 1)), ...span };
    }
    if (isMap(node)) return { kind: 'map', entries: this.entries(node, level), ...span };
    return empty;
  }

  private alias(alias: Alias, level: number): SourceNode {
    const target = alias.resolve(this.document);
    if (target === undefined) {
      this.problems.push({
        kind: 'syntax',
        message: `alias "*${alias.source}" names no anchor`,
        ...spanOf(alias),
      });
      return { kind: 'scalar', value: null, ...spanOf(alias) };
    }
    return this.node(target, level + 1);
  }

  private entries(map: YAMLMap, level: number): SourceEntry[] {
    const own = new Map<string, SourceEntry>();
    const merged = new Map<string, SourceEntry>();
    for (const pair of map.items) {
      if (!isPair(pair)) continue;
      const { key, start, end } = keyOf(pair);
      if (key === '<<') {
        for (const entry of this.merged(pair, level)) {
          if (!merged.has(entry.key)) merged.set(entry.key, entry);
        }
        continue;
      }
      if (own.has(key)) {
        this.problems.push({
          kind: 'duplicate-key',
          message: `Key "${key}" is defined twice; the last definition counts`,
          start,
          end,
        });
      }
      own.set(key, { key, keyStart: start, keyEnd: end, value: this.node(pair.value, level + 1) });
    }
    if (merged.size === 0) return [...own.values()];
    return [...[...merged.values()].filter((entry) => !own.has(entry.key)), ...own.values()];
  }

  private merged(pair: Pair, level: number): readonly SourceEntry[] {
    const value = this.node(pair.value, level + 1);
    const sources = value.kind === 'list' ? value.items : [value];
    return sources.flatMap((source) => (source.kind === 'map' ? source.entries : []));
  }
}

function keyOf(pair: Pair): { key: string; start: number; end: number } {
  const key: unknown = pair.key;
  // A key such as 80 or true is text in CloudFormation: take it as written.
  if (isScalar(key)) return { key: key.source ?? String(key.value), ...spanOf(key) };
  return { key: String(key), ...spanOf(key) };
}

function scalarValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  return value === null || value === undefined ? null : String(value);
}

function spanOf(node: unknown): { start: number; end: number; tag?: string } {
  // Parsed nodes have a range and, when written, a tag; made ones (absent values) have neither.
  const { range, tag } = (node ?? {}) as Partial<Pick<Node, 'range'>> & { tag?: string };
  const [start = 0, end = 0] = range ?? [];
  return { start, end, ...(tag?.startsWith('!') === true && tag !== '!' ? { tag } : {}) };
}

function tooDeep(start: number): SourceProblem {
  return {
    kind: 'too-large',
    message: `more than ${maxNestingLevels} levels of nesting`,
    start,
    end: start + 1,
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

// Reads template properties of unknown shape, collecting findings with their paths.

import { type Diagnostic, nearestName } from '@edgewire/diagnostics';

/** A value with the findings about it. */
export interface Parsed<Value> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One object of the template. Members are read by name; a wrong or missing one gives a finding and its fallback,
 * so that all findings of a resource come out together.
 */
export interface PropertyReader {
  readonly path: string;
  has(name: string): boolean;
  /** Text or number as text. */
  text(name: string): string | undefined;
  /** As `text`; a missing one is an error. */
  requiredText(name: string): string;
  number(name: string): number | undefined;
  boolean(name: string): boolean | undefined;
  /** One of the given words. A missing or other value is an error unless there is a fallback for a missing one. */
  oneOf<Word extends string>(name: string, words: readonly [Word, ...Word[]], fallback?: Word): Word;
  texts(name: string): readonly string[];
  object(name: string): PropertyReader | undefined;
  requiredObject(name: string): PropertyReader;
  objects(name: string): readonly PropertyReader[];
  report(code: string, message: string, options?: ReportOptions): void;
}

export interface ReportOptions {
  /** Member concerned. */
  readonly name?: string;
  readonly severity?: Diagnostic['severity'];
  readonly help?: string;
}

/** @param diagnostics - Findings are added here. */
export function readProperties(value: unknown, path: string, diagnostics: Diagnostic[]): PropertyReader {
  const members =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? // Any object can be read by property name; every member stays unknown.
        (value as Readonly<Record<string, unknown>>)
      : {};

  const report = (code: string, message: string, options: ReportOptions = {}) => {
    diagnostics.push({
      code,
      severity: options.severity ?? 'error',
      message,
      where: { path: options.name === undefined ? path : `${path}.${options.name}` },
      ...(options.help === undefined ? {} : { help: options.help }),
    });
  };

  const missing = (name: string) =>
    report('EW4001', `Property "${name}" is missing`, { help: `add "${name}" to "${path}"` });

  const text = (name: string): string | undefined => {
    const member = members[name];
    if (typeof member === 'string') return member;
    return typeof member === 'number' || typeof member === 'boolean' ? String(member) : undefined;
  };

  // The API form wraps lists as { Quantity, Items }; some templates keep that.
  const items = (name: string): readonly unknown[] => {
    const member = members[name];
    if (Array.isArray(member)) return member;
    const wrapped = (member as { readonly Items?: unknown } | undefined)?.Items;
    return Array.isArray(wrapped) ? wrapped : [];
  };

  const reader: PropertyReader = {
    path,
    has: (name) => members[name] !== undefined && members[name] !== null,
    text,
    requiredText(name) {
      const found = text(name);
      if (found === undefined || found === '') missing(name);
      return found ?? '';
    },
    number(name) {
      const found = text(name);
      if (found === undefined || found.trim() === '') return undefined;
      const parsed = Number(found);
      if (Number.isFinite(parsed)) return parsed;
      report('EW4104', `"${name}" is "${found}", wanted a number`, { name });
      return undefined;
    },
    boolean(name) {
      const found = text(name);
      return found === 'true' ? true : found === 'false' ? false : undefined;
    },
    oneOf(name, words, fallback) {
      const found = text(name);
      const match = words.find((word) => word === found);
      if (match !== undefined) return match;
      if (found === undefined) {
        if (fallback === undefined) missing(name);
        return fallback ?? words[0];
      }
      const nearest = nearestName(found, words);
      report('EW4104', `"${name}" is "${found}", wanted one of ${words.join(', ')}`, {
        name,
        ...(nearest === undefined ? {} : { help: `write "${nearest}"` }),
      });
      return fallback ?? words[0];
    },
    texts: (name) =>
      items(name).flatMap((item) =>
        typeof item === 'string' || typeof item === 'number' ? [String(item)] : [],
      ),
    object(name) {
      const member = members[name];
      if (typeof member !== 'object' || member === null || Array.isArray(member)) return undefined;
      return readProperties(member, `${path}.${name}`, diagnostics);
    },
    requiredObject(name) {
      const found = reader.object(name);
      if (found === undefined) missing(name);
      return found ?? readProperties({}, `${path}.${name}`, []);
    },
    objects: (name) =>
      items(name).map((item, index) => readProperties(item, `${path}.${name}[${index}]`, diagnostics)),
    report,
  };
  return reader;
}

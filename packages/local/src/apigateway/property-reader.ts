// Reads the properties of one resource and collects what is wrong with them, so that a user mends all at once.

import type { Diagnostic } from '@edgewire/diagnostics';
import { booleanOf, listOf, mapOf, numberOf, textMapOf, textOf } from '../resources/property.js';

/** A parsed resource, and the findings; the value is only to be used when no finding is an error. */
export interface Parsed<Value> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a parser is told about its resource. */
export interface ParseFacts {
  readonly logicalId: string;
  /** Physical id. */
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Typed access to properties; what is missing or of the wrong kind becomes a finding. */
export interface PropertyReader {
  readonly diagnostics: readonly Diagnostic[];
  text(name: string): string | undefined;
  /** Empty text and a finding when absent. */
  required(name: string): string;
  number(name: string): number | undefined;
  boolean(name: string): boolean;
  list(name: string): readonly unknown[];
  map(name: string): Readonly<Record<string, unknown>>;
  textMap(name: string): Readonly<Record<string, string>>;
  /** One of the values that AWS knows; the first and a finding otherwise. */
  oneOf<Value extends string>(name: string, values: readonly [Value, ...Value[]], fallback?: Value): Value;
  /** Adds a finding about a property. */
  report(code: `EW5${number}`, name: string, message: string, more?: ReportOptions): void;
}

/** What a finding may carry besides code, property and message. */
export interface ReportOptions {
  readonly help?: string;
  readonly severity?: 'error' | 'warning';
}

export function createPropertyReader({ logicalId, properties }: ParseFacts): PropertyReader {
  const diagnostics: Diagnostic[] = [];
  const reader: PropertyReader = {
    diagnostics,
    text: (name) => textOf(properties[name]),
    required(name) {
      const text = textOf(properties[name]);
      if (text === undefined) {
        reader.report('EW5001', name, `Cannot create "${logicalId}": property "${name}" is required`);
      }
      return text ?? '';
    },
    number: (name) => numberOf(properties[name]),
    boolean: (name) => booleanOf(properties[name]),
    list: (name) => listOf(properties[name]),
    map: (name) => mapOf(properties[name]),
    textMap: (name) => textMapOf(properties[name]),
    oneOf(name, values, fallback) {
      const text = textOf(properties[name]) ?? fallback;
      const known = values.find((value) => value === text);
      if (known !== undefined) return known;
      reader.report(
        text === undefined ? 'EW5001' : 'EW5002',
        name,
        `Cannot create "${logicalId}": property "${name}" is ${text === undefined ? 'required' : `"${text}"`}`,
        { help: `use ${values.join(', ')}` },
      );
      return values[0];
    },
    report(code, name, message, more = {}) {
      diagnostics.push({
        code,
        severity: more.severity ?? 'error',
        message,
        where: { path: `Resources.${logicalId}.Properties.${name}` },
        ...(more.help === undefined ? {} : { help: more.help }),
      });
    },
  };
  return reader;
}

// A key value store in memory: what a function reads, and the import file that fills it.

import type { Diagnostic, Where } from '@edgewire/diagnostics';
import { readJson } from '../cases/read-json.js';
import type { StoreData } from '../engine/messages.js';
import {
  maxImportKeyCharacters,
  maxImportValueCharacters,
  maxStoreBytes,
  maxStoreKeyBytes,
  maxStoreValueBytes,
} from '../limits.js';

/** How to make a store. */
export interface KeyValueStoreOptions {
  readonly data: Readonly<Record<string, string>> | ReadonlyMap<string, string>;
  /** The store's id, which `cf.kvs(id)` may name. @default a fixed id */
  readonly id?: string;
  /** ISO 8601, as `meta()` gives them. @default the epoch */
  readonly createdDateTime?: string;
  readonly lastUpdatedDateTime?: string;
}

const defaultId = '00000000-0000-4000-8000-000000000000';
const defaultDateTime = '1970-01-01T00:00:00.000Z';

/** Creates a store for `createEdgeFunction`. The data is copied. */
export function createKeyValueStore(options: KeyValueStoreOptions): StoreData {
  const { data, id = defaultId, createdDateTime = defaultDateTime } = options;
  const entries = data instanceof Map ? data : Object.entries(data);
  return {
    id,
    createdDateTime,
    lastUpdatedDateTime: options.lastUpdatedDateTime ?? createdDateTime,
    entries: new Map(entries),
  };
}

/** What an import file holds, and what is wrong with it. */
export interface ParsedStoreImport {
  readonly data: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses the JSON that a store is imported from: one array `data` of `{key, value}`.
 *
 * @param options.file - For the findings.
 * @returns Entries that are right and findings for those that are not. Never throws.
 * @source spec/cloudfront.md 4.2
 */
export function parseStoreImport(text: string, options: { readonly file: string }): ParsedStoreImport {
  const diagnostics: Diagnostic[] = [];
  const data = new Map<string, string>();
  const report = (message: string, place: Omit<Where, 'file'> = {}) =>
    diagnostics.push({
      code: 'EW2005',
      severity: 'error',
      message,
      where: { file: options.file, ...place },
      help: 'write {"data": [{"key": "name", "value": "text"}]}',
    });
  const read = readJson(text);
  if (read.kind === 'failure') {
    const { kind: _kind, reason, help: _help, ...place } = read;
    report(`Cannot read key value store: ${reason.replace(/^it /, 'the file ')}`, place);
    return { data, diagnostics };
  }
  const { value: file } = read;
  const list = typeof file === 'object' && file !== null && 'data' in file ? file.data : undefined;
  if (!Array.isArray(list)) {
    report('Cannot read key value store: the file has no array "data"');
    return { data, diagnostics };
  }
  let bytes = 0;
  for (const [index, item] of (list as readonly unknown[]).entries()) {
    const path = `data[${index}]`;
    const problem = problemOf(item, data);
    if (problem !== undefined) {
      report(`Cannot import ${path}: ${problem}`, { path });
      continue;
    }
    // problemOf has checked both.
    const { key, value } = item as { readonly key: string; readonly value: string };
    data.set(key, value);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > maxStoreBytes) report(`Key value store has ${bytes} bytes, the limit is ${maxStoreBytes}`);
  return { data, diagnostics };
}

function problemOf(item: unknown, known: ReadonlyMap<string, string>): string | undefined {
  if (typeof item !== 'object' || item === null) return 'it is no object';
  const { key, value } = item as { readonly key?: unknown; readonly value?: unknown };
  if (typeof key !== 'string' || key === '') return '"key" must be text';
  if (typeof value !== 'string')
    return `"value" of "${key}" must be text: write numbers and objects as JSON text`;
  if (known.has(key)) return `"${key}" is there twice`;
  if (key.length > maxImportKeyCharacters || Buffer.byteLength(key) > maxStoreKeyBytes) {
    return `the key has ${Buffer.byteLength(key)} bytes, the limit is ${maxStoreKeyBytes}`;
  }
  if (value.length > maxImportValueCharacters || Buffer.byteLength(value) > maxStoreValueBytes) {
    return `the value of "${key}" has ${Buffer.byteLength(value)} bytes, the limit is ${maxStoreValueBytes}`;
  }
  return undefined;
}

// The key value store of a command: an import file as CloudFront takes it, or a plain object.

import { DiagnosticsError } from '@edgewire/diagnostics';
import { createKeyValueStore, parseStoreImport, type StoreData } from '@edgewire/edge-runtime';
import type { OptionSpec } from './options.js';
import { readInput } from './source-input.js';

export const storeOption: OptionSpec = {
  name: 'kvs',
  type: 'string',
  placeholder: 'DATA.json',
  description: 'key value store: {"data": [{"key", "value"}]}',
};

/** @throws DiagnosticsError for a file that is no import. */
export function loadStore(file: string | undefined, cwd: string): StoreData | undefined {
  if (file === undefined) return undefined;
  const { data, diagnostics } = parseStoreImport(readInput(file, cwd).toString('utf8'), { file });
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  return createKeyValueStore({ data });
}

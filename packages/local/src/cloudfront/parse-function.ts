// AWS::CloudFront::Function and KeyValueStore: CloudFormation properties -> drafts and findings.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { FunctionDraft } from './cloudfront.js';
import { maxFunctionCodeBytes, maxStoreBytes, maxStoreKeyBytes, maxStoreValueBytes } from './limits.js';
import { type Parsed, readProperties } from './property-reader.js';

/** Parses a function. The code is not compiled here, as CreateFunction does not either. @source spec/cloudfront.md 5.6 */
export function parseFunction(
  properties: Readonly<Record<string, unknown>>,
  { logicalId }: { readonly logicalId: string },
): Parsed<FunctionDraft> {
  const diagnostics: Diagnostic[] = [];
  const root = readProperties(properties, `Resources.${logicalId}.Properties`, diagnostics);
  const name = root.requiredText('Name');
  if (name !== '' && !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    root.report('EW4104', `"Name" is "${name}", wanted 1 to 64 letters, digits, hyphens and underscores`, {
      name: 'Name',
    });
  }
  const code = root.requiredText('FunctionCode');
  const size = Buffer.byteLength(code);
  if (size > maxFunctionCodeBytes) {
    root.report(
      'EW4110',
      `Function "${name}" has ${size} bytes of code: CloudFront takes ${maxFunctionCodeBytes}`,
      { name: 'FunctionCode', help: 'minify it with "edgewire build", or move data to a key value store' },
    );
  }
  const config = root.requiredObject('FunctionConfig');
  const stores = config.objects('KeyValueStoreAssociations');
  if (stores.length > 1) {
    config.report('EW4108', `Function has ${stores.length} key value stores: the limit is 1`, {
      name: 'KeyValueStoreAssociations',
    });
  }
  return {
    value: {
      name,
      logicalId,
      runtime: config.oneOf('Runtime', ['cloudfront-js-1.0', 'cloudfront-js-2.0']),
      code,
      comment: config.text('Comment') ?? '',
      keyValueStoreArn: stores[0]?.requiredText('KeyValueStoreARN'),
      autoPublish: root.boolean('AutoPublish') === true,
    },
    diagnostics,
  };
}

/**
 * Parses the JSON that a key value store is imported from.
 *
 * @source spec/cloudfront.md 4.2: one array `data` of `{key, value}`, no duplicates
 */
export function parseStoreImport(
  text: string,
  { path }: { readonly path: string },
): Parsed<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const report = (message: string) =>
    diagnostics.push({
      code: 'EW4111',
      severity: 'error',
      message: `Cannot import key value store: ${message}`,
      where: { path },
    });
  let data: unknown;
  try {
    data = (JSON.parse(text) as { readonly data?: unknown } | null)?.data;
  } catch (error) {
    report(`the file is not JSON (${error instanceof Error ? error.message : String(error)})`);
    return { value: entries, diagnostics };
  }
  if (!Array.isArray(data)) {
    report('the file has no array "data"');
    return { value: entries, diagnostics };
  }
  let bytes = 0;
  data.forEach((item: { readonly key?: unknown; readonly value?: unknown } | null, index) => {
    const { key, value } = item ?? {};
    if (typeof key !== 'string' || typeof value !== 'string') {
      report(`entry ${index} needs "key" and "value" as texts`);
      return;
    }
    if (entries.has(key)) report(`key "${key}" occurs twice`);
    if (Buffer.byteLength(key) > maxStoreKeyBytes) report(`key "${key}" is above ${maxStoreKeyBytes} bytes`);
    if (Buffer.byteLength(value) > maxStoreValueBytes) {
      report(`the value of "${key}" is above ${maxStoreValueBytes} bytes`);
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
    entries.set(key, value);
  });
  if (bytes > maxStoreBytes) report(`it has ${bytes} bytes: the limit is ${maxStoreBytes}`);
  return { value: entries, diagnostics };
}

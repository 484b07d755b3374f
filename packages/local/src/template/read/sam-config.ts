// samconfig.toml or samconfig.yaml: what `sam deploy` would be told besides the template.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '@edgewire/diagnostics';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { isMap, isScalar, valueAt } from '../plain-data.js';

/** What the file says that matters to a local stack. */
export interface SamConfig {
  readonly file: string | undefined;
  readonly stackName: string | undefined;
  readonly region: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the configuration beside a template. The table named like the stage counts, else `default`.
 *
 * @source AWS SAM Developer Guide, "AWS SAM CLI configuration file"
 */
export async function readSamConfig(folder: string, stage: string | undefined): Promise<SamConfig> {
  const file = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  if (file === undefined) {
    return { file, stackName: undefined, region: undefined, parameters: {}, diagnostics: [] };
  }
  const text = await readFile(file, 'utf8');
  let content: unknown;
  try {
    content = file.endsWith('.toml') ? parseToml(text) : parseYaml(text);
  } catch (error) {
    if (!(error instanceof TomlError) && !(error instanceof YAMLParseError)) throw error;
    const [line, column] =
      error instanceof TomlError
        ? [error.line, error.column]
        : [error.linePos?.[0].line, error.linePos?.[0].col];
    const where = {
      file,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    };
    const [reason = ''] = error.message.split('\n');
    const diagnostic: Diagnostic = {
      code: 'EW3307',
      severity: 'error',
      message: `Cannot read the SAM configuration: ${reason}`,
      where,
    };
    return { file, stackName: undefined, region: undefined, parameters: {}, diagnostics: [diagnostic] };
  }
  const environment = valueAt(content, stage ?? 'default') ?? valueAt(content, 'default');
  const settings = ['global', 'deploy'].map((command) =>
    valueAt(valueAt(environment, command), 'parameters'),
  );
  const setting = (name: string) => settings.map((values) => valueAt(values, name)).findLast(isScalar);
  return {
    file,
    stackName: textOf(setting('stack_name')),
    region: textOf(setting('region')),
    parameters: Object.assign(
      {},
      ...settings.map((values) => parseOverrides(valueAt(values, 'parameter_overrides'))),
    ),
    diagnostics: [],
  };
}

// Name=value, quoted or not; or ParameterKey=Name,ParameterValue=value.
const override =
  /(?:ParameterKey=([A-Za-z0-9]+),ParameterValue=|([A-Za-z0-9]+)=)("(?:\\.|[^"\\])*"|'[^']*'|[^\s"']*)/g;

/** Parameter values of `parameter_overrides`, which is text, a list of texts, or a map. */
export function parseOverrides(overrides: unknown): Record<string, string> {
  if (isMap(overrides)) {
    return Object.fromEntries(Object.entries(overrides).map(([name, value]) => [name, String(value)]));
  }
  if (Array.isArray(overrides)) return Object.assign({}, ...overrides.map(parseOverrides));
  if (typeof overrides !== 'string') return {};
  const values: Record<string, string> = {};
  for (const [, long, short, value = ''] of overrides.matchAll(override)) {
    const name = long ?? short ?? '';
    const isQuoted = /^["']/.test(value);
    values[name] = isQuoted ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  }
  return values;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

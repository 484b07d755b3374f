// Options of commands as data: parsing, help and the reference page read the same table.

import { parseArgs } from 'node:util';
import { nearestName, UsageError } from '@edgewire/diagnostics';

/** One option. `list` options may be repeated; `placeholder` is what help shows for the value. */
export interface OptionSpec {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'list';
  readonly placeholder?: string;
  readonly description: string;
  readonly default?: string;
  /** Environment variable that stands in for the option. */
  readonly env?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  readonly short?: string;
}

/** What the command line said. */
export interface ParsedOptions {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

/**
 * Parses a command's arguments: flag, then environment variable, then default.
 *
 * @throws UsageError EW9001 for an unknown option, EW9002 for a missing or superfluous value, EW9003 for a value
 *   outside the choices.
 */
export function parseOptions(
  specs: readonly OptionSpec[],
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  const parsed = parseTokens(specs, argv);
  const values = new Map<string, string | boolean | readonly string[]>();
  for (const spec of specs) {
    const given = parsed.values[spec.name];
    const value =
      (Array.isArray(given) ? given.map(String) : given) ?? fromEnvironment(spec, env) ?? spec.default;
    if (value === undefined) continue;
    checkChoice(spec, value);
    values.set(spec.name, value);
  }
  return {
    positionals: parsed.positionals,
    text: (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values.get(name) === true,
    list: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? value : [];
    },
  };
}

/** `K=V` pairs of a list option. @throws UsageError EW9003 for an entry without `=`. */
export function parsePairs(name: string, entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const equals = entry.indexOf('=');
      if (equals < 1) {
        throw new UsageError('EW9003', `Cannot use "--${name} ${entry}": it has no "="`, {
          help: `write --${name} Name=value`,
        });
      }
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

function parseTokens(specs: readonly OptionSpec[], argv: readonly string[]) {
  const known = new Map(specs.map((spec) => [spec.name, spec]));
  for (const argument of argv) {
    if (argument === '--') break;
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (name === undefined || known.has(name)) continue;
    const nearest = nearestName(name, known.keys());
    throw new UsageError('EW9001', `Unknown option "--${name}"`, {
      help:
        nearest === undefined
          ? 'run the command with --help for its options'
          : `the nearest option is "--${nearest}"`,
    });
  }
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        specs.map((spec) => [
          spec.name,
          {
            type: spec.type === 'boolean' ? ('boolean' as const) : ('string' as const),
            multiple: spec.type === 'list',
            ...(spec.short === undefined ? {} : { short: spec.short }),
          },
        ]),
      ),
    });
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new UsageError('EW9002', text.replace(/'/g, '"'), {
      help: 'run the command with --help for its options',
      cause: error,
    });
  }
}

function fromEnvironment(
  spec: OptionSpec,
  env: Readonly<Record<string, string | undefined>>,
): string | boolean | undefined {
  const value = spec.env === undefined ? undefined : env[spec.env];
  if (value === undefined || value === '') return undefined;
  return spec.type === 'boolean' ? value !== '0' && value !== 'false' : value;
}

function checkChoice(spec: OptionSpec, value: unknown): void {
  if (spec.choices === undefined || typeof value !== 'string' || spec.choices.includes(value)) return;
  throw new UsageError('EW9003', `Cannot use "--${spec.name} ${value}"`, {
    help: `give one of ${spec.choices.join(', ')}`,
  });
}

// custom.edgewire: which functions of the template are compiled from what.

import { type Diagnostic, nearestName } from '@edgewire/diagnostics';
import type { EdgeEventType } from '@edgewire/edge-compiler';

/** One function to compile. */
export interface FunctionConfig {
  /** Of a resource `AWS::CloudFront::Function`. */
  readonly logicalId: string;
  /** Files from the service's folder; several run left to right. */
  readonly entries: readonly string[];
  readonly eventType: EdgeEventType | undefined;
  /** Texts by name: `process.env.NAME` in the source becomes the text. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What was read, and what was wrong with it. */
export interface ParsedConfig {
  readonly functions: readonly FunctionConfig[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `custom.edgewire` after the framework has resolved its variables.
 *
 * @returns No function and no finding when the service has no such section.
 * @throws Never: every mistake is a finding with its path.
 */
export function parseConfig(section: unknown): ParsedConfig {
  const diagnostics: Diagnostic[] = [];
  const report = (path: readonly string[], message: string, help: string) => {
    diagnostics.push({
      code: 'EW3251',
      severity: 'error',
      message: `Cannot read "${['custom', 'edgewire', ...path].join('.')}": ${message}`,
      help,
    });
  };
  if (section === undefined || section === null) return { functions: [], diagnostics };
  const functions: FunctionConfig[] = [];
  const root = mapAt(section, [], report);
  if (root !== undefined) {
    refuseUnknown(root, { path: [], known: ['functions'], report });
    const described = mapAt(root.functions ?? {}, ['functions'], report) ?? {};
    for (const [logicalId, description] of Object.entries(described)) {
      const read = parseFunction(logicalId, description, report);
      if (read !== undefined) functions.push(read);
    }
  }
  return { functions, diagnostics };
}

type Report = (path: readonly string[], message: string, help: string) => void;

function parseFunction(logicalId: string, description: unknown, report: Report): FunctionConfig | undefined {
  const path = ['functions', logicalId];
  // The short form: nothing but the file.
  if (typeof description === 'string') {
    return { logicalId, entries: [description], eventType: undefined, environment: {} };
  }
  const map = mapAt(description, path, report);
  if (map === undefined) return undefined;
  refuseUnknown(map, { path, known: ['entry', 'event', 'environment'], report });
  const entries = (Array.isArray(map.entry) ? map.entry : [map.entry]).filter(isText);
  if (entries.length === 0 || (Array.isArray(map.entry) && entries.length < map.entry.length)) {
    report(
      [...path, 'entry'],
      `it is ${kindOf(map.entry)}, not a file or a list of files`,
      'name a TypeScript file, from the folder of the service',
    );
    return undefined;
  }
  const { event } = map;
  if (event !== undefined && event !== 'viewer-request' && event !== 'viewer-response') {
    report([...path, 'event'], `${kindOf(event)} is no event`, 'write viewer-request or viewer-response');
    return undefined;
  }
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(
    mapAt(map.environment ?? {}, [...path, 'environment'], report) ?? {},
  )) {
    if (isText(value) || value === '' || typeof value === 'number' || typeof value === 'boolean') {
      environment[name] = String(value);
    } else {
      report(
        [...path, 'environment', name],
        `it is ${kindOf(value)}: what only the deployment knows cannot be put into code`,
        'give a text that packaging knows',
      );
    }
  }
  return { logicalId, entries, eventType: event, environment };
}

function refuseUnknown(
  map: Readonly<Record<string, unknown>>,
  {
    path,
    known,
    report,
  }: { readonly path: readonly string[]; readonly known: readonly string[]; readonly report: Report },
): void {
  for (const name of Object.keys(map)) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    report(
      [...path, name],
      'there is no such option',
      nearest === undefined ? `the options are ${known.join(', ')}` : `the nearest option is "${nearest}"`,
    );
  }
}

function mapAt(
  value: unknown,
  path: readonly string[],
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  report(path, `it is ${kindOf(value)}, not a map`, 'see the README of serverless-edgewire for its form');
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `"${value}"`;
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'a list' : 'a map';
}

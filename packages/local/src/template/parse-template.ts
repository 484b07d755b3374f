// Template text -> plain data with long-form intrinsics, and a way to find the place of a property path.

import type { Diagnostic, Where } from '@edgewire/diagnostics';
import { intrinsicByTag, longFormArgument } from './parse/intrinsic-tags.js';
import { parseJson } from './parse/parse-json.js';
import { parseYaml } from './parse/parse-yaml.js';
import { createLineIndex, type SourceNode } from './parse/source-node.js';
import { isMap, valueAt } from './plain-data.js';
import type { TemplateDocument } from './stack-input.js';

/** The document, unless the text cannot be read at all, and what is wrong with it. */
export interface ParsedTemplate {
  readonly document: TemplateDocument | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a CloudFormation template in JSON or YAML.
 *
 * @param file - Absolute path, for messages; `.json` or a text that begins with `{` is JSON.
 * @source spec/websocket-api.md 8.3
 */
export function parseTemplate(text: string, file: string): ParsedTemplate {
  const isJson = file.endsWith('.json') || text.trimStart().startsWith('{');
  const { root, problems } = isJson ? parseJson(text) : parseYaml(text);
  const lines = createLineIndex(text);
  const diagnostics: Diagnostic[] = problems.map(({ kind, message, start, end }) => ({
    code: kind === 'duplicate-key' ? 'EW3002' : 'EW3001',
    severity: 'error',
    message: `Cannot read the template: ${message}`,
    where: { file, ...lines.where(start, end) },
  }));
  if (root === undefined) {
    if (diagnostics.length === 0) {
      diagnostics.push({
        code: 'EW3001',
        severity: 'error',
        message: 'Cannot read the template: the file is empty',
        where: { file },
      });
    }
    return { document: undefined, diagnostics };
  }
  const places = new Map<string, Where>();
  const body = toPlain(root, '', (path, start, end) =>
    places.set(path, { file, ...lines.where(start, end) }),
  );
  if (!isMap(body)) {
    diagnostics.push({
      code: 'EW3003',
      severity: 'error',
      message: 'Cannot use the template: its top level is not a map',
      where: { file, line: 1, column: 1 },
    });
    return { document: undefined, diagnostics };
  }
  const document: TemplateDocument = {
    file,
    body,
    locate(path) {
      for (let known = path; known !== ''; known = known.slice(0, Math.max(0, known.lastIndexOf('.')))) {
        const where = places.get(known);
        if (where !== undefined) return { ...where, path };
      }
      return { file, path };
    },
  };
  return { document, diagnostics: [...diagnostics, ...shapeFindings(document)] };
}

function toPlain(
  node: SourceNode,
  path: string,
  note: (path: string, start: number, end: number) => void,
): unknown {
  note(path, node.start, node.end);
  const intrinsic = node.tag === undefined ? undefined : intrinsicByTag.get(node.tag);
  const plain = untagged(node, intrinsic === undefined ? path : `${path}.${intrinsic}`, note);
  return intrinsic === undefined ? plain : { [intrinsic]: longFormArgument(intrinsic, plain) };
}

function untagged(
  node: SourceNode,
  path: string,
  note: (path: string, start: number, end: number) => void,
): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map((item, index) => toPlain(item, `${path}.${index}`, note));
    case 'map': {
      const map: Record<string, unknown> = {};
      for (const { key, keyStart, keyEnd, value } of node.entries) {
        const below = path === '' ? key : `${path}.${key}`;
        const plain = toPlain(value, below, note);
        note(below, keyStart, keyEnd);
        Object.defineProperty(map, key, {
          value: plain,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      // Long-form GetAtt may be written with a dot as well.
      const keys = Object.keys(map);
      if (keys.length === 1 && typeof map['Fn::GetAtt'] === 'string') {
        return { 'Fn::GetAtt': longFormArgument('Fn::GetAtt', map['Fn::GetAtt']) };
      }
      return map;
    }
  }
}

function shapeFindings(document: TemplateDocument): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const resources = valueAt(document.body, 'Resources');
  if (!isMap(resources)) {
    findings.push({
      code: 'EW3003',
      severity: 'error',
      message: 'Cannot use the template: it has no Resources',
      where: document.locate('Resources'),
      help: 'name at least one resource below Resources',
    });
    return findings;
  }
  for (const [logicalId, resource] of Object.entries(resources)) {
    if (logicalId.startsWith('Fn::ForEach')) continue;
    const path = `Resources.${logicalId}`;
    if (typeof valueAt(resource, 'Type') !== 'string') {
      findings.push({
        code: 'EW3004',
        severity: 'error',
        message: `Resource "${logicalId}" has no Type`,
        where: document.locate(path),
        help: 'write Type: AWS::Service::Resource',
      });
    } else if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
      findings.push({
        code: 'EW3005',
        severity: 'error',
        message: `Logical id "${logicalId}" is not alphanumeric`,
        where: document.locate(path),
        help: 'use letters and digits only',
      });
    }
  }
  return findings;
}

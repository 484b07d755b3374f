// The transforms of a template: loops, included files and SAM's types are expanded here, macros that run on AWS are
// named and left out.

import type { Diagnostic } from '@edgewire/diagnostics';
import { createFindingList, type Report } from './finding.js';
import { isLoop, unrollLoops } from './for-each.js';
import { type LoadInclude, resolveIncludes } from './includes.js';
import { isMap, type PlainMap, valueAt } from './plain-data.js';
import { expandSam } from './sam/expand-sam.js';
import { samTransform } from './sam/index.js';
import type { TemplateDocument } from './stack-input.js';

/** Allows `Fn::Length`, `Fn::ToJsonString` and `Fn::ForEach`. */
const languageExtensions = 'AWS::LanguageExtensions';

/** Transforms that are expanded here. */
const expanded: ReadonlySet<string> = new Set([samTransform, languageExtensions, 'AWS::Include']);

/** Whether the template is written for SAM. */
export function usesSam(document: TemplateDocument): boolean {
  return transformsOf(document.body).includes(samTransform);
}

/**
 * Applies what a template's transforms stand for.
 *
 * @returns The document without transforms. Findings of severity `error` name what a macro would have made;
 *   the rest of the template stays usable.
 */
export function applyTransforms(
  document: TemplateDocument,
  options: { readonly parameters: Readonly<Record<string, string>>; readonly loadInclude: LoadInclude },
): { readonly document: TemplateDocument; readonly diagnostics: readonly Diagnostic[] } {
  const findings = createFindingList(document);
  const { report } = findings;
  const names = transformsOf(document.body);
  const included = resolveIncludes(document.body, { load: options.loadInclude, report });
  for (const name of names) {
    if (!expanded.has(name)) reportMacro(name, 'Transform', report);
  }
  const unrolled = names.includes(languageExtensions)
    ? unrollLoops(included, { parameters: options.parameters, report })
    : { body: included, origins: new Map<string, string>() };
  const plain = withoutMacros(unrolled.body, report);
  const { body, origins } = names.includes(samTransform)
    ? expandSam(plain, { parameters: options.parameters, report })
    : { body: plain, origins: new Map<string, string>() };
  return {
    document: {
      file: document.file,
      body,
      locate(path) {
        const [section, logicalId = ''] = path.split('.');
        const origin = section === 'Resources' ? origins.get(logicalId) : undefined;
        const loop = unrolled.origins.get(`${section}.${origin ?? logicalId}`);
        if (loop !== undefined) return document.locate(loop);
        return document.locate(origin === undefined || origin === logicalId ? path : `Resources.${origin}`);
      },
    },
    diagnostics: findings.diagnostics,
  };
}

function transformsOf(body: PlainMap): string[] {
  const { Transform } = body;
  return (Array.isArray(Transform) ? Transform : [Transform]).flatMap((item) => {
    const name = typeof item === 'string' ? item : valueAt(item, 'Name');
    return typeof name === 'string' ? [name] : [];
  });
}

function reportMacro(name: string, path: string, report: Report): void {
  report({
    code: 'EW3121',
    path,
    message: `Macro "${name}" is not run: it is a function in an AWS account`,
    help: 'give the processed template instead: aws cloudformation get-template --template-stage Processed',
  });
}

// A resource whose text a macro would write is left out, as is a section; everything else runs.
function withoutMacros(body: PlainMap, report: Report): PlainMap {
  const kept: Record<string, unknown> = {};
  for (const [section, value] of Object.entries(body)) {
    if (section === 'Transform') kept[section] = value;
    else if (section === 'Fn::Transform') reportMacro(nameOf(value), section, report);
    else if (section === 'Resources' && isMap(value)) kept[section] = keptResources(value, report);
    else kept[section] = value;
  }
  return kept;
}

function keptResources(resources: PlainMap, report: Report): PlainMap {
  const kept: Record<string, unknown> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    const path = `Resources.${logicalId}`;
    if (isLoop(logicalId)) {
      report({
        code: 'EW3122',
        path,
        message: `"${logicalId}" is left out: the template does not name the transform ${languageExtensions}`,
        help: `add Transform: ${languageExtensions}`,
      });
      continue;
    }
    if (logicalId === 'Fn::Transform') {
      reportMacro(nameOf(resource), path, report);
      continue;
    }
    const macro = findMacro(resource, path);
    if (macro === undefined) {
      kept[logicalId] = resource;
      continue;
    }
    reportMacro(macro.name, macro.path, report);
    // Nothing runs under this type, and references to the resource still resolve.
    kept[logicalId] = { ...(resource as PlainMap), Type: `Macro::${macro.name}`, Properties: {} };
  }
  return kept;
}

function findMacro(
  value: unknown,
  path: string,
): { readonly name: string; readonly path: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const below = `${path}.${key}`;
    if (key === 'Fn::Transform') return { name: nameOf(item), path: below };
    const found = findMacro(item, below);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameOf(transform: unknown): string {
  const name = typeof transform === 'string' ? transform : valueAt(transform, 'Name');
  return typeof name === 'string' ? name : 'without a name';
}

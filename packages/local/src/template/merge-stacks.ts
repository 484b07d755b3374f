// Several templates -> one: nested stacks are put into their parent, sibling stacks beside each other. Pure.

import { isMap, isScalar, type PlainMap, valueAt } from './plain-data.js';
import { rewriteReferences } from './rewrite-references.js';
import type { TemplateDocument } from './stack-input.js';

/** A template of several. */
export interface StackPart {
  /** Unique name: a sibling's stack name. */
  readonly name: string;
  readonly document: TemplateDocument;
}

/** The template of a nested stack in `parent`, or `undefined` to leave the resource as it is. */
export type LoadNested = (
  logicalId: string,
  resource: PlainMap,
  parent: TemplateDocument,
) => StackPart | undefined;

interface Sections {
  Resources: Record<string, unknown>;
  Conditions: Record<string, unknown>;
  Mappings: Record<string, unknown>;
  Outputs: Record<string, unknown>;
}

/** Where a resource of the result comes from. */
interface Origin {
  readonly document: TemplateDocument;
  readonly logicalId: string;
}

const maxNestedStacks = 200;

/**
 * Puts the stacks of an application into one template.
 *
 * Nested stacks become resources of their parent under `{nested}{resource}`; of siblings only what would have the
 * same logical id twice gets the stack's name before it. `Fn::ImportValue` of an export in the application becomes
 * the exported value.
 */
export function mergeStacks(parts: readonly StackPart[], loadNested: LoadNested): TemplateDocument {
  const origins = new Map<string, Origin>();
  const parameters: Record<string, unknown> = {};
  let merged: Sections = { Resources: {}, Conditions: {}, Mappings: {}, Outputs: {} };
  for (const part of parts) {
    const own = flatten(part, loadNested, 0);
    Object.assign(parameters, sectionOf(part.document.body, 'Parameters'));
    const taken = merged;
    const isTaken = (name: string) =>
      Object.hasOwn(taken.Resources, name) ||
      Object.hasOwn(taken.Conditions, name) ||
      Object.hasOwn(taken.Mappings, name) ||
      Object.hasOwn(taken.Outputs, name);
    const prefix = part.name.replace(/[^A-Za-z0-9]/g, '');
    const rename = (name: string) => (isTaken(name) ? prefix + name : name);
    const renamed = renameSections(own.sections, rename, () => undefined);
    for (const [logicalId, origin] of own.origins) origins.set(rename(logicalId), origin);
    merged = {
      Resources: { ...merged.Resources, ...renamed.Resources },
      Conditions: { ...merged.Conditions, ...renamed.Conditions },
      Mappings: { ...merged.Mappings, ...renamed.Mappings },
      Outputs: { ...merged.Outputs, ...renamed.Outputs },
    };
  }
  const first = parts[0]?.document;
  return {
    file: first?.file ?? '',
    body: { Parameters: parameters, ...followExports(merged) },
    locate(path) {
      const [section, logicalId = '', ...below] = path.split('.');
      const origin = section === 'Resources' ? origins.get(logicalId) : undefined;
      if (origin === undefined) return first?.locate(path) ?? { file: '', path };
      return origin.document.locate([section, origin.logicalId, ...below].join('.'));
    },
  };
}

function flatten(
  part: StackPart,
  loadNested: LoadNested,
  depth: number,
): { readonly sections: Sections; readonly origins: ReadonlyMap<string, Origin> } {
  const { document } = part;
  let sections: Sections = {
    Resources: sectionOf(document.body, 'Resources'),
    Conditions: sectionOf(document.body, 'Conditions'),
    Mappings: sectionOf(document.body, 'Mappings'),
    Outputs: sectionOf(document.body, 'Outputs'),
  };
  const origins = new Map<string, Origin>(
    Object.keys(sections.Resources).map((logicalId) => [logicalId, { document, logicalId }]),
  );
  for (const [nestedId, resource] of Object.entries(sections.Resources)) {
    // A stack that nests itself would never end; AWS's quota is far below.
    if (!isMap(resource) || depth > 10 || origins.size > maxNestedStacks * 500) continue;
    const nested = loadNested(nestedId, resource, document);
    if (nested === undefined) continue;
    const inner = flatten(nested, loadNested, depth + 1);
    // The text of now: an earlier nested stack's outputs are already in its place.
    const current = sections.Resources[nestedId];
    const embedded = embed(nestedId, isMap(current) ? current : resource, {
      body: nested.document.body,
      sections: inner.sections,
    });
    for (const [logicalId, origin] of inner.origins) origins.set(nestedId + logicalId, origin);
    origins.delete(nestedId);
    sections = replaceNested(sections, nestedId, embedded);
  }
  return { sections, origins };
}

function embed(
  nestedId: string,
  resource: PlainMap,
  nested: { readonly body: PlainMap; readonly sections: Sections },
): Sections {
  const given = valueAt(resource.Properties, 'Parameters');
  const parameter = (name: string): unknown => {
    const declared = valueAt(valueAt(nested.body, 'Parameters'), name);
    if (declared === undefined) return undefined;
    const value = valueAt(given, name) ?? valueAt(declared, 'Default') ?? '';
    const isList = /^(CommaDelimitedList|List<)/.test(String(valueAt(declared, 'Type')));
    if (!isList || Array.isArray(value)) return value;
    return isScalar(value) ? String(value).split(',') : { 'Fn::Split': [',', value] };
  };
  const embedded = renameSections(nested.sections, (name) => nestedId + name, parameter);
  const { Condition, DependsOn } = resource;
  for (const [logicalId, child] of Object.entries(embedded.Resources)) {
    if (!isMap(child)) continue;
    const depends = [...namesOf(child.DependsOn), ...namesOf(DependsOn)];
    embedded.Resources[logicalId] = {
      ...(Condition === undefined ? {} : { Condition }),
      ...child,
      ...(depends.length === 0 ? {} : { DependsOn: depends }),
    };
  }
  return embedded;
}

function replaceNested(sections: Sections, nestedId: string, embedded: Sections): Sections {
  const { [nestedId]: _nested, ...others } = sections.Resources;
  const childIds = Object.keys(embedded.Resources);
  const rewrite = {
    ref: (name: string) => (name === nestedId ? nestedId : undefined),
    attribute: (logicalId: string, attribute: string) =>
      logicalId === nestedId
        ? valueAt(embedded.Outputs[attribute.replace(/^Outputs\./, nestedId)], 'Value')
        : undefined,
  };
  const Resources = rewriteReferences({ ...others, ...embedded.Resources }, rewrite) as Record<
    string,
    unknown
  >;
  for (const [logicalId, resource] of Object.entries(Resources)) {
    if (!isMap(resource) || !namesOf(resource.DependsOn).includes(nestedId)) continue;
    const DependsOn = namesOf(resource.DependsOn).flatMap((name) => (name === nestedId ? childIds : [name]));
    Resources[logicalId] = { ...resource, DependsOn };
  }
  return {
    Resources,
    Conditions: { ...sections.Conditions, ...embedded.Conditions },
    Mappings: { ...sections.Mappings, ...embedded.Mappings },
    Outputs: rewriteReferences(sections.Outputs, rewrite) as Record<string, unknown>,
  };
}

function renameSections(
  sections: Sections,
  rename: (name: string) => string,
  parameter: (name: string) => unknown,
): Sections {
  const has = (section: keyof Sections, name: unknown): name is string =>
    typeof name === 'string' && Object.hasOwn(sections[section], name);
  const walk = (value: unknown): unknown =>
    rewriteReferences(value, {
      ref: (name) => parameter(name) ?? (has('Resources', name) ? { Ref: rename(name) } : undefined),
      attribute: (logicalId, attribute) =>
        has('Resources', logicalId) ? { 'Fn::GetAtt': [rename(logicalId), attribute] } : undefined,
      call(name, argument) {
        if (name === 'Condition' && has('Conditions', argument)) return { Condition: rename(argument) };
        if (!Array.isArray(argument)) return undefined;
        const [target, ...rest] = argument as unknown[];
        const isNamed =
          (name === 'Fn::If' && has('Conditions', target)) ||
          (name === 'Fn::FindInMap' && has('Mappings', target));
        return isNamed ? { [name]: [rename(target as string), ...rest.map(walk)] } : undefined;
      },
    });
  const renamed = (section: keyof Sections) =>
    Object.fromEntries(
      Object.entries(sections[section]).map(([name, value]) => [
        rename(name),
        walkEntry(value, walk, rename, has),
      ]),
    );
  return {
    Resources: renamed('Resources'),
    Conditions: renamed('Conditions'),
    Mappings: renamed('Mappings'),
    Outputs: renamed('Outputs'),
  };
}

// A resource or output with its attributes that name others as plain text.
function walkEntry(
  entry: unknown,
  walk: (value: unknown) => unknown,
  rename: (name: string) => string,
  has: (section: keyof Sections, name: unknown) => name is string,
): unknown {
  const walked = walk(entry);
  if (!isMap(walked) || Object.keys(walked).length < 2) return walked;
  const { Condition, DependsOn } = walked;
  const depends = namesOf(DependsOn).map((name) => (has('Resources', name) ? rename(name) : name));
  return {
    ...walked,
    ...(has('Conditions', Condition) ? { Condition: rename(Condition) } : {}),
    ...(depends.length === 0 ? {} : { DependsOn: depends }),
  };
}

function followExports(sections: Sections): Sections {
  const exported = new Map<string, unknown>();
  for (const output of Object.values(sections.Outputs)) {
    const name = valueAt(valueAt(output, 'Export'), 'Name');
    if (typeof name === 'string') exported.set(name, valueAt(output, 'Value'));
  }
  const rewrite = {
    ref: () => undefined,
    call: (name: string, argument: unknown) =>
      name === 'Fn::ImportValue' && typeof argument === 'string' ? exported.get(argument) : undefined,
  };
  return rewriteReferences(sections, rewrite) as Sections;
}

function namesOf(dependsOn: unknown): string[] {
  return (Array.isArray(dependsOn) ? dependsOn : [dependsOn]).filter((name) => typeof name === 'string');
}

function sectionOf(body: PlainMap, name: string): Record<string, unknown> {
  const section = valueAt(body, name);
  return isMap(section) ? { ...section } : {};
}

// The contract of one SAM type: what becomes of its properties, and the CloudFormation resources it stands for.

import type { PropertyUse } from '../../resources/resource-type.js';
import type { Report } from '../finding.js';
import type { PlainMap } from '../plain-data.js';

/** A resource of type `AWS::Serverless::*`, its Globals merged in. Intrinsics are still in place. */
export interface SamResource {
  readonly logicalId: string;
  readonly properties: PlainMap;
  /** `Condition`, `DependsOn`, `DeletionPolicy`, `Metadata`, ... as written. */
  readonly attributes: PlainMap;
}

/** A CloudFormation resource of the expansion. */
export interface ExpandedResource {
  readonly Type: string;
  readonly Properties: PlainMap;
  readonly [attribute: string]: unknown;
}

/** What an expansion may ask and do. */
export interface SamContext {
  readonly report: Report;
  /** Adds a resource; it takes over the condition of the SAM resource. */
  add(logicalId: string, resource: ExpandedResource): void;
  /** Text of a value that is text, or a reference to a parameter; `undefined` for anything else. */
  textOf(value: unknown): string | undefined;
  /** Makes `Ref: Name.Part` (a SAM extension) mean `value`. */
  alias(name: string, value: unknown): void;
}

/** One SAM type. */
export interface SamType {
  readonly type: string;
  readonly properties: Readonly<Record<string, PropertyUse>>;
  /** The same as `expand` for every type: never throws, reports instead. */
  expand(resource: SamResource, context: SamContext): void;
}

/** Properties of `names` that are set, under the same names. */
export function pick(properties: PlainMap, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(properties, name)).map((name) => [name, properties[name]]),
  );
}

/** SAM writes tags as a map, CloudFormation as a list. */
export function tagList(tags: unknown): { readonly Key: string; readonly Value: unknown }[] {
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return [];
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

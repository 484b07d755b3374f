// The contract of one CloudFormation resource type: one file and one line in the registry each.

import type { Emit } from '../events/stack-event.js';
import type { StackIdentity } from '../ports.js';
import type { Services } from '../services.js';
import type { FunctionSource } from '../template/stack-input.js';

/**
 * What the local stack makes of a property: *used*; *harmless* to leave out locally (tags, descriptions, log
 * retention, permissions); or *ignored* although it changes behaviour on AWS, with the reason to print.
 */
export type PropertyUse = 'used' | 'harmless' | { readonly ignored: string };

/** A resource whose intrinsic functions are resolved. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What exists after creation: `physicalId` is what `Ref` gives, `attributes` what `Fn::GetAtt` gives. */
export interface ResourceInstance {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Handed to every resource operation. */
export interface ResourceContext {
  readonly identity: StackIdentity;
  readonly services: Services;
  readonly emit: Emit;
  /**
   * A lower-case alphanumeric id that is the same in every run for one stack and logical id, so that URLs and
   * stored data survive a restart.
   */
  stableId(logicalId: string, length: number): string;
  /** Source of a function that the project's framework knows and the template does not. */
  codeSource(logicalId: string): FunctionSource | undefined;
  /** The name AWS would make for a resource without one: `{stack}-{logicalId}-{suffix}`. */
  physicalName(logicalId: string): string;
}

/**
 * One resource type of the local cloud.
 *
 * `create` makes the resource; `update` changes it in place, keeping what runs (sockets, items, warm
 * environments); `remove` takes it away. An error they throw is reported with the logical id and type.
 */
export interface ResourceType {
  readonly type: string;
  readonly properties: Readonly<Record<string, PropertyUse>>;
  create(context: ResourceContext, resource: ResolvedResource): Promise<ResourceInstance> | ResourceInstance;
  /** Without it a change is `remove` + `create`. Return `'replace'` when the changed property demands that. */
  update?(
    context: ResourceContext,
    resource: ResolvedResource,
    previous: { readonly resource: ResolvedResource; readonly instance: ResourceInstance },
  ): Promise<ResourceInstance | 'replace'> | ResourceInstance | 'replace';
  remove(
    context: ResourceContext,
    resource: ResolvedResource,
    instance: ResourceInstance,
  ): Promise<void> | void;
}

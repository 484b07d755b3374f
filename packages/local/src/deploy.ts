// Turns a plan into running resources, and a changed plan into the smallest change.

import { isDeepStrictEqual } from 'node:util';
import { type Diagnostic, DiagnosticsError } from '@edgewire/diagnostics';
import type { Emit } from './events/stack-event.js';
import type {
  PropertyUse,
  ResolvedResource,
  ResourceContext,
  ResourceInstance,
  ResourceType,
} from './resources/resource-type.js';
import { deploymentHelperType } from './template/cdk/deployment-helper-type.js';

/** A resource of the plan, in dependency order. */
export interface DeployableResource {
  readonly logicalId: string;
  readonly type: string;
  /** Properties with their references resolved against what exists by now. */
  resolve(lookup: ResourceLookup): {
    readonly resource: ResolvedResource;
    readonly diagnostics: readonly Diagnostic[];
  };
}

/** Instances by logical id. */
export type ResourceLookup = (logicalId: string) => ResourceInstance | undefined;

/** What one deployment did. */
export interface DeployReport {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A resource that runs. */
interface Deployed {
  readonly type: ResourceType | undefined;
  readonly resource: ResolvedResource;
  readonly instance: ResourceInstance;
}

/** Keeps what is deployed between reloads. */
export interface Deployer {
  deploy(resources: readonly DeployableResource[]): Promise<DeployReport>;
  instance: ResourceLookup;
  /** Logical ids of the running resources of a type, in deployment order. */
  ofType(type: string): readonly { readonly logicalId: string; readonly instance: ResourceInstance }[];
  /** All resources, for the console and the control endpoint. */
  list(): readonly {
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId: string;
    readonly isRun: boolean;
  }[];
}

/**
 * @param options.types - The registry by type name.
 * @param options.locate - Adds file, line and column to a template path.
 */
export function createDeployer(options: {
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly context: ResourceContext;
  readonly emit: Emit;
  readonly locate: (path: string) => Diagnostic['where'];
}): Deployer {
  const { context, emit } = options;
  const deployed = new Map<string, Deployed>();
  const announced = new Set<string>();

  const announceIgnored = (type: ResourceType, resource: ResolvedResource) => {
    for (const [name, use] of ignoredProperties(type, resource)) {
      const path = `Resources.${resource.logicalId}.Properties.${name}`;
      if (announced.has(path)) continue;
      announced.add(path);
      emit('stack.property-ignored', { path, reason: use }, { level: 'warn', resource: resource.logicalId });
    }
  };

  const failure = (resource: ResolvedResource, error: unknown): Diagnostic => {
    const path = `Resources.${resource.logicalId}`;
    const text = error instanceof Error ? error.message : String(error);
    const code = (error as { code?: unknown } | null)?.code;
    return {
      code: typeof code === 'string' && code.startsWith('EW') ? code : 'EW3801',
      severity: 'error',
      message: `Cannot create "${resource.logicalId}" (${resource.type}): ${text}`,
      where: { ...options.locate(path), path },
    };
  };

  // A resource type that looked at all of its properties tells all of its findings, each with its own path.
  const failures = (resource: ResolvedResource, error: unknown): readonly Diagnostic[] =>
    error instanceof DiagnosticsError
      ? error.diagnostics.map((finding) => ({
          ...finding,
          where: {
            ...options.locate(finding.where?.path ?? `Resources.${resource.logicalId}`),
            ...finding.where,
          },
        }))
      : [failure(resource, error)];

  const createOrUpdate = async (
    resource: ResolvedResource,
    type: ResourceType | undefined,
    previous: Deployed | undefined,
  ): Promise<Deployed> => {
    if (type === undefined) return { type, resource, instance: placeholder(context, resource) };
    announceIgnored(type, resource);
    if (previous?.type === type) {
      if (type.update !== undefined) {
        const updated = await type.update(context, resource, previous);
        if (updated !== 'replace') return { type, resource, instance: updated };
      }
      await type.remove(context, previous.resource, previous.instance);
    }
    return { type, resource, instance: await type.create(context, resource) };
  };

  return {
    async deploy(resources) {
      const counts = { added: 0, changed: 0, removed: 0 };
      const diagnostics: Diagnostic[] = [];
      const wanted = new Set(resources.map(({ logicalId }) => logicalId));
      // What references a resource comes after it, so removal goes backwards.
      for (const [logicalId, old] of [...deployed].reverse()) {
        if (wanted.has(logicalId)) continue;
        await old.type?.remove(context, old.resource, old.instance);
        deployed.delete(logicalId);
        counts.removed++;
      }
      const notRun = new Map<string, string[]>();
      for (const planned of resources) {
        const { resource, diagnostics: findings } = planned.resolve(
          (logicalId) => deployed.get(logicalId)?.instance,
        );
        diagnostics.push(...findings);
        if (findings.some(({ severity }) => severity === 'error')) continue;
        const previous = deployed.get(planned.logicalId);
        if (
          previous !== undefined &&
          previous.resource.type === resource.type &&
          isDeepStrictEqual(previous.resource, resource)
        ) {
          continue;
        }
        const type = options.types.get(resource.type);
        if (type === undefined && !isKnownNoise(resource.type)) {
          notRun.set(resource.type, [...(notRun.get(resource.type) ?? []), resource.logicalId]);
        }
        try {
          const next = await createOrUpdate(resource, type, previous);
          // Re-inserting keeps the map in dependency order.
          deployed.delete(planned.logicalId);
          deployed.set(planned.logicalId, next);
          if (previous === undefined) counts.added++;
          else counts.changed++;
        } catch (error) {
          diagnostics.push(...failures(resource, error));
        }
      }
      for (const [type, logicalIds] of notRun) {
        if (announced.has(type)) continue;
        announced.add(type);
        emit('stack.resource-not-run', { type, logicalIds }, { level: 'warn' });
      }
      return { ...counts, diagnostics };
    },
    instance: (logicalId) => deployed.get(logicalId)?.instance,
    ofType: (type) =>
      [...deployed].flatMap(([logicalId, { resource, instance }]) =>
        resource.type === type ? [{ logicalId, instance }] : [],
      ),
    list: () =>
      [...deployed].map(([logicalId, { resource, instance, type }]) => ({
        logicalId,
        type: resource.type,
        physicalId: instance.physicalId,
        isRun: type !== undefined,
      })),
  };
}

function ignoredProperties(type: ResourceType, resource: ResolvedResource): [string, string][] {
  return Object.keys(resource.properties).flatMap((name): [string, string][] => {
    const use: PropertyUse | undefined = type.properties[name];
    if (use === undefined) return [[name, `${type.type} has no local support for it`]];
    return typeof use === 'object' ? [[name, use.ignored]] : [];
  });
}

// What only a deployment needs.
function isKnownNoise(type: string): boolean {
  return type === 'AWS::CDK::Metadata' || type === deploymentHelperType;
}

// References into a resource that is not run must resolve to something that looks right.
function placeholder(context: ResourceContext, resource: ResolvedResource): ResourceInstance {
  const name = context.physicalName(resource.logicalId);
  const service = resource.type.split('::')[1]?.toLowerCase() ?? 'custom';
  const { partition, region, accountId } = context.identity;
  const arn = `arn:${partition}:${service}:${region}:${accountId}:${name}`;
  const attributes = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_target, key) => (typeof key !== 'string' ? undefined : /arn$/i.test(key) ? arn : name),
      has: (_target, key) => typeof key === 'string',
    },
  );
  return { physicalId: name, attributes };
}

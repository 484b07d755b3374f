// The CloudFront service of one stack: what exists, and an entry per distribution. No decision is made here.

import { type Diagnostic, DiagnosticsError } from '@edgewire/diagnostics';
import type { Emit } from '../events/stack-event.js';
import type { HttpEntry } from '../http-entry.js';
import type { Clock, Closable, Random, StackIdentity } from '../ports.js';
import type { S3, S3Caller } from '../s3/index.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { type ActiveDistribution, activateDistribution, type Lookups } from './active-distribution.js';
import { answerApiCall } from './answer-api-call.js';
import { devFreshnessByDefault, maxCacheBytes, treatsHttpAsHttpsByDefault } from './assumptions.js';
import { createEdgeFunctionRunner } from './create-edge-function-runner.js';
import type { EdgeFunctionCall, EdgeFunctionOutcome, EdgeFunctionRunner } from './edge-function-runner.js';
import { isInvalidated } from './invalidation.js';
import {
  managedCachePolicies,
  managedOriginRequestPolicies,
  managedResponseHeadersPolicies,
} from './managed-policies.js';
import type {
  CachePolicy,
  Distribution,
  EdgeFunctionVersion,
  KeyValueStore,
  Origin,
  OriginAccessControl,
  OriginAccessIdentity,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
} from './model.js';
import { createObjectCache, type ObjectCache } from './object-cache.js';
import { createObjectFetcher, type ObjectFetcher } from './object-fetch.js';
import type { Invalidation } from './operations/invalidations.js';
import { admit, serveViewer, type WorkPorts } from './order-of-work.js';
import { createOriginFetcher, type LocalAddress } from './origin-fetcher.js';
import { buildOriginRequest, forwardsHost } from './origin-request.js';
import { createEntry } from './server.js';
import { tunnelOf } from './upgrade-tunnel.js';

/** What CloudFront needs from its surroundings. */
export interface CloudFrontPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  readonly s3: S3;
  /** Runs CloudFront functions; its maker closes it. @default - the contained engine, closed with the service */
  readonly functions?: EdgeFunctionRunner;
  /** Domain names that another part of this stack answers, such as an API or another distribution. */
  readonly resolveLocal?: (domainName: string) => LocalAddress | undefined;
  /**
   * Serves stored objects until they expire, as AWS does. Otherwise an object made from a file of a bucket folder
   * is dropped when the file changes, so that an edit shows at once. @default false
   */
  readonly isCacheStrict?: boolean;
  /**
   * Viewers that come by plain http count as https viewers: the local listener has no certificate, and
   * `redirect-to-https` would loop. @default true
   */
  readonly treatsHttpAsHttps?: boolean;
}

/** A function as the template or the API gives it. */
export interface FunctionDraft {
  readonly name: string;
  readonly logicalId: string;
  readonly runtime: EdgeFunctionVersion['runtime'];
  readonly code: string;
  readonly comment: string;
  readonly keyValueStoreArn: string | undefined;
  /** Publishes at once: LIVE becomes DEVELOPMENT. */
  readonly autoPublish: boolean;
}

/** The CloudFront service of one stack. */
export interface CloudFront extends Closable {
  /** Creates or updates the DEVELOPMENT stage. */
  putFunction(draft: FunctionDraft): EdgeFunctionVersion;
  /** Copies DEVELOPMENT to LIVE; distributions use it from the next request on. */
  publishFunction(name: string): EdgeFunctionVersion | undefined;
  removeFunction(name: string): void;
  /** A stage of a function by name or ARN. */
  function(nameOrArn: string, stage: EdgeFunctionVersion['stage']): EdgeFunctionVersion | undefined;
  functions(): readonly EdgeFunctionVersion[];
  putKeyValueStore(store: KeyValueStore): void;
  removeKeyValueStore(arn: string): void;
  keyValueStore(arn: string): KeyValueStore | undefined;
  putCachePolicy(policy: CachePolicy): void;
  putOriginRequestPolicy(policy: OriginRequestPolicy): void;
  putResponseHeadersPolicy(policy: ResponseHeadersPolicy): void;
  /** Removes a policy of any kind. */
  removePolicy(id: string): void;
  putOriginAccessControl(control: OriginAccessControl): void;
  removeOriginAccessControl(id: string): void;
  putOriginAccessIdentity(identity: OriginAccessIdentity): void;
  removeOriginAccessIdentity(id: string): void;
  /**
   * Creates the distribution, or changes it while it serves; its cache stays.
   *
   * @throws DiagnosticsError when a behavior names a policy or function that does not exist.
   */
  putDistribution(distribution: Distribution): void;
  removeDistribution(id: string): void;
  distributions(): readonly Distribution[];
  /** Where viewers of a distribution come in; stays good over updates. */
  entry(distributionId: string): HttpEntry | undefined;
  /** Removes stored objects by invalidation paths. @returns How many objects went. */
  invalidate(distributionId: string, paths: readonly string[]): number;
  /** A call of an SDK client. */
  request(request: WireRequest, requestId: string): WireResponse;
}

interface Running {
  readonly cache: ObjectCache;
  readonly objects: ObjectFetcher;
  readonly entry: HttpEntry;
  distribution: Distribution;
  active: ActiveDistribution;
  generation: number;
}

/** Creates a CloudFront service without distributions. `close` waits for background refetches. */
export function createCloudFront(ports: CloudFrontPorts): CloudFront {
  const { clock, random, emit, identity, s3 } = ports;
  const functions = ports.functions ?? createEdgeFunctionRunner({ clock, random });
  const isCacheStrict = ports.isCacheStrict ?? !devFreshnessByDefault;
  const treatsHttpAsHttps = ports.treatsHttpAsHttps ?? treatsHttpAsHttpsByDefault;
  const cachePolicies = byId(managedCachePolicies);
  const originRequestPolicies = byId(managedOriginRequestPolicies);
  const responseHeadersPolicies = byId(managedResponseHeadersPolicies);
  const controls = new Map<string, OriginAccessControl>();
  const identities = new Map<string, OriginAccessIdentity>();
  const stores = new Map<string, KeyValueStore>();
  const development = new Map<string, EdgeFunctionVersion>();
  const live = new Map<string, EdgeFunctionVersion>();
  const running = new Map<string, Running>();
  const noticed = new Set<string>();
  const invalidations = new Map<string, Invalidation[]>();
  // Counts changes of anything that behaviors refer to: distributions look references up again when it moved.
  let generation = 0;

  const noticeOnce = (code: string, message: string, resource: string) => {
    if (noticed.has(message)) return;
    noticed.add(message);
    emit('stack.notice', { code, message }, { level: 'warn', resource });
  };

  const findFunction = (nameOrArn: string, stage: EdgeFunctionVersion['stage']) =>
    (stage === 'LIVE' ? live : development).get(nameOrArn.replace(/^.*:function\//, ''));

  const lookups: Lookups = {
    cachePolicy: (id) => cachePolicies.get(id),
    originRequestPolicy: (id) => originRequestPolicies.get(id),
    responseHeadersPolicy: (id) => responseHeadersPolicies.get(id),
    liveFunction: (arn) => findFunction(arn, 'LIVE'),
  };

  const activeOf = (state: Running): ActiveDistribution => {
    if (state.generation !== generation) {
      state.generation = generation;
      // A reference that an update broke keeps its last meaning: AWS refuses to delete what is in use.
      state.active = activateDistribution(state.distribution, lookups).active ?? state.active;
    }
    return state.active;
  };

  const start = (distribution: Distribution, active: ActiveDistribution): Running => {
    const cache = createObjectCache({ maxBytes: maxCacheBytes });
    const via = `1.1 ${distribution.domainName.split('.')[0] ?? ''}.cloudfront.net (CloudFront)`;
    const current = (): ActiveDistribution => activeOf(state);
    const objects = createObjectFetcher({
      active: current,
      cache,
      origins,
      nowMs: () => clock.nowMs(),
      isCurrent: ({ bucketName, path, endpoint, version }) =>
        s3.objectVersion(bucketName, path, endpoint) === version,
      isCacheStrict,
      via,
      onFailure: (message, requestId) =>
        emit(
          'stack.notice',
          { code: 'EW4201', message },
          { level: 'warn', resource: state.distribution.logicalId, traceId: requestId },
        ),
    });
    const work: WorkPorts = {
      active: current,
      objects,
      functions,
      keyValueStore: (arn) => stores.get(arn),
      nowMs: () => clock.nowMs(),
      sample: () => random.next() * 100,
      onFunctionRun,
      notice: noticeOnce,
    };
    const entry = createEntry({
      serve: (request) => serveViewer(request, work),
      admit: (request) => admit(request, work),
      tunnelOf: ({ edited, active, target }, request) =>
        tunnelOf(target.primary, {
          local: ports.resolveLocal?.(target.primary.domainName),
          request: buildOriginRequest(edited, {
            policies: active.policies,
            origin: target.primary,
            viewerIp: request.viewer.ip,
            requestId: request.requestId,
            via,
            isOptionsCached: false,
          }),
        }),
      newRequestId: () => `${Buffer.from(random.bytes(40)).toString('base64url')}==`,
      treatsHttpAsHttps: () => treatsHttpAsHttps,
      via,
      nowMs: () => clock.nowMs(),
      onServed: ({ pathPattern, ...record }) =>
        emit(
          'cloudfront.request',
          { ...record, behavior: pathPattern },
          { resource: state.distribution.logicalId, traceId: record.requestId },
        ),
      onFault: (error) =>
        emit(
          'stack.fault',
          {
            message: `CloudFront failed on a request: ${error instanceof Error ? error.message : String(error)}`,
            ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
          },
          { level: 'error', resource: state.distribution.logicalId },
        ),
    });
    const state: Running = { cache, objects, entry, distribution, active, generation };
    return state;
  };

  const onFunctionRun = (
    version: EdgeFunctionVersion,
    call: EdgeFunctionCall,
    outcome: EdgeFunctionOutcome,
  ) => {
    const { report } = outcome;
    const isFailure = 'message' in outcome;
    emit(
      'cloudfront.function',
      {
        name: version.name,
        eventType: call.eventType,
        outcome: outcome.kind,
        durationMs: report.durationMs,
        logs: report.logs,
        ...(report.computeEstimate === undefined ? {} : { computeEstimate: report.computeEstimate }),
        ...(isFailure ? { error: outcome.message } : {}),
      },
      {
        level: isFailure ? 'error' : report.logs.length > 0 ? 'info' : 'debug',
        resource: version.logicalId,
        traceId: call.context.requestId,
      },
    );
  };

  const callerOf = (origin: Origin, distributionArn: string): S3Caller => {
    const controlId = origin.originAccessControlId;
    const control = controlId === undefined ? undefined : controls.get(controlId);
    if (controlId !== undefined && control?.signingBehavior !== 'never') {
      return { kind: 'distribution', sourceArn: distributionArn, accountId: identity.accountId };
    }
    const identityId = origin.settings.kind === 's3' ? origin.settings.originAccessIdentityId : undefined;
    if (identityId === undefined) return { kind: 'anonymous' };
    return {
      kind: 'origin-access-identity',
      id: identityId,
      canonicalUserId: identities.get(identityId)?.canonicalUserId ?? '',
    };
  };

  const origins = createOriginFetcher({
    s3,
    callerOf,
    resolveLocal: ports.resolveLocal ?? (() => undefined),
  });

  const invalidate = (id: string, paths: readonly string[]): number =>
    running.get(id)?.cache.remove((object) => paths.some((path) => isInvalidated(object, path))) ?? 0;

  const changed = <Args extends readonly unknown[], Result>(change: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      generation++;
      return change(...args);
    };
  };

  return {
    putFunction: changed(({ autoPublish, ...draft }: FunctionDraft) => {
      const arn = `arn:${identity.partition}:cloudfront::${identity.accountId}:function/${draft.name}`;
      const version: EdgeFunctionVersion = { ...draft, arn, stage: 'DEVELOPMENT' };
      development.set(draft.name, version);
      if (autoPublish) live.set(draft.name, { ...version, stage: 'LIVE' });
      return version;
    }),
    publishFunction: changed((name: string) => {
      const version = development.get(name);
      if (version === undefined) return undefined;
      const published: EdgeFunctionVersion = { ...version, stage: 'LIVE' };
      live.set(name, published);
      return published;
    }),
    removeFunction: changed((name: string) => {
      development.delete(name);
      live.delete(name);
    }),
    function: findFunction,
    functions: () => [...development.values(), ...live.values()],
    putKeyValueStore: (store) => void stores.set(store.arn, store),
    removeKeyValueStore: (arn) => void stores.delete(arn),
    keyValueStore: (arn) => stores.get(arn),
    putCachePolicy: changed((policy: CachePolicy) => void cachePolicies.set(policy.id, policy)),
    putOriginRequestPolicy: changed(
      (policy: OriginRequestPolicy) => void originRequestPolicies.set(policy.id, policy),
    ),
    putResponseHeadersPolicy: changed(
      (policy: ResponseHeadersPolicy) => void responseHeadersPolicies.set(policy.id, policy),
    ),
    removePolicy: changed((id: string) => {
      cachePolicies.delete(id);
      originRequestPolicies.delete(id);
      responseHeadersPolicies.delete(id);
    }),
    putOriginAccessControl: (control) => void controls.set(control.id, control),
    removeOriginAccessControl: (id) => void controls.delete(id),
    putOriginAccessIdentity: (each) => void identities.set(each.id, each),
    removeOriginAccessIdentity: (id) => void identities.delete(id),
    putDistribution(distribution) {
      const { active, missing } = activateDistribution(distribution, lookups);
      if (active === undefined) throw new DiagnosticsError(missing.map(diagnosticOf(distribution)));
      for (const { code, message } of [...notRunLocally(distribution), ...doubtful(active)]) {
        noticeOnce(code, message, distribution.logicalId);
      }
      const state = running.get(distribution.id);
      if (state === undefined) {
        running.set(distribution.id, start(distribution, active));
        return;
      }
      state.distribution = distribution;
      state.active = active;
      state.generation = generation;
    },
    removeDistribution: (id) => void running.delete(id),
    distributions: () => [...running.values()].map(({ distribution }) => distribution),
    entry: (id) => running.get(id)?.entry,
    invalidate,
    request: (request, requestId) =>
      answerApiCall(
        request,
        {
          hasDistribution: (id) => running.has(id),
          invalidate,
          invalidations,
          newInvalidationId: () =>
            `I${Buffer.from(random.bytes(13)).toString('hex').toUpperCase().slice(0, 25)}`,
          nowMs: () => clock.nowMs(),
        },
        requestId,
      ),
    async close() {
      await Promise.all([...running.values()].map(({ objects }) => objects.drain()));
      await origins.close();
      // A runner that was handed in belongs to whoever made it.
      if (ports.functions === undefined) await functions.close();
    },
  };
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

interface Notice {
  readonly code: string;
  readonly message: string;
}

function diagnosticOf(distribution: Distribution) {
  return (missing: {
    readonly pathPattern: string;
    readonly property: string;
    readonly value: string;
    readonly reason: string;
  }): Diagnostic => ({
    code: missing.property === 'FunctionAssociations' ? 'EW4105' : 'EW4106',
    severity: 'error',
    message: `Behavior "${missing.pathPattern}" names "${missing.value}" in ${missing.property}: ${missing.reason}`,
    where: { path: `Resources.${distribution.logicalId}.Properties.DistributionConfig` },
  });
}

function notRunLocally(distribution: Distribution): Notice[] {
  return distribution.behaviors.flatMap(({ pathPattern, lambdaAssociations }) =>
    lambdaAssociations.map(({ eventType, functionArn }) => ({
      code: 'EW4304',
      message: `Lambda@Edge functions are not run locally yet: "${functionArn}" (${eventType}) of behavior "${pathPattern}" is left out`,
    })),
  );
}

// A bucket is found by the Host header: with the viewer's, S3 does not find it and answers 403 or 404.
function doubtful({ distribution, behaviors }: ActiveDistribution): Notice[] {
  return behaviors.flatMap(({ behavior, policies, pathPattern }) => {
    const origin = distribution.origins.find(({ id }) => id === behavior.targetOriginId);
    if (origin?.settings.kind !== 's3' || !forwardsHost(policies)) return [];
    return [
      {
        code: 'EW4305',
        message: `Behavior "${pathPattern}" forwards the viewer's Host header to bucket origin "${origin.id}": on AWS S3 refuses such requests`,
      },
    ];
  });
}

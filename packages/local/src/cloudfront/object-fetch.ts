// From an edited request to an object: cache, collapsing, revalidation, failover, custom error pages. The order
// of steps 9 to 14 of spec/cloudfront.md 7.1; longer than most files because they share one request's state.

import type { Readable } from 'node:stream';
import { type Body, bodyLength, emptyBody } from '../http-semantics/body.js';
import { headerMap, headerText } from '../http-semantics/headers.js';
import { normalizeAcceptEncoding } from './accept-encoding.js';
import type { ActiveBehavior, ActiveDistribution } from './active-distribution.js';
import {
  cachesOwnErrors,
  fetchesHeadMissWithGet,
  forwardsConditionalsOnMiss,
  maxCachedObjectBytes,
} from './assumptions.js';
import { cacheKey } from './cache-key.js';
import { collectStream } from './collect-stream.js';
import { compressBody, isCompressible } from './compress-body.js';
import { compressedHeaders, selectCompression } from './compression.js';
import { closesConnection, selectCustomError } from './custom-error.js';
import { errorTtlSeconds } from './error-ttl.js';
import { buildErrorPage, type ResultType } from './errors.js';
import { ageSeconds, freshness, mayServeStale, type StoredTimes } from './freshness.js';
import { matchBehavior } from './match-behavior.js';
import type { EdgeRequest, EdgeResponse, Origin } from './model.js';
import type { CachedObject, Dependency, ObjectCache } from './object-cache.js';
import type { OriginFailure, OriginFetcher, OriginResult } from './origin-fetcher.js';
import { buildOriginRequest, forwardsCookies, headerFilter, type OriginRequest } from './origin-request.js';
import { type OriginTarget, selectOriginTarget } from './origin-target.js';
import { storedHeaders, treatOriginHeaders } from './response-treatment.js';
import { expiryTimes, storedTimes } from './storable.js';
import { isCachingDisabled } from './ttl.js';
import type { ViewerConnection } from './viewer-headers.js';

/** One request for an object, after the viewer-request function. */
export interface FetchJob {
  readonly request: EdgeRequest;
  readonly active: ActiveBehavior;
  readonly target: OriginTarget;
  readonly viewer: ViewerConnection;
  readonly requestId: string;
  readonly body: Readable | undefined;
}

/** What was found. */
export interface FetchedObject {
  readonly response: EdgeResponse;
  readonly resultType: ResultType;
  /** Status before a custom error page changed it. */
  readonly originStatus: number;
  /** Seconds in the cache; undefined for what came from the origin just now. */
  readonly ageSeconds: number | undefined;
  readonly closesConnection: boolean;
}

export interface ObjectFetchPorts {
  readonly active: () => ActiveDistribution;
  readonly cache: ObjectCache;
  readonly origins: OriginFetcher;
  readonly nowMs: () => number;
  /** Whether the file that a stored object was made from is unchanged. */
  readonly isCurrent: (dependency: Dependency) => boolean;
  /** Serves stored objects although their files changed, as AWS would. */
  readonly isCacheStrict: boolean;
  readonly via: string;
  /** Told about failures that the viewer sees as 502 or 504. */
  readonly onFailure: (message: string, requestId: string) => void;
}

export interface ObjectFetcher {
  fetch(job: FetchJob): Promise<FetchedObject>;
  /** Resolves when no background refetch runs any more. */
  drain(): Promise<void>;
}

/** An origin's answer after header treatment, with what its storage needs. */
interface Answer {
  readonly response: EdgeResponse;
  readonly isS3: boolean;
  readonly dependencies: readonly Dependency[];
}

/** Creates the fetcher of one distribution. */
export function createObjectFetcher(ports: ObjectFetchPorts): ObjectFetcher {
  const { cache, origins, nowMs } = ports;
  const flights = new Map<string, Promise<boolean>>();
  const background = new Set<Promise<void>>();

  const fetch = async (job: FetchJob): Promise<FetchedObject> => {
    if (!isCached(job)) return fetchUncached(job);
    const key = cacheKey(job.active.policies.cachePolicy, job.request, {
      isLegacy: job.active.policies.isLegacy,
    });
    const stored = currentObject(key);
    if (stored !== undefined) {
      const state = freshness(stored, nowMs());
      if (state === 'fresh') return hit(stored);
      if (state === 'stale-while-revalidate') {
        refetchInBackground(job, key, stored);
        return hit(stored);
      }
    }
    const flight = flights.get(key);
    if (flight !== undefined && mayCollapse(job)) {
      const wasStored = await flight;
      const found = wasStored ? cache.get(key) : undefined;
      if (found !== undefined) return hit(found);
      return fetchThrough(job, { key, stored, settle: () => {} });
    }
    return lead(job, key, stored);
  };

  const lead = async (
    job: FetchJob,
    key: string,
    stored: CachedObject | undefined,
  ): Promise<FetchedObject> => {
    let settle: (wasStored: boolean) => void = () => {};
    const flight = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    flights.set(key, flight);
    const end = (wasStored: boolean) => {
      if (flights.get(key) === flight) flights.delete(key);
      settle(wasStored);
    };
    try {
      return await fetchThrough(job, { key, stored, settle: end });
    } catch (error) {
      end(false);
      throw error;
    }
  };

  const refetchInBackground = (job: FetchJob, key: string, stored: CachedObject) => {
    if (flights.has(key)) return;
    const task = lead({ ...job, body: undefined }, key, stored)
      .then(({ response }) => drainBody(response.body))
      .catch((error: unknown) =>
        ports.onFailure(`Background refetch failed: ${String(error)}`, job.requestId),
      )
      .finally(() => background.delete(task));
    background.add(task);
  };

  const currentObject = (key: string): CachedObject | undefined => {
    const stored = cache.get(key);
    // A body that lies on disk cannot outlive a change of its file.
    const mayOutlive = ports.isCacheStrict && stored?.body.kind !== 'file';
    if (stored === undefined || mayOutlive || stored.dependencies.every(ports.isCurrent)) return stored;
    cache.delete(key);
    return undefined;
  };

  const fetchUncached = async (job: FetchJob): Promise<FetchedObject> => {
    const result = await askOrigins(job, undefined);
    const answer = await toAnswer(job, result);
    if (answer.response.status >= 400) return answerError(job, answer, undefined);
    return fromOrigin(answer.response, 'Miss', answer.response.status);
  };

  // `settle` tells requests that wait for this fetch whether the object is in the cache now.
  const fetchThrough = async (
    job: FetchJob,
    options: {
      readonly key: string;
      readonly stored: CachedObject | undefined;
      readonly settle: (wasStored: boolean) => void;
    },
  ): Promise<FetchedObject> => {
    const { key, stored, settle } = options;
    const { policies } = job.active;
    const validated = stored !== undefined && !forwardsCookies(policies) ? stored : undefined;
    const result = await askOrigins(job, validated);
    const status = result.kind === 'failure' ? undefined : result.status;
    if (stored !== undefined && (status === undefined || status >= 500)) {
      const { minTtlSeconds, maxTtlSeconds } = policies.cachePolicy;
      const hasTtl = minTtlSeconds > 0 || maxTtlSeconds > 0;
      if (mayServeStale(stored, { status, nowMs: nowMs(), hasTtl })) {
        if (result.kind === 'response') discard(result.body);
        if (result.kind === 'failure') ports.onFailure(result.reason, job.requestId);
        keepStale(job, stored, result);
        settle(true);
        return hit(stored);
      }
    }
    if (validated !== undefined && result.kind === 'response' && result.status === 304) {
      const refreshed = refresh(job, validated, result);
      settle(true);
      return { ...hit(refreshed), resultType: 'RefreshHit', ageSeconds: undefined };
    }
    const answer = await toAnswer(job, result);
    if (answer.response.status >= 400) {
      const fetched = await answerError(job, answer, { key });
      settle(cache.get(key) !== undefined);
      return fetched;
    }
    const times = storedTimes(answer.response, { policy: policies.cachePolicy, nowMs: nowMs() });
    if (times === undefined) {
      settle(false);
      return fromOrigin(answer.response, 'Miss', answer.response.status);
    }
    const response = store(job, answer, { key, times, settle, originStatus: answer.response.status });
    return fromOrigin(response, 'Miss', response.status);
  };

  // A stale object that stands in is asked for again only after the error's own time.
  const keepStale = (job: FetchJob, stored: CachedObject, result: OriginResult) => {
    const error =
      result.kind === 'failure'
        ? { status: result.status, headers: headerMap({}) }
        : { status: result.status, headers: result.headers };
    const ttl = errorTtl(job, error, false) ?? 0;
    cache.set({ ...stored, expiresAtMs: Math.max(stored.expiresAtMs, nowMs() + ttl * 1000) });
  };

  const refresh = (
    job: FetchJob,
    stored: CachedObject,
    result: Extract<OriginResult, { kind: 'response' }>,
  ): CachedObject => {
    discard(result.body);
    const fresh = treat(job, result.headers);
    const headers = new Map(stored.headers);
    for (const name of ['date', 'cache-control', 'expires', 'last-modified', 'vary']) {
      const values = fresh.get(name);
      if (values !== undefined) headers.set(name, values);
    }
    const times = storedTimes(
      { status: 200, headers },
      { policy: job.active.policies.cachePolicy, nowMs: nowMs() },
    );
    const object: CachedObject = {
      ...stored,
      headers,
      ...(times ?? { expiresAtMs: nowMs(), storedAtMs: nowMs() }),
      dependencies: result.dependency === undefined ? stored.dependencies : [result.dependency],
    };
    cache.set(object);
    return object;
  };

  const store = (
    job: FetchJob,
    answer: Answer,
    options: {
      readonly key: string;
      readonly times: StoredTimes;
      readonly originStatus: number;
      readonly settle: (wasStored: boolean) => void;
    },
  ): EdgeResponse => {
    const { response, dependencies } = answer;
    const { key, times, originStatus, settle } = options;
    const keep = (body: Body) =>
      cache.set({
        ...times,
        key,
        uri: job.request.uri,
        rawQuery: job.request.rawQuery,
        status: response.status,
        statusDescription: response.statusDescription,
        headers: storedHeaders(response.headers),
        body,
        originStatus,
        dependencies,
      });
    const { body } = response;
    if (body.kind !== 'stream') {
      keep(body);
      settle(true);
      return response;
    }
    // Nobody should wait for the end of a stream that may have none.
    if (body.length === undefined || body.length > maxCachedObjectBytes) settle(false);
    const stream = collectStream(body.stream, {
      maxBytes: maxCachedObjectBytes,
      expectedBytes: body.length,
      onEnd: (bytes) => {
        if (bytes !== undefined) keep({ kind: 'bytes', bytes });
        settle(bytes !== undefined);
      },
    });
    return { ...response, body: { kind: 'stream', stream, length: body.length } };
  };

  const answerError = async (
    job: FetchJob,
    answer: Answer,
    caching: { readonly key: string } | undefined,
  ): Promise<FetchedObject> => {
    const { customErrorResponses } = ports.active().distribution;
    const originStatus = answer.response.status;
    const custom = selectCustomError(customErrorResponses, originStatus);
    const ttlSeconds = errorTtl(job, answer.response, answer.isS3);
    let shown = answer;
    const page = custom?.page;
    if (page !== undefined) {
      discard(answer.response.body);
      const found = await fetchErrorPage(job, page.path);
      const isFound = found.response.status < 400;
      shown = {
        ...found,
        response: isFound
          ? { ...found.response, status: page.responseCode, statusDescription: undefined }
          : found.response,
        dependencies: [...answer.dependencies, ...found.dependencies],
      };
    }
    let { response } = shown;
    if (caching !== undefined && ttlSeconds !== undefined) {
      const now = nowMs();
      const times: StoredTimes = {
        ...expiryTimes(response.headers, {
          ttlSeconds,
          policy: job.active.policies.cachePolicy,
          nowMs: now,
        }),
        staleWhileRevalidateSeconds: 0,
        storedAtMs: now,
      };
      response = store(job, shown, { key: caching.key, times, originStatus, settle: () => {} });
    }
    return {
      ...fromOrigin(response, 'Error', originStatus),
      closesConnection: page !== undefined && closesConnection(originStatus),
    };
  };

  // The page has a behavior of its own. It is fetched anew for each failing url and kept under that url.
  const fetchErrorPage = async (job: FetchJob, path: string): Promise<Answer> => {
    const { behaviors, distribution } = ports.active();
    const active = matchBehavior(behaviors, path);
    const target = selectOriginTarget(distribution, {
      targetOriginId: active.behavior.targetOriginId,
      change: undefined,
    });
    const headers = new Map(job.request.headers);
    for (const name of [...headers.keys()]) {
      if (/^(if-|range$|content-|transfer-)/.test(name)) headers.delete(name);
    }
    // Stored under the failing url, so only in an encoding that its key tells apart.
    const encoding = normalizeAcceptEncoding(
      headerText(headers, 'accept-encoding'),
      job.active.policies.cachePolicy,
    )?.key;
    if (encoding === undefined) headers.delete('accept-encoding');
    else headers.set('accept-encoding', [encoding]);
    const request: EdgeRequest = { method: 'GET', uri: path, rawQuery: undefined, headers };
    if (target.kind === 'refused') {
      return ownError(job, { kind: 'failure', status: 502, reason: target.message });
    }
    const pageJob: FetchJob = { ...job, request, active, target: target.target, body: undefined };
    return toAnswer(pageJob, await askOrigins(pageJob, undefined));
  };

  const errorTtl = (
    job: FetchJob,
    error: Pick<EdgeResponse, 'status' | 'headers'>,
    isS3: boolean,
  ): number | undefined =>
    errorTtlSeconds(error, {
      policy: job.active.policies.cachePolicy,
      custom: selectCustomError(ports.active().distribution.customErrorResponses, error.status),
      isS3,
      nowMs: nowMs(),
    });

  const askOrigins = async (job: FetchJob, stored: CachedObject | undefined): Promise<OriginResult> => {
    const { target, request, active } = job;
    const first = await askOrigin(job, target.primary, stored);
    if (target.secondary === undefined || !failsOver(first, target, active, request.method)) return first;
    if (first.kind === 'response') discard(first.body);
    return askOrigin(job, target.secondary, stored);
  };

  const askOrigin = (
    job: FetchJob,
    origin: Origin,
    stored: CachedObject | undefined,
  ): Promise<OriginResult> => {
    const { active, viewer, requestId } = job;
    const built = buildOriginRequest(job.request, {
      policies: active.policies,
      origin,
      viewerIp: viewer.ip,
      requestId,
      via: ports.via,
      isOptionsCached: active.behavior.cachedMethods.includes('OPTIONS'),
    });
    return origins.fetch(origin, prepareFetch(built, { job, origin, stored }), {
      viewerScheme: viewer.scheme,
      body: job.body,
      distributionArn: ports.active().distribution.arn,
    });
  };

  const treat = (job: FetchJob, headers: EdgeResponse['headers']) =>
    treatOriginHeaders(headers, {
      forwardsCookies: forwardsCookies(job.active.policies),
      isForwarded: headerFilter(job.request.method, {
        policies: job.active.policies,
        isOptionsCached: job.active.behavior.cachedMethods.includes('OPTIONS'),
      }),
      nowMs: nowMs(),
    });

  const ownError = (job: FetchJob, failure: OriginFailure): Answer => {
    ports.onFailure(failure.reason, job.requestId);
    return {
      response: buildErrorPage(failure.status, {
        reason: failure.reason,
        requestId: job.requestId,
        nowMs: nowMs(),
      }),
      isS3: !cachesOwnErrors,
      dependencies: [],
    };
  };

  const toAnswer = async (job: FetchJob, result: OriginResult): Promise<Answer> => {
    if (result.kind === 'failure') return ownError(job, result);
    const headers = treat(job, result.headers);
    const plain: EdgeResponse = {
      status: result.status,
      statusDescription: result.statusDescription,
      headers,
      body: hasNoBody(result.status) ? discard(result.body) : result.body,
    };
    const response = await compress(job, plain);
    const dependencies = result.dependency === undefined ? [] : [result.dependency];
    return { response, isS3: result.isS3, dependencies };
  };

  const compress = async (job: FetchJob, response: EdgeResponse): Promise<EdgeResponse> => {
    const { behavior, policies } = job.active;
    if (job.request.method === 'HEAD' && !isCached(job)) return response;
    const length = bodyLength(response.body);
    const headers =
      length === undefined || response.headers.has('content-length')
        ? response.headers
        : new Map([...response.headers, ['content-length', [String(length)]] as const]);
    const format = selectCompression(
      { status: response.status, headers },
      {
        isCompressed: behavior.isCompressed,
        accepted: normalizeAcceptEncoding(
          headerText(job.request.headers, 'accept-encoding'),
          policies.cachePolicy,
        )?.key,
        httpVersion: job.viewer.httpVersion,
      },
    );
    if (format === undefined || !isCompressible(response.body)) return response;
    const body = await compressBody(response.body, format);
    const sizeBytes = bodyLength(body);
    const compressed = new Map(compressedHeaders(headers, { format, sizeBytes: sizeBytes ?? 0 }));
    if (sizeBytes === undefined) compressed.delete('content-length');
    return { ...response, headers: compressed, body };
  };

  const hit = (stored: CachedObject): FetchedObject => ({
    response: {
      status: stored.status,
      statusDescription: stored.statusDescription,
      headers: stored.headers,
      body: stored.body,
    },
    resultType: stored.originStatus >= 400 ? 'Error' : 'Hit',
    originStatus: stored.originStatus,
    ageSeconds: ageSeconds(stored, nowMs()),
    closesConnection: false,
  });

  return {
    fetch,
    async drain() {
      await Promise.all(background);
    },
  };
}

function fromOrigin(response: EdgeResponse, resultType: ResultType, originStatus: number): FetchedObject {
  return { response, resultType, originStatus, ageSeconds: undefined, closesConnection: false };
}

function isCached({ request, active }: FetchJob): boolean {
  return (
    active.behavior.cachedMethods.includes(request.method) && !isCachingDisabled(active.policies.cachePolicy)
  );
}

// A cookie makes answers personal; a range or a validator makes them partial (spec/cloudfront.md 7.13, 7.15).
function mayCollapse({ request, active, target }: FetchJob): boolean {
  if (forwardsCookies(active.policies)) return false;
  if (target.primary.settings.kind === 's3') return true;
  return !request.headers.has('range') && ![...request.headers.keys()].some((name) => name.startsWith('if-'));
}

function failsOver(
  result: OriginResult,
  target: OriginTarget,
  active: ActiveBehavior,
  method: string,
): boolean {
  const isRead =
    method === 'GET' ||
    method === 'HEAD' ||
    (method === 'OPTIONS' && active.behavior.cachedMethods.includes('OPTIONS'));
  if (!isRead) return false;
  // A failed connection counts as 503, a timeout as 504 (spec/cloudfront.md 7.13).
  const status = result.kind === 'response' ? result.status : result.status === 502 ? 503 : 504;
  return target.failoverStatusCodes.includes(status);
}

const conditionals: readonly string[] = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
];

// What of the request is CloudFront's own business when it fetches an object for its cache.
function prepareFetch(
  request: OriginRequest,
  options: { readonly job: FetchJob; readonly origin: Origin; readonly stored: CachedObject | undefined },
): OriginRequest {
  const { job, origin, stored } = options;
  if (!isCached(job)) return request;
  const headers = new Map(request.headers);
  // A bucket gives the whole object at no cost: ranges and conditions are answered from it.
  const isWhole = origin.settings.kind === 's3' || stored !== undefined;
  if (isWhole) headers.delete('range');
  if (isWhole || !forwardsConditionalsOnMiss) for (const name of conditionals) headers.delete(name);
  if (stored !== undefined) {
    const etag = headerText(stored.headers, 'etag');
    const lastModified = headerText(stored.headers, 'last-modified');
    // The origin knows the tag of its own, uncompressed form.
    const own = stored.headers.has('content-encoding') ? etag?.replace(/^W\//, '') : etag;
    if (own !== undefined) headers.set('if-none-match', [own]);
    if (lastModified !== undefined) headers.set('if-modified-since', [lastModified]);
  }
  const method = request.method === 'HEAD' && fetchesHeadMissWithGet ? 'GET' : request.method;
  return { ...request, method, headers };
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

// A body that nobody reads must not hold its connection.
function discard(body: Body): Body {
  if (body.kind === 'stream') body.stream.destroy();
  return emptyBody;
}

async function drainBody(body: Body): Promise<void> {
  if (body.kind !== 'stream') return;
  for await (const _chunk of body.stream) {
    // Read to its end, so that the cache gets it.
  }
}

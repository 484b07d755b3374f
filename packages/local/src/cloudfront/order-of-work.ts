// One request through a distribution, in the order of spec/cloudfront.md 7.1. Every step is a call to a decision;
// the file is long because the steps are many, not because one of them decides much.

import type { Readable } from 'node:stream';
import { emptyBody } from '../http-semantics/body.js';
import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import type { ActiveBehavior, ActiveDistribution } from './active-distribution.js';
import {
  generatedBodyWarningBytes,
  localEdgeLocation,
  policyAppliesToGeneratedResponses,
  rewritesRootBeforeBehavior,
} from './assumptions.js';
import type { EdgeFunctionCall, EdgeFunctionOutcome, EdgeFunctionRunner } from './edge-function-runner.js';
import { selectFromObject } from './edge-range.js';
import { buildErrorPage, buildHttpsRedirect, type ResultType } from './errors.js';
import { maxHeaderBytes, maxUrlBytes } from './limits.js';
import { matchBehavior } from './match-behavior.js';
import type {
  EdgeFunctionVersion,
  EdgeRequest,
  EdgeResponse,
  KeyValueStore,
  ResponseHeadersPolicy,
} from './model.js';
import type { FetchedObject, ObjectFetcher } from './object-fetch.js';
import { type OriginChange, type OriginTarget, selectOriginTarget } from './origin-target.js';
import { applyResponseHeadersPolicy } from './response-headers-policy.js';
import { serverTimingValue, wantsServerTiming } from './server-timing.js';
import { addViewerHeaders, type ViewerConnection } from './viewer-headers.js';

/** A request as it came in. */
export interface ViewerRequest extends EdgeRequest {
  readonly viewer: ViewerConnection;
  readonly requestId: string;
  /** Bytes of path and query as sent. */
  readonly urlBytes: number;
  /** Bytes of request line and headers. */
  readonly headerBytes: number;
  /** Undefined when the request has no body. */
  readonly body: Readable | undefined;
}

/** What goes to the viewer; the server adds `Via`, `X-Cache` and the other headers of step 18. */
export interface EdgeAnswer {
  readonly response: EdgeResponse;
  readonly resultType: ResultType;
  readonly ageSeconds: number | undefined;
  /** Path pattern of the behavior that served, for the log. */
  readonly pathPattern: string;
  /** Whether a function edited the response, which changes the spelling of header names. */
  readonly isEdited: boolean;
  readonly closesConnection: boolean;
}

/** What the steps need. */
export interface WorkPorts {
  readonly active: () => ActiveDistribution;
  readonly objects: ObjectFetcher;
  readonly functions: EdgeFunctionRunner;
  readonly keyValueStore: (arn: string) => KeyValueStore | undefined;
  readonly nowMs: () => number;
  /** A number from 0 to 100 (exclusive), new at each call. */
  readonly sample: () => number;
  readonly onFunctionRun: (
    version: EdgeFunctionVersion,
    call: EdgeFunctionCall,
    outcome: EdgeFunctionOutcome,
  ) => void;
  readonly notice: (code: string, message: string, resource: string) => void;
}

/** Serves one request. Rejects only for a fault of our own. */
export async function serveViewer(request: ViewerRequest, ports: WorkPorts): Promise<EdgeAnswer> {
  const admitted = await admit(request, ports);
  if (admitted.kind === 'answer') return admitted.answer;
  const { edited, active, target } = admitted;
  // 9. to 14. cache, origin, errors, compression, storage
  const fetched = await ports.objects.fetch({
    request: edited,
    active,
    target,
    viewer: request.viewer,
    requestId: request.requestId,
    body: request.body,
  });
  return finish(request, { edited, active, fetched, ports });
}

/** What a request comes to before cache and origin. */
export type Admission =
  | { readonly kind: 'answer'; readonly answer: EdgeAnswer }
  | {
      readonly kind: 'forward';
      /** As the viewer-request function left it. */
      readonly edited: EdgeRequest;
      readonly active: ActiveBehavior;
      readonly target: OriginTarget;
    };

/** Steps 1 to 8: everything before the cache. A WebSocket upgrade takes the same way (spec/cloudfront.md 7.20). */
export async function admit(request: ViewerRequest, ports: WorkPorts): Promise<Admission> {
  const answer = (given: EdgeAnswer): Admission => ({ kind: 'answer', answer: given });
  const { distribution, behaviors } = ports.active();
  // 1. the distribution was chosen by its listener; 2. size checks
  const refusal = refuseBySize(request, ports);
  if (refusal !== undefined) return answer(refusal);
  if (!distribution.isEnabled) {
    return answer(ownAnswer(403, 'The distribution is disabled.', { request, ports, pathPattern: '' }));
  }
  // 4. default root object, behavior
  const withRootObject = (path: string) =>
    path === '/' && distribution.defaultRootObject !== undefined
      ? `/${distribution.defaultRootObject}`
      : path;
  const uri = rewritesRootBeforeBehavior ? withRootObject(request.uri) : request.uri;
  const active = matchBehavior(behaviors, uri);
  // 5. viewer protocol policy; 6. allowed methods
  const rejected = checkProtocol(request, active, ports) ?? checkMethod(request, active, ports);
  if (rejected !== undefined) return answer(rejected);
  // 8. viewer-request function
  const headers = addViewerHeaders(request.headers, {
    wanted: active.viewerHeaders,
    viewer: request.viewer,
  });
  const edited = await runViewerRequest({ ...request, uri, headers }, active, ports);
  if (edited.kind === 'answer') return answer(edited.answer);
  const target = selectOriginTarget(distribution, {
    targetOriginId: active.behavior.targetOriginId,
    change: edited.originChange,
  });
  if (target.kind === 'refused') {
    return answer(failed('FunctionValidationError', 502, target.message, { request, active, ports }));
  }
  const path = edited.request.uri;
  return {
    kind: 'forward',
    edited: { ...edited.request, uri: rewritesRootBeforeBehavior ? path : withRootObject(path) },
    active,
    target: target.target,
  };
}

async function finish(
  request: ViewerRequest,
  work: {
    readonly edited: EdgeRequest;
    readonly active: ActiveBehavior;
    readonly fetched: FetchedObject;
    readonly ports: WorkPorts;
  },
): Promise<EdgeAnswer> {
  const { edited, active, fetched, ports } = work;
  // 15. conditionals and ranges
  const selected = selectFromObject(fetched.response, {
    method: request.method,
    headers: edited.headers,
    boundary: `CloudFront:${request.requestId.replace(/\W/g, '').slice(0, 32)}`,
  });
  const resultType = selected.status >= 400 ? 'Error' : fetched.resultType;
  // 16. response headers policy
  const policy = active.policies.responseHeadersPolicy;
  const response: EdgeResponse = {
    status: selected.status,
    statusDescription:
      selected.status === fetched.response.status ? fetched.response.statusDescription : undefined,
    headers:
      policy === undefined
        ? selected.headers
        : withPolicy(policy, { headers: selected.headers, resultType, request, ports }),
    body: selected.body,
  };
  const answer: EdgeAnswer = {
    response,
    resultType,
    ageSeconds: fetched.ageSeconds,
    pathPattern: active.pathPattern,
    isEdited: false,
    closesConnection: fetched.closesConnection,
  };
  // 17. viewer-response function: never for an error of the origin, also behind a custom error page
  const version = active.functions['viewer-response'];
  if (version === undefined || fetched.originStatus >= 400 || response.status >= 400) return answer;
  return runViewerResponse(request, { answer, edited, version, active, ports });
}

function withPolicy(
  policy: ResponseHeadersPolicy,
  work: {
    readonly headers: HeaderMap;
    readonly resultType: ResultType;
    readonly request: ViewerRequest;
    readonly ports: WorkPorts;
  },
): HeaderMap {
  const { resultType, request, ports } = work;
  const headers = applyResponseHeadersPolicy(policy, { headers: work.headers, request });
  const percent = policy.serverTimingPercent;
  if (!wantsServerTiming({ percent, sample: ports.sample(), headers: request.headers })) return headers;
  const timing = serverTimingValue({
    resultType,
    edgeLocation: localEdgeLocation,
    requestId: request.requestId,
  });
  const own = headers.get('server-timing') ?? [];
  return new Map([...headers, ['server-timing', [...own, timing]]]);
}

type ViewerRequestOutcome =
  | {
      readonly kind: 'request';
      readonly request: EdgeRequest;
      readonly originChange: OriginChange | undefined;
    }
  | { readonly kind: 'answer'; readonly answer: EdgeAnswer };

async function runViewerRequest(
  request: ViewerRequest,
  active: ActiveBehavior,
  ports: WorkPorts,
): Promise<ViewerRequestOutcome> {
  const version = active.functions['viewer-request'];
  if (version === undefined) return { kind: 'request', request, originChange: undefined };
  const call: EdgeFunctionCall = { ...callOf(request, version, ports), eventType: 'viewer-request' };
  const outcome = await ports.functions.run(call);
  ports.onFunctionRun(version, call, outcome);
  const failure = functionFailure(outcome, { request, active, ports });
  if (failure !== undefined) return { kind: 'answer', answer: failure };
  if (outcome.kind === 'response') {
    return { kind: 'answer', answer: generatedAnswer(request, { outcome, active, version, ports }) };
  }
  if (outcome.kind !== 'request') throw new Error(`A function run ended as "${outcome.kind}"`);
  // The method and the body are not the function's to change.
  return {
    kind: 'request',
    request: { ...outcome.request, method: request.method },
    originChange: outcome.originChange,
  };
}

async function runViewerResponse(
  request: ViewerRequest,
  work: {
    readonly answer: EdgeAnswer;
    readonly edited: EdgeRequest;
    readonly version: EdgeFunctionVersion;
    readonly active: ActiveBehavior;
    readonly ports: WorkPorts;
  },
): Promise<EdgeAnswer> {
  const { answer, edited, version, active, ports } = work;
  const call: EdgeFunctionCall = {
    ...callOf({ ...request, ...edited }, version, ports),
    eventType: 'viewer-response',
    response: {
      status: answer.response.status,
      statusDescription: answer.response.statusDescription,
      headers: answer.response.headers,
    },
  };
  const outcome = await ports.functions.run(call);
  ports.onFunctionRun(version, call, outcome);
  const failure = functionFailure(outcome, { request, active, ports });
  if (failure !== undefined || outcome.kind !== 'response') {
    releaseBody(answer.response);
    return (
      failure ??
      failed('FunctionValidationError', 502, 'A viewer-response function must return a response', {
        request,
        active,
        ports,
      })
    );
  }
  const { response } = outcome;
  const headers = new Map(response.headers);
  if (response.body !== undefined) {
    releaseBody(answer.response);
    headers.set('content-length', [String(response.body.length)]);
  }
  return {
    ...answer,
    isEdited: true,
    response: {
      status: response.status,
      statusDescription: response.statusDescription,
      headers,
      body: response.body === undefined ? answer.response.body : { kind: 'bytes', bytes: response.body },
    },
  };
}

function generatedAnswer(
  request: ViewerRequest,
  work: {
    readonly outcome: Extract<EdgeFunctionOutcome, { kind: 'response' }>;
    readonly active: ActiveBehavior;
    readonly version: EdgeFunctionVersion;
    readonly ports: WorkPorts;
  },
): EdgeAnswer {
  const { outcome, active, version, ports } = work;
  const { response } = outcome;
  const size = response.body?.length ?? 0;
  if (size > generatedBodyWarningBytes) {
    ports.notice(
      'EW4303',
      `Function "${version.name}" generates a body of ${size} bytes: AWS documents no size above ${generatedBodyWarningBytes}`,
      version.logicalId,
    );
  }
  const headers = new Map(response.headers);
  if (!headers.has('server')) headers.set('server', ['CloudFront']);
  if (!headers.has('date')) headers.set('date', [new Date(ports.nowMs()).toUTCString()]);
  headers.set('content-length', [String(size)]);
  const policy = active.policies.responseHeadersPolicy;
  return {
    response: {
      status: response.status,
      statusDescription: response.statusDescription,
      headers:
        policy === undefined || !policyAppliesToGeneratedResponses
          ? headers
          : applyResponseHeadersPolicy(policy, { headers, request }),
      body: response.body === undefined ? emptyBody : { kind: 'bytes', bytes: response.body },
    },
    resultType: 'FunctionGeneratedResponse',
    ageSeconds: undefined,
    pathPattern: active.pathPattern,
    isEdited: true,
    closesConnection: false,
  };
}

interface Place {
  readonly request: ViewerRequest;
  readonly active: ActiveBehavior;
  readonly ports: WorkPorts;
}

function functionFailure(outcome: EdgeFunctionOutcome, place: Place): EdgeAnswer | undefined {
  switch (outcome.kind) {
    case 'validation-error':
      return failed('FunctionValidationError', 502, outcome.message, place);
    case 'execution-error':
      return failed('FunctionExecutionError', 503, outcome.message, place);
    case 'throttled':
      return failed('FunctionThrottledError', 503, outcome.message, place);
    case 'request':
    case 'response':
      return undefined;
  }
}

// Texts as seen on the real service (spec/cloudfront.md 3.1); the local reason follows, which AWS does not show.
const failureTexts: Readonly<Partial<Record<ResultType, string>>> = {
  FunctionValidationError: 'The CloudFront function returned an invalid value.',
  FunctionExecutionError:
    'The CloudFront function associated with the CloudFront distribution is invalid or could not run.',
  FunctionThrottledError:
    'The CloudFront function associated with the CloudFront distribution was throttled.',
};

function failed(
  resultType: ResultType,
  status: 502 | 503,
  message: string,
  { request, active, ports }: Place,
): EdgeAnswer {
  const reason = `${failureTexts[resultType] ?? ''} ${message}`.trim();
  return { ...ownAnswer(status, reason, { request, ports, pathPattern: active.pathPattern }), resultType };
}

function ownAnswer(
  status: number,
  reason: string,
  work: { readonly request: ViewerRequest; readonly ports: WorkPorts; readonly pathPattern: string },
): EdgeAnswer {
  const { request, ports, pathPattern } = work;
  return {
    response: buildErrorPage(status, { reason, requestId: request.requestId, nowMs: ports.nowMs() }),
    resultType: 'Error',
    ageSeconds: undefined,
    pathPattern,
    isEdited: false,
    closesConnection: request.body !== undefined,
  };
}

function refuseBySize(request: ViewerRequest, ports: WorkPorts): EdgeAnswer | undefined {
  const refuse = (status: number, reason: string): EdgeAnswer => ({
    ...ownAnswer(status, reason, { request, ports, pathPattern: '' }),
    closesConnection: true,
  });
  if (request.urlBytes > maxUrlBytes) {
    return refuse(414, `The URL has ${request.urlBytes} bytes; the limit is ${maxUrlBytes}.`);
  }
  if (request.headerBytes > maxHeaderBytes) {
    return refuse(
      494,
      `Request line and headers have ${request.headerBytes} bytes; the limit is ${maxHeaderBytes}.`,
    );
  }
  if (!request.uri.startsWith('/')) return refuse(400, 'Bad request.');
  return undefined;
}

function checkProtocol(
  request: ViewerRequest,
  active: ActiveBehavior,
  ports: WorkPorts,
): EdgeAnswer | undefined {
  const { viewerProtocolPolicy } = active.behavior;
  if (request.viewer.scheme === 'https' || viewerProtocolPolicy === 'allow-all') return undefined;
  const work = { request, ports, pathPattern: active.pathPattern };
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isOld = request.viewer.httpVersion === '1.0' || request.viewer.httpVersion === '0.9';
  if (viewerProtocolPolicy === 'https-only' || (!isRead && isOld)) {
    return ownAnswer(403, 'This behavior takes https only.', work);
  }
  const query = request.rawQuery === undefined ? '' : `?${request.rawQuery}`;
  const host = headerText(request.headers, 'host') ?? ports.active().distribution.domainName;
  return {
    ...ownAnswer(301, '', work),
    response: buildHttpsRedirect({
      location: `https://${host}${request.uri}${query}`,
      status: isRead ? 301 : 307,
      nowMs: ports.nowMs(),
    }),
    resultType: 'Redirect',
  };
}

function checkMethod(
  request: ViewerRequest,
  active: ActiveBehavior,
  ports: WorkPorts,
): EdgeAnswer | undefined {
  const work = { request, ports, pathPattern: active.pathPattern };
  const { allowedMethods } = active.behavior;
  if (!allowedMethods.includes(request.method)) {
    return ownAnswer(
      403,
      `This distribution is not configured to allow the HTTP request method that was used for this request. The behavior "${active.pathPattern}" allows ${allowedMethods.join(', ')}.`,
      work,
    );
  }
  const hasBody = request.body !== undefined;
  if (hasBody && request.method === 'GET')
    return ownAnswer(403, 'A GET request with a body is refused.', work);
  return undefined;
}

function callOf(
  request: ViewerRequest,
  version: EdgeFunctionVersion,
  ports: WorkPorts,
): Omit<EdgeFunctionCall, 'eventType' | 'response'> {
  const { distribution } = ports.active();
  return {
    function: version,
    keyValueStore:
      version.keyValueStoreArn === undefined ? undefined : ports.keyValueStore(version.keyValueStoreArn),
    context: {
      distributionDomainName: distribution.domainName,
      distributionId: distribution.id,
      requestId: request.requestId,
      viewerIp: request.viewer.ip,
    },
    request: edgeRequestOf(request),
  };
}

function edgeRequestOf({ method, uri, rawQuery, headers }: EdgeRequest): EdgeRequest {
  return { method, uri, rawQuery, headers };
}

function releaseBody({ body }: EdgeResponse): void {
  if (body.kind === 'stream') body.stream.destroy();
}

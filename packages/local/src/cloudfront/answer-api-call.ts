// The CloudFront API as SDK clients call it: invalidations, which deployment scripts send after each upload.

import type { WireRequest, WireResponse } from '../wire.js';
import { apiErrorResponse, CloudFrontApiError } from './api-error.js';
import {
  type Invalidation,
  invalidationListXml,
  invalidationXml,
  parseInvalidationBatch,
} from './operations/invalidations.js';

/** What the calls work on. */
export interface ApiPorts {
  readonly hasDistribution: (id: string) => boolean;
  readonly invalidate: (distributionId: string, paths: readonly string[]) => number;
  /** Invalidations by distribution, newest last; kept by the service. */
  readonly invalidations: Map<string, Invalidation[]>;
  readonly newInvalidationId: () => string;
  readonly nowMs: () => number;
}

/** Runs one call. Never throws: every outcome is an answer. @source spec/cloudfront.md 7.18; spec/sdk-wire.md 3.6 */
export function answerApiCall(request: WireRequest, ports: ApiPorts, requestId: string): WireResponse {
  try {
    return answer(request, ports, requestId);
  } catch (error) {
    if (error instanceof CloudFrontApiError) return apiErrorResponse(error, requestId);
    throw error;
  }
}

function answer(request: WireRequest, ports: ApiPorts, requestId: string): WireResponse {
  const [, distributionId, invalidationId] =
    /^\/2020-05-31\/distribution\/([^/]+)\/invalidation(?:\/([^/]+))?\/?$/.exec(request.path) ?? [];
  if (distributionId === undefined) {
    throw new CloudFrontApiError(
      501,
      'NotImplemented',
      `The local CloudFront API has no operation for ${request.method} ${request.path}`,
    );
  }
  if (!ports.hasDistribution(distributionId)) {
    throw new CloudFrontApiError(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
  }
  const known = ports.invalidations.get(distributionId) ?? [];
  const respond = (status: number, body: string, headers: Record<string, string> = {}): WireResponse => ({
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...headers },
    body,
  });
  if (request.method === 'GET') {
    if (invalidationId === undefined) return respond(200, invalidationListXml([...known].reverse()));
    const found = known.find(({ id }) => id === invalidationId);
    if (found === undefined) {
      throw new CloudFrontApiError(404, 'NoSuchInvalidation', 'The specified invalidation does not exist.');
    }
    return respond(200, invalidationXml(found));
  }
  const batch = parseInvalidationBatch(request.body.toString('utf8'));
  const before = known.find(({ callerReference }) => callerReference === batch.callerReference);
  if (before !== undefined && before.paths.join('\n') !== batch.paths.join('\n')) {
    throw new CloudFrontApiError(
      400,
      'InvalidationBatchAlreadyExists',
      'Your previous request with the same caller reference had other paths.',
    );
  }
  const created: Invalidation = before ?? {
    id: ports.newInvalidationId(),
    createdMs: ports.nowMs(),
    ...batch,
  };
  if (before === undefined) {
    ports.invalidate(distributionId, created.paths);
    ports.invalidations.set(distributionId, [...known, created]);
  }
  const location = `https://cloudfront.amazonaws.com/2020-05-31/distribution/${distributionId}/invalidation/${created.id}`;
  return respond(201, invalidationXml(created), { location });
}

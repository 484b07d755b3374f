// The @connections API: post, look up, delete (spec/websocket-api.md 5).

import { percentDecoded } from '../http-semantics/percent-decode.js';
import { traceRootOf, uuid } from '../ids.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { maxBufferedBytes, payloadTooLargeMessage } from './assumptions.js';
import { allowsAction } from './authorizer-policy.js';
import {
  badConnectionId,
  forbidden,
  type GatewayRefusal,
  gone,
  limitExceeded,
  managementDenied,
  missingAuthenticationToken,
  noMethodFound,
  payloadTooLarge,
  refusalResponse,
  signatureRefused,
} from './errors.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import { idPattern } from './ids.js';
import { maxMessageBytes } from './limits.js';
import type { ManagementPlace } from './locate.js';
import { verifySignature } from './signature.js';

/** Answers one call. Never throws. */
export function answerManagementCall(
  runtime: GatewayRuntime,
  place: ManagementPlace,
  request: WireRequest,
): WireResponse {
  const requestId = uuid(runtime.ports.random);
  const { clock, emit } = runtime.ports;
  const id = place.kind === 'connection' ? decodedOnce(place.encodedId) : '';
  const operation = request.method;
  const finish = (response: WireResponse): WireResponse => {
    emit(
      'apigateway.post',
      { connectionId: id, status: response.status, bytes: request.body.length, operation },
      { traceId: traceRootOf(request.headers['x-amzn-trace-id']) },
    );
    return response;
  };
  const refuse = (refusal: GatewayRefusal) =>
    finish(refusalResponse(refusal, { requestId, gatewayId: runtime.ids.requestId(clock.nowMs()) }));

  if (place.kind === 'no-method') return refuse(noMethodFound(place.route));
  if (place.kind === 'nowhere' || !['POST', 'GET', 'DELETE'].includes(operation)) return refuse(forbidden);
  const unsigned = judgeSignature(runtime, place, request);
  if (unsigned !== undefined) return refuse(unsigned);
  const nowMs = clock.nowMs();
  if (runtime.behavior.countsAccountRate && !runtime.account.request(nowMs)) return refuse(limitExceeded);
  if (!idPattern.test(id)) return refuse(badConnectionId(id));
  if (operation === 'POST' && request.body.length > maxMessageBytes)
    return refuse(payloadTooLarge(payloadTooLargeMessage));
  const connection = runtime.registry.find(id);
  // A connection that is closing is gone for callers, although its socket still waits for the client.
  if (connection === undefined || connection.isClosing) return refuse(gone);
  const { facts, socket, stream } = connection;
  if (socket.readyState !== socket.OPEN) return refuse(gone);
  if (place.apiId !== undefined && facts.apiId !== place.apiId) return refuse(gone);
  if (place.stage !== undefined && facts.stage !== place.stage) return refuse(gone);
  const headers = { 'x-amzn-requestid': requestId };
  switch (operation) {
    case 'GET':
      return finish({
        status: 200,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          connectedAt: new Date(facts.connectedAtMs).toISOString(),
          identity: { sourceIp: facts.sourceIp, userAgent: facts.userAgent ?? '' },
          lastActiveAt: new Date(connection.lastActiveMs).toISOString(),
        }),
      });
    case 'DELETE':
      runtime.closeConnection(connection, 1_000, 'Connection Closed Normally');
      return finish({ status: 204, headers, body: '' });
    default:
      if (socket.bufferedAmount > maxBufferedBytes) return refuse(limitExceeded);
      // Always a text message: the gateway has no outbound binary.
      runtime.holdWrites(stream);
      socket.send(request.body, { binary: false });
      connection.lastActiveMs = nowMs;
      return finish({ status: 200, headers, body: '' });
  }
}

// A known key must have signed rightly. Unknown keys and unsigned calls pass unless the stack wants AWS's rule, for
// local tools and handlers use any key or none (spec 5.2, 5.3, 13).
function judgeSignature(
  runtime: GatewayRuntime,
  place: ManagementPlace & { readonly kind: 'connection' },
  request: WireRequest,
): GatewayRefusal | undefined {
  const isStrict = runtime.behavior.requiresSignatures;
  const { path, query, body, method } = request;
  const verdict = verifySignature(
    { method, path, query, body, headers: Object.entries(request.headers) },
    runtime.signatureTest(),
  );
  switch (verdict.kind) {
    case 'unsigned':
      if (isStrict) return missingAuthenticationToken;
      runtime.tellLeniency('unsigned');
      return undefined;
    case 'unknown-key':
      if (isStrict) return signatureRefused(verdict.refusal);
      runtime.tellLeniency('unknown-key');
      return undefined;
    case 'refused':
      return signatureRefused(verdict);
    case 'verified': {
      const { statements, userArn } = verdict.credentials;
      if (statements === undefined) return undefined;
      const { partition, region, accountId } = runtime.ports.identity;
      const at = { apiId: place.apiId ?? '*', stage: place.stage ?? '*', method };
      const resource = `arn:${partition}:execute-api:${region}:${accountId}:${at.apiId}/${at.stage}/${method}/@connections/${decodedOnce(place.encodedId)}`;
      return allowsAction(statements, 'execute-api:ManageConnections', resource)
        ? undefined
        : managementDenied({ userArn, region, accountId, partition, ...at });
    }
  }
}

// A malformed escape is a malformed id.
function decodedOnce(text: string): string {
  return percentDecoded(text) ?? text;
}

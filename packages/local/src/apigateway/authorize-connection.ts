// Decides whether a handshake may go on: Lambda authorizer, AWS_IAM, API key (spec/websocket-api.md 2.7, 4).

import type { ApiState } from './api-state.js';
import { notAuthorizedMessage } from './assumptions.js';
import { allowsAction, evaluateAuthorizer } from './authorizer-policy.js';
import { buildAuthorizerEvent, type HandshakeFacts } from './build-events.js';
import {
  forbidden,
  type GatewayRefusal,
  handshakeRefusal,
  missingAuthenticationToken,
  signatureRefused,
} from './errors.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import { hasIdentity } from './identity-source.js';
import { functionArnOf, insertStageVariables } from './integration-uri.js';
import { maxIntegrationTimeoutMs } from './limits.js';
import type { ConnectionFacts, Route } from './model.js';
import { evaluateExpression, parseExpression } from './selection-expression.js';
import { type LocalCredentials, verifySignature } from './signature.js';

/** What authorization came to; `facts` carries what later events show of it. */
export type Authorization =
  | {
      readonly kind: 'allowed';
      readonly facts: ConnectionFacts;
      /** How long the authorizer took, for the CONNECT event. */
      readonly latencyMs: number | undefined;
    }
  | { readonly kind: 'refused'; readonly refusal: GatewayRefusal };

/** A handshake to be judged. */
export interface AuthorizationRequest {
  readonly facts: ConnectionFacts;
  readonly handshake: HandshakeFacts;
  /** Path as on the wire, which a signature covers. */
  readonly path: string;
  readonly ids: { readonly connectionId: string; readonly requestId: string };
}

/** Never rejects: an authorizer that fails is an outcome. */
export async function authorizeConnection(
  runtime: GatewayRuntime,
  state: ApiState,
  route: Route,
  request: AuthorizationRequest,
): Promise<Authorization> {
  const judged = await judge(runtime, state, route, request);
  if (judged.kind === 'refused' || !route.apiKeyRequired) return judged;
  return checkApiKey(runtime, state, judged, request);
}

type Judged = Authorization & { readonly usageIdentifierKey?: string | undefined };

async function judge(
  runtime: GatewayRuntime,
  state: ApiState,
  route: Route,
  request: AuthorizationRequest,
): Promise<Judged> {
  switch (route.authorization) {
    case 'NONE':
      return { kind: 'allowed', facts: request.facts, latencyMs: undefined };
    case 'AWS_IAM':
      return checkSignature(runtime, request);
    case 'CUSTOM':
      return askAuthorizer(runtime, state, route, request);
  }
}

function refusedWith(refusal: GatewayRefusal): Authorization {
  return { kind: 'refused', refusal };
}

function methodArnOf(runtime: GatewayRuntime, facts: ConnectionFacts): string {
  const { partition, region, accountId } = runtime.ports.identity;
  return `arn:${partition}:execute-api:${region}:${accountId}:${facts.apiId}/${facts.stage}/$connect`;
}

async function askAuthorizer(
  runtime: GatewayRuntime,
  state: ApiState,
  route: Route,
  { facts, handshake, ids }: AuthorizationRequest,
): Promise<Judged> {
  const refused = (status: number, message: string) => refusedWith(handshakeRefusal(status, message, ids));
  const broken = (name: string, reason: string) => {
    runtime.ports.emit(
      'apigateway.error',
      { message: `authorizer "${name}": ${reason}`, connectionId: ids.connectionId, routeKey: '$connect' },
      { level: 'error', traceId: handshake.traceId },
    );
    return refused(500, 'Internal server error');
  };
  const authorizer = route.authorizerId === undefined ? undefined : state.authorizers.get(route.authorizerId);
  if (authorizer === undefined) return broken(route.authorizerId ?? '', 'the API has none of this id');
  const { apiId, stage, connectionId, domainName } = facts;
  const places = {
    headers: handshake.headers,
    query: handshake.query,
    stageVariables: facts.stageVariables ?? {},
    context: { stage, apiId, connectionId, domainName, routeKey: '$connect', eventType: 'CONNECT' },
  };
  if (!hasIdentity(authorizer.identitySources, places)) return refused(401, 'Unauthorized');
  const uri = insertStageVariables(authorizer.uri, facts.stageVariables);
  const functionArn = functionArnOf(uri);
  if (functionArn === undefined) return broken(authorizer.name, `its URI "${uri}" names no function`);

  const methodArn = methodArnOf(runtime, facts);
  const event = buildAuthorizerEvent(
    facts,
    { requestId: ids.requestId, nowMs: facts.connectedAtMs },
    { ...handshake, methodArn },
  );
  const beganMs = performance.now();
  const invocation = runtime.ports.lambda.invoke(functionArn, JSON.stringify(event), {
    type: 'RequestResponse',
    traceId: handshake.traceId,
  });
  let cancel = () => {};
  const outcome = await Promise.race([
    invocation,
    new Promise<'timed-out'>((resolve) => {
      cancel = runtime.after(maxIntegrationTimeoutMs, () => resolve('timed-out'));
    }),
  ]);
  cancel();
  if (outcome === 'timed-out') return broken(authorizer.name, 'it did not answer within 29 s');
  if (outcome.kind === 'function-error' && isUnauthorized(outcome.payload))
    return refused(401, 'Unauthorized');
  if (outcome.kind !== 'success') {
    return broken(authorizer.name, outcome.kind === 'function-error' ? outcome.payload : outcome.kind);
  }
  const verdict = evaluateAuthorizer(outcome.payload, methodArn);
  switch (verdict.kind) {
    case 'allowed':
      return {
        kind: 'allowed',
        facts: { ...facts, authorizer: verdict.context },
        latencyMs: Math.round(performance.now() - beganMs),
        usageIdentifierKey: verdict.usageIdentifierKey,
      };
    case 'denied':
      return refused(403, notAuthorizedMessage);
    case 'malformed':
      return broken(authorizer.name, `its answer is no policy: ${verdict.reason}`);
  }
}

// Only this exact error means "not authorized"; any other is the authorizer's failure.
function isUnauthorized(payload: string): boolean {
  try {
    return (JSON.parse(payload) as { errorMessage?: unknown } | null)?.errorMessage === 'Unauthorized';
  } catch {
    // An error payload that is not JSON says nothing of the kind.
    return false;
  }
}

function checkSignature(runtime: GatewayRuntime, request: AuthorizationRequest): Judged {
  const { facts, handshake } = request;
  const verdict = verifySignature(
    {
      method: 'GET',
      path: request.path,
      query: handshake.query,
      headers: handshake.headers,
      body: new Uint8Array(),
    },
    runtime.signatureTest(),
  );
  switch (verdict.kind) {
    case 'unsigned':
      return refusedWith(missingAuthenticationToken);
    case 'refused':
      return refusedWith(signatureRefused(verdict));
    case 'unknown-key':
      return refusedWith(signatureRefused(verdict.refusal));
    case 'verified': {
      const { credentials } = verdict;
      const methodArn = methodArnOf(runtime, facts);
      if (
        credentials.statements !== undefined &&
        !allowsAction(credentials.statements, 'execute-api:Invoke', methodArn)
      ) {
        return refusedWith(
          signatureRefused({
            type: 'AccessDeniedException',
            message: `User: ${credentials.userArn} is not authorized to perform: execute-api:Invoke on resource: ${methodArn}`,
          }),
        );
      }
      return {
        kind: 'allowed',
        facts: { ...facts, identity: identityOf(credentials) },
        latencyMs: undefined,
      };
    }
  }
}

function identityOf({ userArn, accessKeyId }: LocalCredentials): ConnectionFacts['identity'] {
  return {
    accountId: userArn.split(':')[4],
    caller: accessKeyId,
    user: accessKeyId,
    userArn,
    accessKey: accessKeyId,
  };
}

function checkApiKey(
  runtime: GatewayRuntime,
  state: ApiState,
  allowed: Judged & { readonly kind: 'allowed' },
  { facts, handshake, ids }: AuthorizationRequest,
): Authorization {
  const value = evaluateExpression(
    parseExpression(state.api.apiKeySelectionExpression),
    () => undefined,
    (name) => {
      if (name === 'context.authorizer.usageIdentifierKey') return allowed.usageIdentifierKey ?? '';
      const [, header] = /^request\.header\.(.+)$/.exec(name) ?? [];
      return handshake.headers.find(([sent]) => sent.toLowerCase() === header?.toLowerCase())?.[1] ?? '';
    },
  );
  const key = value.kind === 'value' ? value.text : undefined;
  const verdict = runtime.keys.use(key, {
    apiId: facts.apiId,
    stage: facts.stage,
    nowMs: runtime.ports.clock.nowMs(),
  });
  switch (verdict.kind) {
    case 'forbidden':
      return refusedWith({ ...forbidden, body: handshakeRefusal(403, 'Forbidden', ids).body });
    case 'throttled':
      return refusedWith(handshakeRefusal(429, 'Too Many Requests', ids));
    case 'allowed':
      return {
        kind: 'allowed',
        latencyMs: allowed.latencyMs,
        facts: {
          ...allowed.facts,
          identity: { ...allowed.facts.identity, apiKey: key, apiKeyId: verdict.keyId },
        },
      };
  }
}

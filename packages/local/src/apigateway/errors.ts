// What the gateway answers over HTTP when it refuses (spec/websocket-api.md 1.2, 5.2).

import type { WireResponse } from '../wire.js';

/** A refusal: status, AWS's error type, body text (empty where AWS sends none). */
export interface GatewayRefusal {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

export const forbidden: GatewayRefusal = {
  status: 403,
  type: 'ForbiddenException',
  body: '{"message":"Forbidden"}',
};

export const missingAuthenticationToken: GatewayRefusal = {
  status: 403,
  type: 'MissingAuthenticationTokenException',
  body: '{"message":"Missing Authentication Token"}',
};

/** Unknown, closed or not yet open: the body is empty, SDKs read the header. */
export const gone: GatewayRefusal = { status: 410, type: 'GoneException', body: '' };

export const limitExceeded: GatewayRefusal = { status: 429, type: 'LimitExceededException', body: '' };

export function badConnectionId(id: string): GatewayRefusal {
  return {
    status: 400,
    type: 'BadRequestException',
    body: JSON.stringify({ message: `Invalid connectionId: ${id}` }),
  };
}

export function payloadTooLarge(message: string): GatewayRefusal {
  return { status: 413, type: 'PayloadTooLargeException', body: JSON.stringify({ message }) };
}

export function noMethodFound(message: string): GatewayRefusal {
  return { status: 404, type: 'NotFoundException', body: JSON.stringify({ message }) };
}

export function signatureRefused({ type, message }: { type: string; message: string }): GatewayRefusal {
  return { status: 403, type, body: JSON.stringify({ message }) };
}

/** The literal `{connectionId}` and the masked account are AWS's. */
export function managementDenied(call: {
  readonly userArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly method: string;
  readonly partition: string;
}): GatewayRefusal {
  const resource =
    `arn:${call.partition}:execute-api:${call.region}:********${call.accountId.slice(-4)}:` +
    `${call.apiId}/${call.stage}/${call.method}/@connections/{connectionId}`;
  return {
    status: 403,
    type: 'AccessDeniedException',
    body: JSON.stringify({
      message: `User: ${call.userArn} is not authorized to perform: execute-api:ManageConnections on resource: ${resource}`,
    }),
  };
}

/** The text inside a refusal's body; empty where AWS sends none. */
export function messageOf({ body }: GatewayRefusal): string {
  // Every body that is not empty was made here, with this member.
  return body === '' ? '' : (JSON.parse(body) as { message: string }).message;
}

const typeOfStatus: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  429: 'TooManyRequestsException',
  500: 'InternalServerErrorException',
  502: 'InternalServerErrorException',
  503: 'ServiceUnavailableException',
};

/** A refusal during the handshake that names connection and request. */
export function handshakeRefusal(
  status: number,
  message: string,
  ids: { readonly connectionId: string; readonly requestId: string },
): GatewayRefusal {
  const { connectionId, requestId } = ids;
  return { status, type: typeOfStatus[status], body: JSON.stringify({ message, connectionId, requestId }) };
}

/** Serialises a refusal with the headers that execute-api sends. */
export function refusalResponse(
  refusal: GatewayRefusal,
  ids: { readonly requestId: string; readonly gatewayId: string },
): WireResponse {
  return {
    status: refusal.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': ids.requestId,
      'x-amz-apigw-id': ids.gatewayId,
      ...(refusal.type === undefined ? {} : { 'x-amzn-errortype': refusal.type }),
    },
    body: refusal.body,
  };
}

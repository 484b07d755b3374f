// Success and error envelopes of the AWS query protocol.

import type { WireResponse } from '../wire.js';
import { toXml, type XmlValue } from './xml.js';

/** A refusal in the query protocol: AWS's code, sentence and status. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** `<{Action}Response>` with the result members and the request id. */
export function queryResult(
  action: string,
  result: XmlValue,
  envelope: { readonly namespace: string; readonly requestId: string },
): WireResponse {
  const members = toXml(result);
  const body =
    `<${action}Response xmlns="${envelope.namespace}">` +
    (result === undefined ? '' : `<${action}Result>${members}</${action}Result>`) +
    `<ResponseMetadata><RequestId>${envelope.requestId}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, headers: xmlHeaders(envelope.requestId), body };
}

/** `<ErrorResponse>` as SDKs expect it; the type is `Sender` below status 500. */
export function queryFailure(
  error: QueryError,
  envelope: { readonly namespace: string; readonly requestId: string },
): WireResponse {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const body =
    `<ErrorResponse xmlns="${envelope.namespace}"><Error>` +
    toXml({ Type: type, Code: error.code, Message: error.message }) +
    `</Error><RequestId>${envelope.requestId}</RequestId></ErrorResponse>`;
  return { status: error.status, headers: xmlHeaders(envelope.requestId), body };
}

function xmlHeaders(requestId: string): Record<string, string> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
}

// Refusals of the front door itself, in the protocol of the service that was asked.

import { escapeXml } from '../aws-query/xml.js';
import type { WireResponse } from '../wire.js';
import type { ServiceName } from './classify-request.js';

/** One refusal: AWS's error name, sentence and status. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

const xmlServices: ReadonlySet<ServiceName> = new Set(['sns', 'sts', 'cloudformation', 'cloudfront', 's3']);

/** Serialises a refusal so that the service's own SDK client recognises it. */
export function refuse(service: ServiceName, refusal: Refusal, requestId: string): WireResponse {
  const { code, message, status } = refusal;
  if (service === 's3') {
    const body =
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    return { status, headers: { 'content-type': 'application/xml' }, body };
  }
  if (xmlServices.has(service)) {
    const type = status < 500 ? 'Sender' : 'Receiver';
    const body =
      `<ErrorResponse><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
  }
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ __type: code, message }),
  };
}

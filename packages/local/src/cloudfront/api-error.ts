// Errors of the CloudFront API as its clients read them.

import { escapeXml } from '../aws-query/xml.js';
import type { WireResponse } from '../wire.js';

/** An error that the API answers. */
export class CloudFrontApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The REST-XML form of an error. */
export function apiErrorResponse(error: CloudFrontApiError, requestId: string): WireResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body:
      '<?xml version="1.0"?>\n' +
      '<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>' +
      `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

// Which custom error response applies, and what it does to the answer.

import type { CustomErrorResponse } from './model.js';

/**
 * Finds the custom error response for a status.
 *
 * @source spec/cloudfront.md 7.12
 */
export function selectCustomError(
  responses: readonly CustomErrorResponse[],
  status: number,
): CustomErrorResponse | undefined {
  return responses.find(({ errorCode }) => errorCode === status);
}

/** Errors after which CloudFront closes the connection when it sends a custom page. Source: 7.12. */
export function closesConnection(originStatus: number): boolean {
  return [400, 405, 414, 416, 500, 501].includes(originStatus);
}

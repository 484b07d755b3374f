// Answers that hold for one viewer at one moment.

import type { EdgeHeaders, ViewerResponse } from '../events.js';

/** A response that nobody may keep. */
export function uncached(
  statusCode: number,
  statusDescription: string,
  headers: EdgeHeaders = {},
): ViewerResponse {
  headers['cache-control'] = { value: 'no-store' };
  return { statusCode, statusDescription, headers };
}

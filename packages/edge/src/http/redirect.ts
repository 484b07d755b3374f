// A redirect as a response of a function.

import type { ViewerResponse } from '../events.js';

/** Statuses that say where to go. */
export type RedirectStatus = 301 | 302 | 307 | 308;

const descriptions: Readonly<Record<RedirectStatus, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};

/**
 * @param location - A URL, or a path. A path that begins with several slashes would name another host, so they become
 *   one: what a viewer asks for must not decide where it is sent.
 */
export function redirect(statusCode: RedirectStatus, location: string): ViewerResponse {
  return {
    statusCode,
    statusDescription: descriptions[statusCode],
    headers: { location: { value: location.replace(/^[/\\]+/, '/') } },
  };
}

// A closed site.

import type { ViewerRequest, ViewerResponse } from '../events.js';
import { equalTexts } from '../http/equal-texts.js';
import { matchPath } from '../http/match-path.js';
import { uncached } from '../http/uncached.js';
import type { Middleware } from '../pipeline.js';
import type { KeyValueReader } from './key-value-reader.js';

/** Options of `maintenance`. */
export interface MaintenanceOptions {
  /** HTML of the page. @default a sentence */
  readonly page?: string;
  /** When to come back. @default 300 */
  readonly retryAfterSeconds?: number;
  /** Path patterns that stay open, such as `/assets/*`. */
  readonly except?: readonly string[];
  /** A cookie whose holder sees the site; the value is a secret. */
  readonly pass?: { readonly name: string; readonly value: string };
}

/**
 * Answers every request with 503 and a page.
 *
 * @source spec/cloudfront.md 2.9, 3.6 (no custom error page replaces it); runtimes 1.0 and 2.0
 */
export function maintenance(options: MaintenanceOptions = {}): Middleware {
  return { name: 'maintenance', request: ({ request }) => close(request, options) };
}

/** Options of `maintenanceFromStore`. */
export interface MaintenanceFromStoreOptions extends MaintenanceOptions {
  /** `cf.kvs()`. */
  readonly store: KeyValueReader;
  /** The site is closed while the value of this key is `on`. @default 'maintenance' */
  readonly key?: string;
}

/**
 * As `maintenance`, switched by a key value store within seconds, without a deployment. Without the key the site is open.
 *
 * @source spec/cloudfront.md 1.13; runtime 2.0
 */
export function maintenanceFromStore(options: MaintenanceFromStoreOptions): Middleware {
  return {
    name: 'maintenance',
    request: async ({ request }) => {
      const value = await options.store.get(options.key || 'maintenance').catch(() => '');
      return value === 'on' ? close(request, options) : request;
    },
  };
}

function close(
  request: ViewerRequest,
  { page, retryAfterSeconds, except, pass }: MaintenanceOptions,
): ViewerRequest | ViewerResponse {
  const cookie = pass && request.cookies[pass.name];
  if (pass?.value && cookie && equalTexts(pass.value, cookie.value)) return request;
  if (except?.some((pattern) => matchPath(pattern, request.uri))) return request;
  const response = uncached(503, 'Service Unavailable', {
    'retry-after': { value: `${retryAfterSeconds || 300}` },
    'content-type': { value: 'text/html; charset=utf-8' },
  });
  response.body = page || 'This site is being worked on and will be back soon.';
  return response;
}

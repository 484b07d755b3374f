// Experiments with several variants of a site.

import type { ViewerRequest } from '../events.js';
import type { Middleware } from '../pipeline.js';

/** One variant of an experiment. */
export interface AbVariant {
  /** Letters, digits and hyphens: it becomes the value of a cookie and of a header. */
  readonly name: string;
  /** Share of the viewers, relative to the others. @default 1 */
  readonly weight?: number;
  /** Put before the path, such as `/b`. @default '' */
  readonly prefix?: string;
}

/** Options of `abTest`. */
export interface AbTestOptions {
  /** Name of the cookie that keeps a viewer in its variant, lower case; `x-` before it names the header. */
  readonly name: string;
  readonly variants: readonly AbVariant[];
  /** How long the cookie lives. @default 2592000 - 30 days */
  readonly maxAgeSeconds?: number;
}

/**
 * Gives each viewer a variant, and the same one again; use it on both events.
 *
 * On viewer-request the path gets the variant's prefix and the header `x-NAME` the variant's name, whatever the viewer
 * sent in it: forward that header to tell variants apart at the origin or in the cache key. On viewer-response a new
 * viewer gets the cookie. Put it behind middleware that answers, so that nobody is counted who sees nothing.
 *
 * @source spec/cloudfront.md 2.1 (viewer-response sees the headers that viewer-request set), 2.7; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(abTest({ name: 'landing', variants: [{ name: 'old' }, { name: 'new', prefix: '/b' }] }));
 * ```
 */
export function abTest({ name, variants, maxAgeSeconds }: AbTestOptions): Middleware {
  const header = `x-${name}`;
  return {
    name: 'abTest',
    request: ({ request }) => {
      const variant = known(variants, request, name) || draw(variants);
      request.headers[header] = { value: variant.name };
      request.uri = (variant.prefix || '') + request.uri;
      return request;
    },
    response: ({ request, response }) => {
      const given = request.headers[header];
      if (given && !known(variants, request, name)) {
        response.cookies[name] = {
          value: given.value,
          attributes: `Path=/; Max-Age=${maxAgeSeconds || 2592000}; Secure; SameSite=Lax`,
        };
      }
      return response;
    },
  };
}

// A cookie is what the viewer says: only names of variants count.
function known(
  variants: readonly AbVariant[],
  { cookies }: ViewerRequest,
  name: string,
): AbVariant | undefined {
  const cookie = cookies[name];
  return cookie && variants.find((variant) => variant.name === cookie.value);
}

function weightOf({ weight }: AbVariant): number {
  return weight === undefined ? 1 : weight;
}

function draw(variants: readonly AbVariant[]): AbVariant {
  let rest = Math.random() * variants.reduce((sum, variant) => sum + weightOf(variant), 0);
  for (const variant of variants) {
    rest -= weightOf(variant);
    if (rest < 0) return variant;
  }
  // Only rounding, or no variant with a weight, leads here.
  return variants[0] as AbVariant;
}

// Which API, stage and connection a URL names: by path on the default endpoint, by base path on a custom domain.

import { percentDecoded } from '../http-semantics/percent-decode.js';
import type { ApiMapping } from './model.js';

/** Where a handshake goes. */
export type HandshakePlace =
  | { readonly kind: 'stage'; readonly apiId: string; readonly stage: string; readonly domainName: string }
  /** 403 Forbidden. */
  | { readonly kind: 'nowhere' };

/** What a management path names. */
export type ManagementPlace =
  | {
      readonly kind: 'connection';
      readonly encodedId: string;
      /** Absent at the shared endpoint: ids are unique over all APIs. */
      readonly apiId: string | undefined;
      readonly stage: string | undefined;
    }
  /** A connection path without its stage, or below a stage that does not exist: 403. */
  | { readonly kind: 'nowhere' }
  /** A custom domain has no stage segment: 404 with the route's text. */
  | { readonly kind: 'no-method'; readonly route: string };

/** What there is to be found. */
export interface Landscape {
  readonly mappings: readonly ApiMapping[];
  hasStage(apiId: string, stage: string): boolean;
}

/**
 * @param apiId - API of the listener that the request came to.
 * @param host - Lower case, without port.
 * @param defaultDomain - `{apiId}.execute-api.{region}.amazonaws.com`.
 * @source spec/websocket-api.md 1.1
 */
export function locateHandshake(
  landscape: Landscape,
  request: {
    readonly apiId: string;
    readonly host: string;
    readonly path: string;
    readonly defaultDomain: string;
  },
): HandshakePlace {
  const mapped = findMapping(landscape.mappings, request.host, request.path);
  if (mapped !== 'other-host') {
    if (mapped === undefined || mapped.rest.length > 0) return { kind: 'nowhere' };
    const { apiId, stage } = mapped.mapping;
    return landscape.hasStage(apiId, stage)
      ? { kind: 'stage', apiId, stage, domainName: request.host }
      : { kind: 'nowhere' };
  }
  const [, segment = '', ...rest] = request.path.split('/');
  const isStagePath = rest.length === 0 || (rest.length === 1 && rest[0] === '');
  const stage = decoded(segment);
  return isStagePath && landscape.hasStage(request.apiId, stage)
    ? { kind: 'stage', apiId: request.apiId, stage, domainName: request.defaultDomain }
    : { kind: 'nowhere' };
}

/** Whether a path belongs to the management API. */
export function isManagementPath(path: string): boolean {
  return /(^|\/)(@|%40)connections(\/|$)/i.test(path);
}

/**
 * @param request.apiId - Absent at the shared endpoint, where every API is searched.
 * @source spec/websocket-api.md 1.1, 5.2, 5.3, 11.2
 */
export function locateManagementCall(
  landscape: Landscape,
  request: {
    readonly apiId: string | undefined;
    readonly apiIds: readonly string[];
    readonly host: string;
    readonly path: string;
    readonly method: string;
  },
): ManagementPlace {
  const mapped = findMapping(landscape.mappings, request.host, request.path);
  if (mapped !== 'other-host') {
    if (mapped === undefined) return { kind: 'nowhere' };
    const target = connectionIn(mapped.rest);
    if (target === undefined || target.before.length > 0) {
      return {
        kind: 'no-method',
        route: `No method found matching route ${decoded(mapped.rest.join('/'))} for http method ${request.method}.`,
      };
    }
    const { apiId, stage } = mapped.mapping;
    return { kind: 'connection', encodedId: target.encodedId, apiId, stage };
  }
  const target = connectionIn(segmentsOf(request.path));
  if (target === undefined || target.before.length > 1) return { kind: 'nowhere' };
  const { encodedId, before } = target;
  const stage = before[0] === undefined ? undefined : decoded(before[0]);
  if (stage === undefined) {
    // An API's own host demands the stage; the shared endpoint has none to demand.
    return request.apiId === undefined
      ? { kind: 'connection', encodedId, apiId: undefined, stage: undefined }
      : { kind: 'nowhere' };
  }
  const owners = request.apiId === undefined ? request.apiIds : [request.apiId];
  return owners.some((apiId) => landscape.hasStage(apiId, stage))
    ? { kind: 'connection', encodedId, apiId: request.apiId, stage }
    : { kind: 'nowhere' };
}

/** The mapping with the longest base path; `other-host` when the host is no custom domain. */
function findMapping(
  mappings: readonly ApiMapping[],
  host: string,
  path: string,
): 'other-host' | { readonly mapping: ApiMapping; readonly rest: readonly string[] } | undefined {
  const own = mappings.filter(({ domainName }) => domainName === host);
  if (own.length === 0) return 'other-host';
  const segments = segmentsOf(path);
  const keysOf = ({ key }: ApiMapping) => segmentsOf(key);
  const best = own
    .filter((mapping) => keysOf(mapping).every((segment, index) => segments[index] === segment))
    .sort((a, b) => keysOf(b).length - keysOf(a).length)[0];
  return best === undefined ? undefined : { mapping: best, rest: segments.slice(keysOf(best).length) };
}

function connectionIn(
  segments: readonly string[],
): { readonly before: readonly string[]; readonly encodedId: string } | undefined {
  const at = segments.findIndex((segment) => /^(@|%40)connections$/i.test(segment));
  if (at === -1 || segments.length !== at + 2) return undefined;
  return { before: segments.slice(0, at), encodedId: segments[at + 1] ?? '' };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

// A malformed escape names nothing that exists.
function decoded(text: string): string {
  return percentDecoded(text) ?? text;
}

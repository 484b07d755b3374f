// The edge cache of one distribution: objects by key, the least recently used leave first.

import { type Body, bodyLength } from '../http-semantics/body.js';
import type { HeaderMap } from '../http-semantics/headers.js';
import type { StoredTimes } from './freshness.js';

/** A file of a bucket that a stored object was made from; its version tells an edit. */
export interface Dependency {
  readonly bucketName: string;
  readonly endpoint: 'rest' | 'website';
  readonly path: string;
  readonly version: string;
}

/** A stored object; `body` is in memory or a file, so that it can be read again and again. */
export interface CachedObject extends StoredTimes {
  readonly key: string;
  /** The request's uri and query, for invalidations. */
  readonly uri: string;
  readonly rawQuery: string | undefined;
  readonly status: number;
  readonly statusDescription: string | undefined;
  readonly headers: HeaderMap;
  readonly body: Body;
  /** Status of the origin, which decides about functions and `X-Cache` after a custom error page. */
  readonly originStatus: number;
  readonly dependencies: readonly Dependency[];
}

export interface ObjectCache {
  get(key: string): CachedObject | undefined;
  set(object: CachedObject): void;
  delete(key: string): void;
  /** Removes every object that `matches`; returns how many. */
  remove(matches: (object: CachedObject) => boolean): number;
  /** Bytes of all bodies, with an allowance per entry. */
  sizeBytes(): number;
}

/** Memory that an entry takes besides its body. */
const entryBytes = 1_024;

/** @param options.maxBytes - Bodies in memory and entries together; a file on disk costs only its entry. */
export function createObjectCache(options: { readonly maxBytes: number }): ObjectCache {
  // A Map keeps the order of insertion: the first entry is the one not used for longest.
  const objects = new Map<string, CachedObject>();
  let total = 0;

  const drop = (key: string) => {
    const object = objects.get(key);
    if (object === undefined) return;
    objects.delete(key);
    total -= weigh(object);
  };

  return {
    get(key) {
      const object = objects.get(key);
      if (object === undefined) return undefined;
      objects.delete(key);
      objects.set(key, object);
      return object;
    },
    set(object) {
      drop(object.key);
      objects.set(object.key, object);
      total += weigh(object);
      for (const oldest of objects.keys()) {
        if (total <= options.maxBytes || oldest === object.key) break;
        drop(oldest);
      }
    },
    delete: drop,
    remove(matches) {
      const doomed = [...objects.values()].filter(matches);
      for (const { key } of doomed) drop(key);
      return doomed.length;
    },
    sizeBytes: () => total,
  };
}

function weigh({ key, body }: CachedObject): number {
  return entryBytes + key.length + (body.kind === 'file' ? 0 : (bodyLength(body) ?? 0));
}

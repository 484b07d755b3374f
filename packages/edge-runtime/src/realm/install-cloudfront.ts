// The `cloudfront` module of runtime 2.0, apart from CWT. Written in the part of the language that runtime 2.0 itself
// accepts (no destructuring, defaults, spread or for-of), because the njs driver evaluates it too.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.13 to 1.15 */
export function installCloudfront(realm: Realm): void {
  const failure = (name: string) => {
    const error = new Error(name);
    error.name = name;
    return error;
  };
  const kvs = (id: unknown) => {
    const store = realm.run.store;
    if (store === undefined || (id !== undefined && id !== store.id)) throw failure('KVSNamespaceNotFound');
    const read = (key: unknown) => {
      if (typeof key !== 'string') throw new TypeError('key must be a string');
      return realm.host.store(key);
    };
    const converted = (value: string, format: unknown) => {
      if (format === undefined || format === 'string') return value;
      if (format === 'json') return JSON.parse(value);
      if (format === 'bytes') return realm.toBuffer(realm.encodeUtf8(value));
      throw new TypeError('format must be one of string, json, bytes');
    };
    const settled = (make: () => unknown) => {
      try {
        return Promise.resolve(make());
      } catch (error) {
        return Promise.reject(error);
      }
    };
    return {
      get: (key: unknown, options: { format?: unknown } | undefined) =>
        settled(() => {
          const value = read(key);
          if (value === undefined) throw failure('KeyNotFound');
          return converted(value, options === undefined || options === null ? undefined : options.format);
        }),
      exists: (key: unknown) => settled(() => read(key) !== undefined),
      meta: () =>
        settled(() => ({
          creationDateTime: store.createdDateTime,
          lastUpdatedDateTime: store.lastUpdatedDateTime,
          keyCount: store.keyCount,
        })),
      count: () => settled(() => store.keyCount),
    };
  };
  const changeOrigin = (change: object) => {
    if (realm.run.eventType !== 'viewer-request') {
      throw new Error('origin helpers are available in viewer-request functions only');
    }
    realm.origin = change;
  };
  const module = {
    kvs: kvs,
    updateRequestOrigin: (params: unknown) => changeOrigin({ kind: 'update', params: params }),
    selectRequestOriginById: (originId: unknown, options: unknown) =>
      changeOrigin({ kind: 'select', originId: originId, options: options }),
    createRequestOriginGroup: (params: unknown) => changeOrigin({ kind: 'group', params: params }),
    logCustomData: (text: unknown) => {
      // The limit counts the text after URL encoding; what is beyond is cut, whole characters only.
      let kept = '';
      let size = 0;
      const given = String(text);
      for (let index = 0; index < given.length; ) {
        const character = String.fromCodePoint(Number(given.codePointAt(index)));
        size += encodeURIComponent(character).length;
        if (size > realm.config.maxLogDataBytes) break;
        kept += character;
        index += character.length;
      }
      realm.logData = kept;
    },
  };
  const getter = (name: string, get: () => unknown) =>
    Object.defineProperty(module, name, { get: get, enumerable: true, configurable: true });
  getter('edgeLocation', () => (realm.run.eventType === 'viewer-request' ? realm.run.edgeLocation : {}));
  getter('distributionTenant', () => {
    throw new TypeError('distributionTenant module is not available');
  });
  realm.modules.cloudfront = module;
}

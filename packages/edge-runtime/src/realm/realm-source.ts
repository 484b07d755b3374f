// Puts the parts of the realm together as one text for a contained engine. The parts are functions of ours: their own
// source, as compiled, is what travels.

import { installBuffer } from './install-buffer.js';
import { installBytes } from './install-bytes.js';
import { installCaught } from './install-caught.js';
import { installCloudfront } from './install-cloudfront.js';
import { installConsole } from './install-console.js';
import { installCrypto } from './install-crypto.js';
import { installCwt } from './install-cwt.js';
import { installEntry } from './install-entry.js';
import { installLanguage } from './install-language.js';
import { installMeter } from './install-meter.js';
import { installQuerystring } from './install-querystring.js';
import { installText } from './install-text.js';
import type { Realm, RealmConfig, RealmHost } from './realm.js';

// Makes what the parts share. Runs inside the engine.
function createRealm(host: RealmHost, config: RealmConfig): Partial<Realm> {
  const defineProperty = Object.defineProperty;
  return {
    host,
    config,
    logs: [],
    logBytes: 0,
    logData: undefined,
    origin: undefined,
    isHandling: false,
    depth: 0,
    modules: Object.create(null),
    compute: undefined,
    define: (target, name, value) => {
      defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
    },
    named: (name, length, value) => {
      defineProperty(value, 'name', { value: name, configurable: true });
      defineProperty(value, 'length', { value: length, configurable: true });
      return value;
    },
  };
}

const first = [installBytes, installText, installConsole, installCrypto, installQuerystring];
const second = [
  installBytes,
  installText,
  installConsole,
  installBuffer,
  installCrypto,
  installQuerystring,
  installCloudfront,
  installCwt,
];

/**
 * An expression that evaluates to a function `(host, config) => RealmEntry`.
 *
 * @param options.isMetered - Adds the cost counters that the instrumented function calls.
 */
export function realmSource(version: 1 | 2, { isMetered }: { readonly isMetered: boolean }): string {
  const parts = [
    ...(version === 1 ? first : second),
    installLanguage,
    installCaught,
    ...(isMetered ? [installMeter] : []),
  ];
  const calls = parts.map((part) => `(${part.toString()})(realm);`).join('\n');
  return `(function (host, config) {
'use strict';
const realm = (${createRealm.toString()})(host, config);
${calls}
return (${installEntry.toString()})(realm);
})`;
}

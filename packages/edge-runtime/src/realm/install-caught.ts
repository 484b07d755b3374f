// Gives errors that a function catches the words of CloudFront's engine; prepare-source.ts puts the call into each `catch`.

import type { Realm } from './realm.js';

/** Runs inside the engine, after the names of the language: see realm.ts. @source spec/cloudfront.md 8.2 */
export function installCaught(realm: Realm): void {
  const ErrorKind = Error;
  const describe = Object.getOwnPropertyDescriptor;
  realm.define(globalThis, '$caught', (error: unknown) => {
    if (!(error instanceof ErrorKind)) return;
    realm.depth++;
    const { name, message } = error;
    const text = realm.errorText(error);
    const cut = text.indexOf(': ');
    // Another class would need another object, and the function may compare the one it has.
    const isSameClass = text.slice(0, cut === -1 ? text.length : cut) === name;
    const isWritable = describe(error, 'message')?.writable === true;
    if (isSameClass && isWritable && text !== `${name}: ${message}`) {
      error.message = cut === -1 ? '' : text.slice(cut + 2);
    }
    realm.depth--;
  });
}

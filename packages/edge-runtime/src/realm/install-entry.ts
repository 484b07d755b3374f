// What the host calls: prepares a run, runs the handler, collects what it came to.

import type { Realm, RealmRun } from './realm.js';

/** What the realm hands to the host. All texts are JSON. */
export interface RealmEntry {
  prepare(run: string): void;
  /** Calls the handler; the outcome is ready when `collect` gives one. */
  call(event: string): void;
  /** @returns The outcome, or an empty text while the handler's promise is pending. */
  collect(): string;
  /** The outcome for what was thrown outside the handler. */
  fail(error: unknown): string;
  /** The outcome with a text of the host's, keeping logs. */
  failWith(message: string): string;
}

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.1, 1.15 */
export function installEntry(realm: Realm): RealmEntry {
  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const PromiseKind = Promise;
  const then = Promise.prototype.then;
  const scope = globalThis as unknown as { handler?: unknown };
  const ErrorKind = Error;
  let outcome = '';
  let thrown: unknown;
  let topLevelCompute: number[] | undefined;

  // What the realm does for the host is not the function's cost.
  const uncounted = <Value>(work: () => Value): Value => {
    realm.depth++;
    try {
      return work();
    } finally {
      realm.depth--;
    }
  };
  const textOf = (kind: string, member: string, value: unknown) =>
    uncounted(() => print(kind, member, value));
  const print = (kind: string, member: string, value: unknown) => {
    const result: Record<string, unknown> = Object.create(null);
    result.kind = kind;
    result[member] = value;
    result.logs = realm.logs;
    result.origin = realm.origin;
    result.logData = realm.logData;
    result.compute = realm.compute;
    result.topLevelCompute = topLevelCompute;
    if (thrown instanceof ErrorKind) result.stack = String(thrown.stack);
    return stringify(result);
  };
  const failed = (error: unknown) => {
    thrown = error;
    return textOf('execution-error', 'message', realm.errorText(error));
  };
  const succeeded = (value: unknown) => {
    try {
      return textOf('success', 'output', value);
    } catch (error) {
      return failed(error);
    }
  };
  return {
    prepare: (run) => {
      realm.run = uncounted(() => parse(run) as RealmRun);
    },
    call: (text) => {
      const event = uncounted(() => parse(text) as { request?: object });
      const { rawQuery } = realm.run;
      if (event.request !== undefined && event.request !== null) {
        realm.define(event.request, 'rawQueryString', () => rawQuery);
      }
      const { handler } = scope;
      try {
        if (typeof handler !== 'function') throw new ReferenceError('"handler" is not defined');
        realm.isHandling = true;
        topLevelCompute = realm.compute === undefined ? undefined : uncounted(() => realm.compute?.slice());
        const value: unknown = handler(event);
        if (realm.config.version === 2 && value instanceof PromiseKind) {
          then.call(
            value,
            (result) => {
              outcome = succeeded(result);
            },
            (error) => {
              outcome = failed(error);
            },
          );
        } else outcome = succeeded(value);
      } catch (error) {
        outcome = failed(error);
      }
    },
    collect: () => outcome,
    fail: failed,
    failWith: (message) => textOf('execution-error', 'message', message),
  };
}

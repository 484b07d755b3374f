// One function with an engine of its own or a shared one: what tests and commands use.

import type { FunctionEvent } from '../event/build-event.js';
import { eventTypeOf } from '../output/validate-output.js';
import { createEdgeEngine, type EdgeEngine, type EdgeFunctionOptions } from './edge-engine.js';
import type { EdgeRun } from './edge-run.js';

/** How to make a function that carries its own clock. */
export interface CreateEdgeFunctionOptions extends EdgeFunctionOptions {
  /** For messages. */
  readonly name: string;
  /** Where it runs. @default an engine of its own, closed with the function */
  readonly engine?: EdgeEngine;
  /** The instant at which a run's `Date` stands still. @default the system's clock */
  readonly now?: () => number;
  /** Varies `Math.random`. @default 0 */
  readonly seed?: number;
}

/** A function ready to run. */
export interface StandaloneEdgeFunction {
  readonly name: string;
  /**
   * Runs an event. Never rejects: every outcome is a value.
   *
   * @param options.rawQuery - What `rawQueryString()` gives; by default made of the event's `querystring`.
   */
  run(event: FunctionEvent, options?: { readonly rawQuery?: string | undefined }): Promise<EdgeRun>;
  close(): Promise<void>;
}

/**
 * Creates a function.
 *
 * @example
 * ```ts
 * const edgeFunction = createEdgeFunction({ name: 'hello', runtime: 'cloudfront-js-2.0', code });
 * const run = await edgeFunction.run(event);
 * await edgeFunction.close();
 * ```
 */
export function createEdgeFunction(options: CreateEdgeFunctionOptions): StandaloneEdgeFunction {
  const engine = options.engine ?? createEdgeEngine();
  const created = engine.createFunction(options);
  const now = options.now ?? Date.now;
  return {
    name: options.name,
    run: (event, given = {}) =>
      created.run(event, {
        eventType: eventTypeOf(event),
        nowMs: now(),
        rawQuery: 'rawQuery' in given ? given.rawQuery : rawQueryOf(event),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      }),
    async close() {
      created.close();
      if (options.engine === undefined) await engine.close();
    },
  };
}

/** The query string that an event's parameters came from, as far as they tell: `undefined` without parameters. */
export function rawQueryOf(event: FunctionEvent): string | undefined {
  const parameters: unknown = event.request?.querystring;
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  const pairs = Object.entries(parameters as FunctionEvent['request']['querystring']).flatMap(
    ([name, entry]) =>
      (entry.multiValue ?? [entry]).map(({ value }) => (value === '' ? name : `${name}=${value}`)),
  );
  return pairs.length === 0 ? undefined : pairs.join('&');
}

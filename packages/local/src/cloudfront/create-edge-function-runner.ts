// Runs CloudFront functions in the contained engine of @edgewire/edge-runtime.

import {
  buildViewerRequestEvent,
  buildViewerResponseEvent,
  createEdgeEngine,
  type EdgeFunction,
  type FunctionEvent,
  readFunctionOutput,
} from '@edgewire/edge-runtime';
import type { HeaderMap } from '../http-semantics/headers.js';
import type { Clock, Random } from '../ports.js';
import type { EdgeFunctionCall, EdgeFunctionOutcome, EdgeFunctionRunner } from './edge-function-runner.js';
import type { EdgeFunctionVersion, KeyValueStore } from './model.js';
import { readOriginChange } from './read-origin-change.js';

/** A function made ready, with what it was made of. */
interface Loaded {
  readonly version: EdgeFunctionVersion;
  readonly store: KeyValueStore | undefined;
  readonly edgeFunction: EdgeFunction;
}

/** Creates the runner; its thread starts with the first function. */
export function createEdgeFunctionRunner(ports: {
  readonly clock: Clock;
  readonly random: Random;
}): EdgeFunctionRunner {
  const engine = createEdgeEngine();
  const loaded = new Map<string, Loaded>();

  const load = (version: EdgeFunctionVersion, store: KeyValueStore | undefined): EdgeFunction => {
    const key = `${version.arn} ${version.stage}`;
    const known = loaded.get(key);
    if (known?.version === version && known.store === store) return known.edgeFunction;
    known?.edgeFunction.close();
    const edgeFunction = engine.createFunction({
      code: version.code,
      runtime: version.runtime,
      ...(store === undefined ? {} : { keyValueStore: storeData(store) }),
    });
    loaded.set(key, { version, store, edgeFunction });
    return edgeFunction;
  };

  return {
    async run(call) {
      const { request, eventType } = call;
      const event =
        call.eventType === 'viewer-request'
          ? buildViewerRequestEvent(request, call.context)
          : buildViewerResponseEvent(request, call.response, call.context);
      const run = await load(call.function, call.keyValueStore).run(event, {
        eventType,
        rawQuery: request.rawQuery,
        nowMs: ports.clock.nowMs(),
        seed: Math.floor(ports.random.next() * 1_000_000),
      });
      const report = { durationMs: run.durationMs, logs: run.logs };
      if (run.kind === 'execution-error') return { kind: 'execution-error', message: run.message, report };
      const outcome = readOutput(call, event, run.output);
      if (outcome.kind !== 'request' || run.origin === undefined) return { ...outcome, report };
      const parsed = readOriginChange(run.origin, [...outcome.request.headers.keys()]);
      return parsed.kind === 'refused'
        ? { kind: 'validation-error', message: parsed.message, report }
        : { ...outcome, originChange: parsed.change, report };
    },
    close: () => engine.close(),
  };
}

type WithoutReport<Outcome> = Outcome extends unknown ? Omit<Outcome, 'report'> : never;

function readOutput(
  call: EdgeFunctionCall,
  event: FunctionEvent,
  value: unknown,
): WithoutReport<EdgeFunctionOutcome> {
  const output = readFunctionOutput(value, event, call.request.rawQuery);
  switch (output.kind) {
    case 'refused':
      return { kind: 'validation-error', message: output.message };
    case 'request':
      return {
        kind: 'request',
        request: {
          method: call.request.method,
          uri: output.uri,
          rawQuery: output.rawQuery,
          headers: withHidden(output.headers, call.request.headers, event.request.headers),
        },
      };
    case 'response': {
      const { status, statusDescription, body } = output;
      const headers =
        call.eventType === 'viewer-response'
          ? withHidden(output.headers, call.response.headers, event.response?.headers ?? {})
          : output.headers;
      return { kind: 'response', response: { status, statusDescription, headers, body } };
    }
  }
}

// Functions are not shown every header; those that they could not see are not theirs to remove.
function withHidden(
  returned: HeaderMap,
  before: HeaderMap,
  shown: Readonly<Record<string, unknown>>,
): HeaderMap {
  const hidden = [...before].filter(
    ([name]) => name !== 'cookie' && name !== 'set-cookie' && !Object.hasOwn(shown, name),
  );
  return hidden.length === 0 ? returned : new Map([...returned, ...hidden]);
}

function storeData(store: KeyValueStore): {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastUpdatedDateTime: string;
  readonly entries: ReadonlyMap<string, string>;
} {
  return {
    id: store.id,
    createdDateTime: new Date(store.createdMs).toISOString(),
    lastUpdatedDateTime: new Date(store.lastModifiedMs).toISOString(),
    entries: store.entries,
  };
}

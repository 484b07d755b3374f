// What every middleware must hold: it says the same as source and compiled, for each runtime that it names, in the
// packaged engine and in njs, and nothing that it returns is refused by CloudFront.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Middleware, pipeline } from '@edgewire/edge';
import { buildFunction, type EdgeRuntimeName } from '@edgewire/edge-compiler';
import { createDriverEngine, createEdgeEngine, type EdgeEngine } from '../../src/engine/edge-engine.js';
import { createNjsDriver, njsVersion } from '../../src/engine/njs-driver.js';
import type { FunctionEvent } from '../../src/event/build-event.js';
import { createKeyValueStore } from '../../src/kvs/key-value-store.js';
import { validateFunctionOutput } from '../../src/output/validate-output.js';

/** One event and what comes of it. */
export interface MiddlewareCase {
  readonly name: string;
  readonly event: () => FunctionEvent;
  /** As `outcomeOf` tells it. */
  readonly expected: Outcome;
}

/** What a viewer or the next link gets. Headers only where they differ from the event's. */
export interface Outcome {
  readonly uri?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  readonly query?: unknown;
  readonly body?: unknown;
  /** Id of the origin that was chosen, in compiled code. */
  readonly origin?: unknown;
}

/** For middleware without stores and promises. */
export const bothRuntimes: readonly EdgeRuntimeName[] = ['cloudfront-js-1.0', 'cloudfront-js-2.0'];

/** For middleware that needs what only runtime 2.0 has. */
export const secondRuntime: readonly EdgeRuntimeName[] = ['cloudfront-js-2.0'];

/** A middleware to test. */
export interface MiddlewareSpecimen {
  readonly name: string;
  readonly runtimes: readonly EdgeRuntimeName[];
  /** The middleware with its options, for the run as source; absent when it needs the `cloudfront` module. */
  readonly make?: () => Middleware;
  /** The same as an expression of an entry; `import`s of `@edgewire/edge` are added. */
  readonly expression: string;
  /** Statements before it, such as `import cf from 'cloudfront';`. */
  readonly head?: string;
  readonly store?: Readonly<Record<string, string>>;
  /** Whether njs can run it: not what needs an associated store. @default true */
  readonly runsInNjs?: boolean;
  readonly cases: readonly MiddlewareCase[];
}

const hasNjs = (await njsVersion()) !== undefined;

/** Tests one middleware. */
export function middlewareContract(specimen: MiddlewareSpecimen): void {
  describe(specimen.name, () => {
    let packaged: EdgeEngine;
    let njs: EdgeEngine | undefined;
    before(() => {
      packaged = createEdgeEngine();
      if (hasNjs && specimen.runsInNjs !== false) njs = createDriverEngine(createNjsDriver());
    });
    after(async () => {
      await packaged.close();
      await njs?.close();
    });

    const { make } = specimen;
    for (const each of specimen.cases) {
      if (make === undefined) continue;
      it(`as source ${each.name}`, async () => {
        const event = each.event();
        // A built event has the shape that the types of the handler describe.
        const output = await pipeline(make())(structuredClone(event) as never);
        assert.deepEqual(outcomeOf(event, roundTrip(output)), each.expected);
      });
    }

    for (const runtime of specimen.runtimes) {
      it(`compiled for ${runtime} says the same`, async () => {
        for (const eventType of ['viewer-request', 'viewer-response'] as const) {
          const cases = specimen.cases.filter((each) => typeOf(each.event()) === eventType);
          if (cases.length === 0) continue;
          const code = await build(specimen, runtime, eventType);
          for (const engine of [packaged, ...(njs === undefined ? [] : [njs])]) {
            const edgeFunction = engine.createFunction({
              code,
              runtime,
              ...(specimen.store === undefined
                ? {}
                : { keyValueStore: createKeyValueStore({ data: specimen.store }) }),
            });
            for (const each of cases) {
              const event = each.event();
              const run = await edgeFunction.run(event, { eventType, nowMs: 1_700_000_000_000 });
              assert.equal(run.kind, 'success', run.kind === 'success' ? '' : `${run.message}\n${code}`);
              if (run.kind !== 'success') continue;
              const origin = run.origin?.kind === 'select' ? { origin: run.origin.originId } : {};
              assert.deepEqual({ ...outcomeOf(event, run.output), ...origin }, each.expected, each.name);
              const checked = validateFunctionOutput({ event, output: run.output });
              assert.notEqual(checked.kind, 'failure', checked.kind === 'failure' ? checked.message : '');
            }
            edgeFunction.close();
          }
        }
      });
    }
  });
}

/** The code of a pipeline of the specimen alone. */
export async function build(
  { head = '', expression, name }: MiddlewareSpecimen,
  runtime: EdgeRuntimeName,
  eventType: 'viewer-request' | 'viewer-response',
): Promise<string> {
  const used = expression.match(/^\w+/)?.[0] ?? name;
  const code = `${head}\nimport { pipeline, ${used} } from '@edgewire/edge';\nexport default pipeline(${expression});\n`;
  const result = await buildFunction([{ file: 'entry.ts', code }], { runtime, eventType });
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.diagnostics, null, 1));
  return result.code;
}

function typeOf(event: FunctionEvent): 'viewer-request' | 'viewer-response' {
  return event.context.eventType === 'viewer-response' ? 'viewer-response' : 'viewer-request';
}

function roundTrip(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

type Values = Readonly<Record<string, { readonly value: string } | undefined>>;

/** Reads a returned request or response. */
function outcomeOf(event: FunctionEvent, output: unknown): Outcome {
  // A function's output is one of both; validateFunctionOutput judges it besides.
  const given = output as {
    uri?: string;
    statusCode?: number;
    headers?: Values;
    cookies?: Record<string, unknown>;
    querystring?: unknown;
    body?: unknown;
  };
  const isResponse = given.statusCode !== undefined;
  const before: Values =
    event.response === undefined ? (isResponse ? {} : event.request.headers) : event.response.headers;
  const after = given.headers ?? {};
  const changed: Record<string, string | null> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[name]?.value !== after[name]?.value) changed[name] = after[name]?.value ?? null;
  }
  const query = JSON.stringify(given.querystring);
  const isQueryChanged = !isResponse && query !== JSON.stringify(event.request.querystring);
  const isUriChanged = !isResponse && given.uri !== event.request.uri;
  return {
    ...(isUriChanged ? { uri: given.uri ?? '' } : {}),
    ...(isResponse && given.statusCode !== event.response?.statusCode
      ? { status: given.statusCode ?? 0 }
      : {}),
    ...(Object.keys(changed).length === 0 ? {} : { headers: changed }),
    ...(isResponse && Object.keys(given.cookies ?? {}).length > 0 ? { cookies: given.cookies ?? {} } : {}),
    ...(isQueryChanged ? { query: given.querystring } : {}),
    ...(given.body === undefined ? {} : { body: given.body }),
  };
}

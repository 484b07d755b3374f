// A function under test: source or file in, results with helpers out.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isPlainFunction } from '@edgewire/edge-compiler';
import type { OriginCall } from '@edgewire/edge-compiler/features';
import { productionRefusal } from '../cases/test-function-result.js';
import type { ComputeEstimate } from '../compute/compute-estimate.js';
import {
  type CreateEdgeFunctionOptions,
  createEdgeFunction,
  rawQueryOf,
  type StandaloneEdgeFunction,
} from '../engine/create-edge-function.js';
import type { EdgeRuntimeName } from '../engine/edge-engine.js';
import type { EdgeRun } from '../engine/edge-run.js';
import type { StoreData } from '../engine/messages.js';
import type { FunctionEvent } from '../event/build-event.js';
import { createKeyValueStore } from '../kvs/key-value-store.js';
import {
  type ReturnedRequest,
  type ReturnedResponse,
  type ViewerEventType,
  validateFunctionOutput,
} from '../output/validate-output.js';
import { queryOfOutput } from '../output/wire-output.js';
import { buildForTest } from './build-for-test.js';

/** How to load a function under test. */
export interface TestFunctionOptions
  extends Omit<CreateEdgeFunctionOptions, 'name' | 'code' | 'runtime' | 'keyValueStore' | 'now'> {
  /** @default 'cloudfront-js-2.0' */
  readonly runtime?: EdgeRuntimeName;
  /** Keys and values, or a store made with `createKeyValueStore`. */
  readonly kvs?: Readonly<Record<string, string>> | StoreData;
  /** Constants of the build by name, such as `{ 'process.env.STAGE': 'dev' }`; for sources that are built first. */
  readonly define?: Readonly<Record<string, string>>;
  /** The half of a pipeline that is built. @default - as the source suggests, else viewer-request */
  readonly eventType?: ViewerEventType;
  /** The instant of every run, epoch milliseconds. @default 2024-01-01T00:00:00Z, so that results repeat */
  readonly nowMs?: number;
}

/** What a run came to, for assertions. */
export interface EdgeResult {
  readonly kind: 'request' | 'response' | 'execution-error' | 'validation-error';
  /** Text of the error, or of what CloudFront refuses; undefined when all is well. */
  readonly error: string | undefined;
  /** The returned value as it is. */
  readonly output: unknown;
  readonly request: ReturnedRequest | undefined;
  readonly response: ReturnedResponse | undefined;
  readonly logs: readonly string[];
  readonly origin: OriginCall | undefined;
  readonly logData: string | undefined;
  readonly computeEstimate: ComputeEstimate | undefined;
  /** Status of a response; undefined for requests and failures. */
  readonly status: number | undefined;
  /** URI with the query string of a request. */
  readonly url: string | undefined;
  /** First value of a header of the request or response, by name in any letter case. */
  header(name: string): string | undefined;
  /** First value of a cookie. */
  cookie(name: string): string | undefined;
}

/** A function under test. */
export interface FunctionUnderTest {
  readonly name: string;
  /**
   * Failures of the function are results.
   *
   * @throws Error that lists the findings, if the source had to be built first and cannot be.
   */
  run(event: FunctionEvent): Promise<EdgeResult>;
  /** Ends its thread; a process ends without it too. */
  close(): Promise<void>;
}

const defaultNowMs = Date.UTC(2024, 0, 1);

/**
 * Loads a function from its source text, a path or a file URL. It needs no exports. TypeScript, and a module with
 * exports, is built first, as `edgewire build` does.
 *
 * @param fileOrSource - Text with a line break or a brace is source, other text a path.
 * @throws Error when the file cannot be read.
 * @example
 * ```ts
 * const hello = edgeFunction('function handler(event) { return event.request; }');
 * const result = await hello.run(viewerRequest('https://example.org/x?y=1'));
 * assert.equal(result.url, '/x?y=1');
 * ```
 */
export function edgeFunction(
  fileOrSource: string | URL,
  options: TestFunctionOptions = {},
): FunctionUnderTest {
  const {
    kvs,
    nowMs = defaultNowMs,
    runtime = 'cloudfront-js-2.0',
    define = {},
    eventType,
    ...rest
  } = options;
  const loaded = readSource(fileOrSource);
  const create = (code: string): StandaloneEdgeFunction =>
    createEdgeFunction({
      isMetered: true,
      ...rest,
      ...loaded,
      code,
      runtime,
      now: () => nowMs,
      ...(kvs === undefined
        ? {}
        : { keyValueStore: isStore(kvs) ? kvs : createKeyValueStore({ data: kvs }) }),
    });
  const isPlain = isPlainFunction(loaded.code, loaded.file ?? 'inline.js');
  let created = isPlain ? Promise.resolve(create(loaded.code)) : undefined;
  return {
    name: loaded.name,
    run: async (event) => {
      created ??= buildForTest(loaded, { runtime, define, eventType }).then(create);
      return edgeResult(await (await created).run(event), event);
    },
    close: async () => {
      // What could not be built has nothing to close.
      const made = await created?.catch(() => undefined);
      await made?.close();
    },
  };
}

/** Puts helpers around a run. */
export function edgeResult(run: EdgeRun, event: FunctionEvent): EdgeResult {
  const checked = run.kind === 'success' ? validateFunctionOutput({ event, output: run.output }) : undefined;
  const refusal = productionRefusal(run, event);
  const request = checked?.kind === 'request' ? checked.request : undefined;
  const response = checked?.kind === 'response' ? checked.response : undefined;
  const kind =
    run.kind === 'execution-error'
      ? 'execution-error'
      : refusal !== undefined
        ? 'validation-error'
        : response !== undefined
          ? 'response'
          : 'request';
  const query =
    request === undefined
      ? undefined
      : queryOfOutput(request, { before: event.request, rawQuery: rawQueryOf(event) });
  const maps = request ?? response;
  return {
    kind,
    error: run.kind === 'execution-error' ? run.message : refusal?.message,
    output: run.kind === 'success' ? run.output : undefined,
    request,
    response,
    logs: run.logs,
    origin: run.kind === 'success' ? run.origin : undefined,
    logData: run.logData,
    computeEstimate: run.computeEstimate,
    status: response?.statusCode,
    url: request === undefined ? undefined : request.uri + (query === undefined ? '' : `?${query}`),
    header: (name) => maps?.headers[name.toLowerCase()]?.value,
    cookie: (name) => maps?.cookies[name]?.value,
  };
}

function readSource(fileOrSource: string | URL): {
  readonly name: string;
  readonly code: string;
  readonly file?: string;
} {
  if (typeof fileOrSource === 'string' && /[\n{]/.test(fileOrSource))
    return { name: 'inline', code: fileOrSource };
  const path = typeof fileOrSource === 'string' ? fileOrSource : fileURLToPath(fileOrSource);
  return { name: path, code: readFileSync(path, 'utf8'), file: path };
}

function isStore(kvs: Readonly<Record<string, string>> | StoreData): kvs is StoreData {
  return 'entries' in kvs && kvs.entries instanceof Map;
}

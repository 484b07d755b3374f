// The Lambda service: functions by name, synchronous and asynchronous invocations.

import { randomBytes } from 'node:crypto';
import type { Emit } from '../events/stack-event.js';
import { traceRoot, uuid } from '../ids.js';
import type { Clock, Random, StackIdentity } from '../ports.js';
import { type BuiltSource, buildSource } from './build-source.js';
import { buildEnvironmentVariables } from './environment-variables.js';
import { summarizeError } from './error-payload.js';
import { functionArn, functionNameOf } from './function-arn.js';
import { createFunctionRunner, type FunctionRunner } from './function-runner.js';
import type { InvokeOptions, InvokeOutcome, Lambda, LambdaFunctionConfig } from './lambda.js';
import {
  accountConcurrency,
  asyncRetryDelaysMs,
  maxAsyncPayloadBytes,
  maxSyncPayloadBytes,
} from './limits.js';
import { materializeCode } from './materialize-code.js';
import { createNodeEnvironment, type Environment } from './node-environment.js';
import { answerLambdaCall } from './operations.js';
import { createSourceWatcher } from './source-watcher.js';
import type { WorkerStart } from './worker-messages.js';

/** What Lambda needs. */
export interface LambdaPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Address of the AWS endpoint, e.g. `http://127.0.0.1:3050`. */
  readonly endpoint: () => string;
  /** Environments of one function at the most. */
  readonly maxEnvironments: number;
  /** Folder for unpacked archives and inline code. */
  readonly cacheDir: string;
  readonly watches: boolean;
  /** Milliseconds between the service clock and the machine, shared with workers; absent with a real clock. */
  readonly clockOffset: SharedArrayBuffer | undefined;
  /** The TLS redirect for AWS host names; absent when nothing is redirected. */
  readonly redirect?: {
    readonly hostPattern: string;
    readonly passthrough: readonly string[];
    readonly target: () => Promise<{ readonly port: number; readonly ca: string }>;
  };
  /** Sends the record of a failed asynchronous invocation to a queue or topic. */
  readonly sendToDeadLetterTarget: (
    targetArn: string,
    body: string,
    attributes: Record<string, string>,
  ) => Promise<void>;
  /** Starts an environment of a runtime that is not Node; absent runtimes answer with an error. */
  readonly createProcessEnvironment?: (
    config: LambdaFunctionConfig,
    options: {
      readonly taskRoot: string;
      readonly env: Record<string, string>;
      readonly log: (requestId: string, stream: 'stdout' | 'stderr', text: string) => void;
    },
  ) => Promise<Environment>;
}

interface Deployed {
  readonly runner: FunctionRunner;
  readonly arn: string;
  close(): Promise<void>;
}

/** Creates the service without functions. */
export function createLambda(ports: LambdaPorts): Lambda {
  const { clock, random, emit, identity } = ports;
  const functions = new Map<string, Deployed>();
  const background = new Set<Promise<unknown>>();
  let isClosed = false;

  const deploy = (config: LambdaFunctionConfig): Deployed => {
    let built: Promise<BuiltSource> | undefined;
    let watchedFiles: readonly string[] = [];
    const logStreamName = `${new Date(clock.nowMs()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
    const watcher = ports.watches
      ? createSourceWatcher((files) => {
          built = undefined;
          runner.replaceEnvironments();
          emit(
            'lambda.source-changed',
            { function: config.functionName, files },
            { resource: config.logicalId },
          );
          runner.warm();
        })
      : undefined;
    const watchMore = (files: readonly string[]) => {
      watchedFiles = [...new Set([...watchedFiles, ...files])];
      watcher?.watchFiles(watchedFiles);
    };
    const log = (requestId: string, stream: 'stdout' | 'stderr', text: string) =>
      emit(
        'lambda.log',
        { requestId, function: config.functionName, stream, line: text },
        { resource: config.logicalId, traceId: traces.get(requestId) },
      );

    const createEnvironment = async (): Promise<Environment> => {
      const taskRoot = await materializeCode(config, ports.cacheDir);
      const env = buildEnvironmentVariables(config, {
        identity,
        endpointUrl: ports.endpoint(),
        logStreamName,
        taskRoot,
      });
      if (!config.runtime.startsWith('nodejs')) {
        if (ports.createProcessEnvironment === undefined) {
          throw new Error(`Runtime "${config.runtime}" is not run locally`);
        }
        return ports.createProcessEnvironment(config, { taskRoot, env, log });
      }
      built ??= buildSource({ kind: 'folder', root: taskRoot }, config.handler);
      const source = await built;
      watchMore(source.files);
      const start: WorkerStart = {
        functionName: config.functionName,
        memoryMb: config.memoryMb,
        logGroupName: `/aws/lambda/${config.functionName}`,
        logStreamName,
        code: source.code,
        exportPath: source.exportPath,
        handlerName: config.handler,
        clockOffset: ports.clockOffset,
        redirect:
          ports.redirect === undefined
            ? undefined
            : {
                hostPattern: ports.redirect.hostPattern,
                passthrough: ports.redirect.passthrough,
                signal: new SharedArrayBuffer(4),
              },
        sdkBase: import.meta.url,
      };
      return createNodeEnvironment(start, {
        env,
        memoryMb: config.memoryMb,
        listener: {
          log,
          loaded: watchMore,
          redirectTarget: () => ports.redirect?.target() ?? Promise.reject(new Error('no redirect')),
        },
      });
    };
    const runner = createFunctionRunner(
      config,
      { create: createEnvironment },
      { maxEnvironments: ports.maxEnvironments },
    );
    return {
      runner,
      arn: functionArn(identity, config.functionName),
      async close() {
        watcher?.close();
        await runner.close();
      },
    };
  };

  const traces = new Map<string, string>();

  const run = async (
    deployed: Deployed,
    payload: string,
    options: { readonly requestId: string; readonly traceId: string; readonly clientContext?: string },
  ): Promise<InvokeOutcome> => {
    const { config } = deployed.runner;
    const { requestId, traceId } = options;
    traces.set(requestId, traceId);
    try {
      const answer = await deployed.runner.invoke({
        requestId,
        payload,
        deadlineMs: performance.timeOrigin + performance.now() + config.timeoutSeconds * 1_000,
        arn: deployed.arn,
        trace: `Root=${traceId};Parent=${traceId.slice(-16)};Sampled=0`,
        ...(options.clientContext === undefined ? {} : { clientContext: options.clientContext }),
      });
      const error = answer.kind === 'function-error' ? summarizeError(answer.payload) : undefined;
      emit(
        'lambda.end',
        {
          requestId,
          function: config.functionName,
          durationMs: answer.durationMs,
          ...(answer.initDurationMs === undefined ? {} : { initDurationMs: answer.initDurationMs }),
          ...(error === undefined
            ? {}
            : { error: { ...error, ...(answer.place === undefined ? {} : { file: answer.place }) } }),
        },
        { level: error === undefined ? 'info' : 'error', resource: config.logicalId, traceId },
      );
      return { kind: answer.kind, requestId, payload: answer.payload };
    } catch (error) {
      // The environment could not be made: no code, no runtime.
      const message = error instanceof Error ? error.message : String(error);
      emit(
        'lambda.end',
        {
          requestId,
          function: config.functionName,
          durationMs: 0,
          error: { type: 'Runtime.Unavailable', message },
        },
        { level: 'error', resource: config.logicalId, traceId },
      );
      return {
        kind: 'function-error',
        requestId,
        payload: JSON.stringify({ errorType: 'Runtime.Unavailable', errorMessage: message }),
      };
    } finally {
      traces.delete(requestId);
    }
  };

  const runAsync = async (
    deployed: Deployed,
    payload: string,
    options: { requestId: string; traceId: string },
  ) => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await run(deployed, payload, options);
      if (outcome.kind === 'success' || isClosed) return;
      const delayMs = asyncRetryDelaysMs[attempt];
      if (delayMs === undefined) {
        const target = deployed.runner.config.deadLetterTargetArn;
        if (target === undefined || outcome.kind !== 'function-error') return;
        await ports.sendToDeadLetterTarget(target, payload, {
          RequestID: options.requestId,
          ErrorCode: '200',
          ErrorMessage: summarizeError(outcome.payload).message.slice(0, 1_024),
        });
        return;
      }
      await new Promise<void>((resolve) => clock.after(delayMs, resolve));
      if (isClosed) return;
    }
  };

  const lambda: Lambda = {
    putFunction(config) {
      const previous = functions.get(config.functionName);
      if (previous !== undefined) void previous.close();
      functions.set(config.functionName, deploy(config));
    },
    async removeFunction(functionName) {
      const deployed = functions.get(functionName);
      functions.delete(functionName);
      await deployed?.close();
    },
    resolveName(nameOrArn) {
      const name = functionNameOf(nameOrArn);
      return functions.has(name) ? name : undefined;
    },
    async invoke(nameOrArn, payload, options: InvokeOptions) {
      const deployed = functions.get(functionNameOf(nameOrArn));
      if (deployed === undefined) {
        return {
          kind: 'not-found',
          message: `Function not found: ${functionArn(identity, functionNameOf(nameOrArn))}`,
        };
      }
      const isEvent = options.type === 'Event';
      const limit = isEvent ? maxAsyncPayloadBytes : maxSyncPayloadBytes;
      if (payload.length > limit / 4 && Buffer.byteLength(payload) > limit) {
        return {
          kind: 'too-large',
          message: `${Buffer.byteLength(payload)} byte payload is too large for the ${options.type} invocation type (limit ${limit} bytes)`,
        };
      }
      const reserved = deployed.runner.config.reservedConcurrency ?? accountConcurrency;
      if (!isEvent && deployed.runner.inFlight >= reserved) {
        return { kind: 'throttled', message: 'Rate Exceeded.' };
      }
      const requestId = uuid(random);
      const traceId = options.traceId ?? traceRoot(random, clock.nowMs());
      if (!isEvent) {
        return run(deployed, payload, {
          requestId,
          traceId,
          ...(options.clientContext === undefined ? {} : { clientContext: options.clientContext }),
        });
      }
      const work = runAsync(deployed, payload, { requestId, traceId }).finally(() => background.delete(work));
      background.add(work);
      return { kind: 'accepted', requestId };
    },
    request: (request) =>
      answerLambdaCall(lambda, request, {
        requestId: uuid(random),
        describe: (name) => functions.get(name)?.runner.config,
        list: () => [...functions.values()].map(({ runner }) => runner.config),
        identity,
      }),
    warm() {
      for (const { runner } of functions.values()) runner.warm();
    },
    async close() {
      isClosed = true;
      await Promise.all([...functions.values()].map((deployed) => deployed.close()));
      functions.clear();
    },
  };
  return lambda;
}

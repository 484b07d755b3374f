// The Lambda service: functions by name, synchronous and asynchronous invocations.

import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Emit } from '../events/stack-event.js';
import { traceRoot, uuid } from '../ids.js';
import type { Clock, Random, StackIdentity } from '../ports.js';
import { createAsyncInvocations } from './async-invocations.js';
import { type DeployedFunction, deployFunction, type LambdaRedirect } from './deployed-function.js';
import type { EnvironmentAnswer } from './environment.js';
import { summarizeError } from './error-payload.js';
import { functionArn, functionNameOf } from './function-arn.js';
import { endLine, reportLine, startLine } from './invocation-log.js';
import type {
  EventInvokeConfig,
  FunctionCode,
  InvokeOptions,
  InvokeOutcome,
  Lambda,
  LambdaFunctionConfig,
} from './lambda.js';
import { accountConcurrency, maxAsyncPayloadBytes, maxLogTailBytes, maxSyncRequestBytes } from './limits.js';
import { answerLambdaCall } from './operations.js';

/** What Lambda needs. */
export interface LambdaPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Address of the AWS endpoint, e.g. `http://127.0.0.1:3050`. */
  readonly endpoint: () => string;
  /** Environments of one function at the most; more invocations wait. */
  readonly maxEnvironments: number;
  /** Folder for unpacked archives, inline code, compiled handlers and built programs. */
  readonly cacheDir: string;
  readonly watches: boolean;
  /** Milliseconds between the service clock and the machine, shared with workers; absent with a real clock. */
  readonly clockOffset: SharedArrayBuffer | undefined;
  /** The TLS redirect for AWS host names; absent when nothing is redirected. */
  readonly redirect?: LambdaRedirect;
  /** Sends the payload of a failed asynchronous invocation to a queue or topic. */
  readonly sendToDeadLetterTarget: (
    targetArn: string,
    body: string,
    attributes: Record<string, string>,
  ) => Promise<void>;
  /**
   * Sends the record of a finished asynchronous invocation to a queue, topic or event bus; functions are invoked
   * by the service itself.
   * @default `sendToDeadLetterTarget` without attributes
   */
  readonly sendToDestination?: (targetArn: string, record: string) => Promise<void>;
  /**
   * Whether Node environments stand still between invocations, as on AWS.
   * @default true
   */
  readonly isFrozenBetweenInvocations?: boolean;
  /**
   * Machine time after which an idle environment beyond a function's first is closed.
   * @default 300,000
   */
  readonly idleTimeoutMs?: number;
  /**
   * Environment of this process: `PATH`, and what compilers need.
   * @default `process.env`
   */
  readonly hostEnv?: Readonly<Record<string, string | undefined>>;
}

/** Five minutes: about what AWS keeps an idle environment at least. */
const defaultIdleTimeoutMs = 300_000;

/** Functions that get an environment ahead of their first invocation; each is a thread with its own heap. */
const maxWarmedFunctions = 8;

/** An invocation that runs: who follows it, and its log if the caller wants it. */
interface Running {
  readonly traceId: string;
  readonly lines: string[] | undefined;
}

/** Creates the service without functions. */
export function createLambda(ports: LambdaPorts): Lambda {
  const { clock, random, emit, identity } = ports;
  const functions = new Map<string, DeployedFunction>();
  const invokeConfigs = new Map<string, EventInvokeConfig>();
  const layers = new Map<string, FunctionCode>();
  const running = new Map<string, Running>();
  const draining = new Set<Promise<void>>();
  const asyncInvocations = createAsyncInvocations();
  const children = new Set<() => void>();
  // Should this process end without closing, its children must not outlive it.
  const killChildren = () => {
    for (const kill of children) kill();
  };
  process.once('exit', killChildren);

  const deploy = (config: LambdaFunctionConfig): DeployedFunction =>
    deployFunction(config, {
      identity,
      emit,
      endpoint: ports.endpoint,
      maxEnvironments: ports.maxEnvironments,
      idleTimeoutMs: ports.idleTimeoutMs ?? defaultIdleTimeoutMs,
      cacheDir: ports.cacheDir,
      watches: ports.watches,
      isFrozenBetweenInvocations: ports.isFrozenBetweenInvocations ?? true,
      clockOffset: ports.clockOffset,
      redirect: ports.redirect,
      hostEnv: ports.hostEnv ?? process.env,
      logStreamName: `${new Date(clock.nowMs()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`,
      track(kill) {
        children.add(kill);
        return () => void children.delete(kill);
      },
      onLog(requestId, stream, line) {
        const invocation = running.get(requestId);
        invocation?.lines?.push(line);
        emit(
          'lambda.log',
          { requestId, function: config.functionName, stream, line },
          { resource: config.logicalId, traceId: invocation?.traceId },
        );
      },
    });

  const leave = (deployed: DeployedFunction): Promise<void> => {
    const done: Promise<void> = deployed.drain().finally(() => draining.delete(done));
    draining.add(done);
    return done;
  };

  const report = (
    { config }: DeployedFunction,
    answer: EnvironmentAnswer,
    invocation: { readonly requestId: string; readonly traceId: string },
  ) => {
    const error = answer.kind === 'function-error' ? summarizeError(answer.payload) : undefined;
    const details = { resource: config.logicalId, traceId: invocation.traceId };
    const { requestId } = invocation;
    if (error?.type === 'Sandbox.Timedout') {
      const text = error.message.replace(/^RequestId: \S+ Error: /, '');
      const line = `${new Date(clock.nowMs()).toISOString()} ${requestId} ${text}\n`;
      running.get(requestId)?.lines?.push(line);
      emit('lambda.log', { requestId, function: config.functionName, stream: 'stderr', line }, details);
    }
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
      { level: error === undefined ? 'info' : 'error', ...details },
    );
    return error;
  };

  const run = async (
    deployed: DeployedFunction,
    payload: string,
    options: { readonly requestId: string; readonly traceId: string } & Pick<
      InvokeOptions,
      'clientContext' | 'wantsLogTail' | 'onChunk'
    >,
  ): Promise<InvokeOutcome> => {
    const { config, runner } = deployed;
    const { requestId, traceId } = options;
    const lines = options.wantsLogTail === true ? [startLine(requestId)] : undefined;
    running.set(requestId, { traceId, lines });
    let answer: EnvironmentAnswer;
    try {
      answer = await runner.invoke(
        {
          requestId,
          payload,
          arn: functionArn(identity, config.functionName),
          trace: `Root=${traceId};Parent=${traceId.slice(-16)};Sampled=0`,
          ...(options.clientContext === undefined ? {} : { clientContext: options.clientContext }),
          ...(options.onChunk === undefined ? {} : { onChunk: options.onChunk }),
        },
        (coldStart) =>
          emit(
            'lambda.start',
            { requestId, function: config.functionName, coldStart },
            { level: 'debug', resource: config.logicalId, traceId },
          ),
      );
    } catch (error) {
      // The environment could not be made: a damaged archive, a folder that cannot be read.
      const errorMessage = error instanceof Error ? error.message : String(error);
      const failure = { errorType: 'Runtime.Unavailable', errorMessage };
      answer = { kind: 'function-error', payload: JSON.stringify(failure), durationMs: 0 };
    }
    const error = report(deployed, answer, { requestId, traceId });
    running.delete(requestId);
    const outcome = { kind: answer.kind, requestId, payload: answer.payload };
    if (lines === undefined) return outcome;
    lines.push(
      endLine(requestId),
      reportLine({
        requestId,
        durationMs: answer.durationMs,
        initDurationMs: answer.initDurationMs,
        memoryMb: config.memoryMb,
        usedMb: answer.usedMb,
        status: error?.type === 'Sandbox.Timedout' ? 'timeout' : undefined,
      }),
    );
    return { ...outcome, logTail: tailOf(lines.join('')) };
  };

  const throttleOf = (deployed: DeployedFunction): InvokeOutcome | undefined => {
    const { reservedConcurrency } = deployed.config;
    if (reservedConcurrency !== undefined) {
      return deployed.runner.inFlight >= reservedConcurrency ? throttled : undefined;
    }
    let reserved = 0;
    let inFlight = 0;
    for (const { config, runner } of functions.values()) {
      if (config.reservedConcurrency === undefined) inFlight += runner.inFlight;
      else reserved += config.reservedConcurrency;
    }
    return inFlight >= accountConcurrency - reserved ? throttled : undefined;
  };

  const acceptEvent = (
    functionName: string,
    payload: string,
    options: { readonly requestId: string; readonly traceId: string },
  ) => {
    const { requestId } = options;
    const details = () => ({
      resource: functions.get(functionName)?.config.logicalId,
      traceId: options.traceId,
    });
    asyncInvocations.accept(
      { requestId, payload, functionArn: functionArn(identity, functionName) },
      {
        clock,
        async attempt() {
          // A deployment between two attempts may have replaced or removed the function.
          const deployed = functions.get(functionName);
          if (deployed === undefined) return notFound(functionName);
          return throttleOf(deployed) ?? run(deployed, payload, options);
        },
        config: () => invokeConfigs.get(functionName) ?? {},
        deadLetterTargetArn: () => functions.get(functionName)?.config.deadLetterTargetArn,
        sendToDeadLetterTarget: ports.sendToDeadLetterTarget,
        async sendToDestination(targetArn, record) {
          if (/^arn:[^:]*:lambda:/.test(targetArn)) {
            const outcome = await lambda.invoke(targetArn, record, {
              type: 'Event',
              traceId: options.traceId,
            });
            if (outcome.kind !== 'accepted')
              throw new Error('message' in outcome ? outcome.message : outcome.kind);
          } else if (ports.sendToDestination !== undefined) await ports.sendToDestination(targetArn, record);
          else await ports.sendToDeadLetterTarget(targetArn, record, {});
        },
        onDropped: (reason) =>
          emit(
            'stack.notice',
            {
              code: 'EW6201',
              message: `Function "${functionName}" failed for good and its event ${requestId} is lost: ${reason}`,
            },
            { level: 'warn', ...details() },
          ),
        onUndeliverable: (targetArn, error) =>
          emit(
            'stack.notice',
            {
              code: 'EW6202',
              message: `The record of event ${requestId} cannot be sent to "${targetArn}": ${error instanceof Error ? error.message : String(error)}`,
            },
            { level: 'error', ...details() },
          ),
      },
    );
  };

  // One after the other: a stack of many functions must not keep the first request waiting.
  const warmInTurn = async (deployed: readonly DeployedFunction[]) => {
    for (const { config, runner } of deployed) {
      if (functions.get(config.functionName)?.runner === runner) await runner.warm();
    }
    // Last of all the certificates, so that the first call to an AWS host need not wait for them. A failure is
    // reported by that call.
    if (functions.size > 0) await ports.redirect?.target().catch(() => {});
  };

  const notFound = (nameOrArn: string): InvokeOutcome => ({
    kind: 'not-found',
    message: `Function not found: ${functionArn(identity, functionNameOf(nameOrArn))}`,
  });

  const lambda: Lambda = {
    putFunction(config) {
      const previous = functions.get(config.functionName);
      if (previous !== undefined && isDeepStrictEqual(previous.config, config)) return;
      functions.set(config.functionName, deploy(config));
      if (previous !== undefined) void leave(previous);
    },
    async removeFunction(functionName) {
      const deployed = functions.get(functionName);
      functions.delete(functionName);
      if (deployed !== undefined) await leave(deployed);
    },
    putLayer(arn, code) {
      layers.set(arn, code);
    },
    removeLayer(arn) {
      layers.delete(arn);
    },
    layerCode: (arn) => layers.get(arn),
    setEventInvokeConfig(nameOrArn, config) {
      const name = functionNameOf(nameOrArn);
      if (config === undefined) invokeConfigs.delete(name);
      else invokeConfigs.set(name, config);
    },
    resolveName(nameOrArn) {
      const name = functionNameOf(nameOrArn);
      return functions.has(name) ? name : undefined;
    },
    describe: (nameOrArn) => functions.get(functionNameOf(nameOrArn))?.config,
    async invoke(nameOrArn, payload, options) {
      const functionName = functionNameOf(nameOrArn);
      const deployed = functions.get(functionName);
      if (deployed === undefined) return notFound(nameOrArn);
      const isEvent = options.type === 'Event';
      const limit = isEvent ? maxAsyncPayloadBytes : maxSyncRequestBytes;
      // A string of n characters has at most 3n bytes: most payloads need no count.
      if (payload.length > limit / 3 && Buffer.byteLength(payload) > limit) {
        return {
          kind: 'too-large',
          message: isEvent
            ? `${Buffer.byteLength(payload)} byte payload is too large for the Event invocation type (limit ${limit} bytes)`
            : `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
        };
      }
      const requestId = uuid(random);
      const traceId = options.traceId ?? traceRoot(random, clock.nowMs());
      if (!isEvent) return throttleOf(deployed) ?? run(deployed, payload, { ...options, requestId, traceId });
      acceptEvent(functionName, payload, { requestId, traceId });
      return { kind: 'accepted', requestId };
    },
    request: (request) =>
      answerLambdaCall(lambda, request, {
        requestId: uuid(random),
        describe: (name) => functions.get(name)?.config,
        list: () => [...functions.values()].map(({ config }) => config),
        eventInvokeConfig: (name) => invokeConfigs.get(name),
        identity,
      }),
    warm() {
      void warmInTurn([...functions.values()].slice(0, maxWarmedFunctions));
    },
    async close() {
      asyncInvocations.close();
      // First of all nothing finds a function any more, so that nothing starts while the rest ends.
      const closing = [...functions.values()];
      functions.clear();
      await Promise.all(closing.map((deployed) => deployed.close()));
      killChildren();
      await Promise.all(draining);
      process.off('exit', killChildren);
    },
  };
  return lambda;
}

const throttled: InvokeOutcome = { kind: 'throttled', message: 'Rate Exceeded.' };

function tailOf(log: string): string {
  const bytes = Buffer.from(log);
  return bytes.subarray(Math.max(0, bytes.length - maxLogTailBytes)).toString('utf8');
}

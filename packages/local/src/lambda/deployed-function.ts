// One deployed function: its code on disk, its environments, and what happens when its source changes.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emit } from '../events/stack-event.js';
import type { StackIdentity } from '../ports.js';
import { type BuiltSource, buildSource } from './build-source.js';
import type { Environment } from './environment.js';
import { buildEnvironmentVariables, moduleFolders } from './environment-variables.js';
import { createFailedEnvironment } from './failed-environment.js';
import { createFunctionRunner, type FunctionRunner } from './function-runner.js';
import type { LambdaFunctionConfig } from './lambda.js';
import { runtimeFamily } from './launch-command.js';
import { materializeCode } from './materialize-code.js';
import { createNodeEnvironment } from './node-environment.js';
import { createSourceWatcher } from './source-watcher.js';
import { startProcess } from './start-process.js';

/** The TLS redirect for AWS host names. */
export interface LambdaRedirect {
  /** Regular expression of the AWS host names that are redirected. */
  readonly hostPattern: string;
  /** Host names of these that functions may reach for real. */
  readonly passthrough: readonly string[];
  /** Address of the TLS listener and certificate of its CA, in PEM. */
  readonly target: () => Promise<{ readonly port: number; readonly ca: string }>;
  /** Variables that lead other runtimes to the listener: proxy and certificates. */
  readonly processVariables?: () => Promise<Readonly<Record<string, string>>>;
}

/** What every function of the service shares. */
export interface DeployedFunctionPorts {
  readonly identity: StackIdentity;
  readonly emit: Emit;
  readonly endpoint: () => string;
  readonly maxEnvironments: number;
  readonly idleTimeoutMs: number;
  readonly cacheDir: string;
  readonly watches: boolean;
  readonly isFrozenBetweenInvocations: boolean;
  readonly clockOffset: SharedArrayBuffer | undefined;
  readonly redirect: LambdaRedirect | undefined;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly logStreamName: string;
  readonly track: (kill: () => void) => () => void;
  readonly onLog: (requestId: string, stream: 'stdout' | 'stderr', text: string) => void;
}

/** A function that takes invocations. */
export interface DeployedFunction {
  readonly config: LambdaFunctionConfig;
  readonly runner: FunctionRunner;
  /** Ends everything at once. */
  close(): Promise<void>;
  /** Lets running invocations end first. */
  drain(): Promise<void>;
}

export function deployFunction(config: LambdaFunctionConfig, ports: DeployedFunctionPorts): DeployedFunction {
  let built: Promise<BuiltSource> | undefined;
  let files: ReadonlySet<string> = new Set();
  const noticed = new Set<string>();
  // Told once, not at every invocation of the broken function.
  const notice = (code: string, message: string) => {
    if (noticed.has(message)) return;
    noticed.add(message);
    ports.emit('stack.notice', { code, message }, { level: 'error', resource: config.logicalId });
  };

  if (config.code.kind === 'unavailable') {
    notice('EW6001', `Function "${config.functionName}" has no code here: ${config.code.reason}`);
  }
  const watcher = ports.watches
    ? createSourceWatcher((changed) => {
        built = undefined;
        noticed.clear();
        runner.replaceEnvironments();
        ports.emit(
          'lambda.source-changed',
          { function: config.functionName, files: changed },
          { resource: config.logicalId },
        );
        void runner.warm();
      })
    : undefined;
  const watchMore = (more: readonly string[]) => {
    if (watcher === undefined || more.every((file) => files.has(file))) return;
    files = new Set([...files, ...more]);
    watcher.watchFiles([...files]);
  };
  const listener = { log: ports.onLog, loaded: watchMore };

  const create = async ({ initTimeoutMs }: { readonly initTimeoutMs: number }): Promise<Environment> => {
    if (config.code.kind === 'unavailable') {
      return createFailedEnvironment({ errorType: 'Runtime.Unavailable', errorMessage: config.code.reason });
    }
    const taskRoot = await materializeCode(config, ports.cacheDir);
    const layerRoots = await mountLayers();
    const env = buildEnvironmentVariables(config, {
      identity: ports.identity,
      endpointUrl: ports.endpoint(),
      logStreamName: ports.logStreamName,
      taskRoot,
      layerRoots,
      hostPath: ports.hostEnv.PATH ?? '',
    });
    if (runtimeFamily(config).kind !== 'node') {
      const started = await startProcess({
        config,
        taskRoot,
        layerRoots,
        env: { ...env, ...(await ports.redirect?.processVariables?.()) },
        hostEnv: ports.hostEnv,
        cacheDir: ports.cacheDir,
        initTimeoutMs,
        listener,
        track: ports.track,
        notice,
      });
      return 'errorType' in started ? createFailedEnvironment(started) : started;
    }
    // As below one /opt: what is for this runtime's version comes before the rest of every layer.
    const layerFolders = moduleFolders(config.runtime).flatMap((folder) =>
      layerRoots.map((root) => join(root, folder)),
    );
    built ??= buildAndReport(taskRoot, layerFolders);
    const source = await built;
    watchMore(source.files);
    return createNodeEnvironment(
      {
        functionName: config.functionName,
        memoryMb: config.memoryMb,
        logGroupName: `/aws/lambda/${config.functionName}`,
        logStreamName: ports.logStreamName,
        code: source.code,
        exportPath: source.exportPath,
        handlerName: config.handler,
        refusesCallbacks: Number(/^nodejs(\d+)/.exec(config.runtime)?.[1] ?? 0) >= 24,
        clockOffset: ports.clockOffset,
        redirect:
          ports.redirect === undefined
            ? undefined
            : {
                hostPattern: ports.redirect.hostPattern,
                passthrough: ports.redirect.passthrough,
                signal: new SharedArrayBuffer(4),
              },
        sdkFolder: dirname(fileURLToPath(import.meta.url)),
        layerFolders,
        layerRoots,
        isFrozenBetweenInvocations: ports.isFrozenBetweenInvocations,
      },
      {
        env,
        memoryMb: config.memoryMb,
        initTimeoutMs,
        listener,
        redirectTarget: () => ports.redirect?.target() ?? Promise.reject(new Error('no redirect')),
      },
    );
  };

  // Of two layers with the same file the later counts, so it is asked first.
  const mountLayers = async (): Promise<string[]> => {
    const roots: string[] = [];
    for (const code of config.layers ?? []) {
      if (code.kind === 'unavailable') {
        notice('EW6004', `Function "${config.functionName}" runs without a layer: ${code.reason}`);
      } else roots.unshift(await materializeCode({ code, runtime: config.runtime }, ports.cacheDir));
    }
    return roots;
  };

  const buildAndReport = async (root: string, layerFolders: readonly string[]): Promise<BuiltSource> => {
    const hasLayers = layerFolders.length > 0;
    const source = await buildSource(config.handler, { root, cacheDir: ports.cacheDir, hasLayers });
    if (source.code.kind === 'broken') {
      const code = source.code.errorType === 'Runtime.UserCodeSyntaxError' ? 'EW6002' : 'EW6003';
      const lines = [
        `Function "${config.functionName}": ${source.code.message}`,
        ...source.code.trace.slice(1),
      ];
      notice(code, lines.join('\n'));
    }
    return source;
  };

  const runner = createFunctionRunner(
    { create },
    {
      timeoutSeconds: config.timeoutSeconds,
      maxEnvironments: ports.maxEnvironments,
      idleTimeoutMs: ports.idleTimeoutMs,
    },
  );
  return {
    config,
    runner,
    async close() {
      watcher?.close();
      await runner.close();
    },
    async drain() {
      watcher?.close();
      await runner.drain();
    },
  };
}

// Wiring of one local stack: opens state, builds the services, deploys the template, listens.

import { mkdtempSync, rmSync, watch } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import { createManualClock } from './clock/manual-clock.js';
import { createRealClock } from './clock/real-clock.js';
import { consolePath, createControlServer } from './control/control-server.js';
import { createServices } from './create-services.js';
import { createDeployer } from './deploy.js';
import { openDynamoDb } from './dynamodb/index.js';
import { createEventStream } from './events/event-stream.js';
import type { HttpEntry } from './http-entry.js';
import { knownAccessKeys, stackAccessKey } from './local-credentials.js';
import { createHttpListener, type HttpListener } from './network/http-listener.js';
import { createPortPlan } from './network/port-plan.js';
import type { Closable, StackIdentity } from './ports.js';
import { createSystemRandom } from './random.js';
import { resourceTypes } from './resources/index.js';
import type { ResourceContext } from './resources/resource-type.js';
import { physicalName, stableId } from './stable-id.js';
import type { RunningStack, StackEndpoint, StackOptions } from './stack-options.js';
import { openStateDir } from './state/state-dir.js';
import { planStack, readStack, type StackInput } from './template/index.js';

/** Twelve digits that no AWS account has. */
const localAccountId = '000000000000';

/**
 * Starts a stack.
 *
 * @throws DiagnosticsError when the template has errors; UsageError and EnvironmentError as their names say.
 *   Whatever was opened by then is closed again.
 * @source design sections 3 and 6
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const startedMs = performance.now();
  const opened: Closable[] = [];
  try {
    return await open(options, opened, startedMs);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function open(options: StackOptions, opened: Closable[], startedMs: number): Promise<RunningStack> {
  const state = openState(options, opened);
  const events = createEventStream({ capacity: 2_000, nowMs: () => Date.now() });
  events.subscribe(options.onEvent);
  const manualClock = options.clock === 'manual' ? createManualClock(Date.now()) : undefined;
  const clock = manualClock ?? createRealClock();
  const random = createSystemRandom();
  const ports = createPortPlan({
    host: options.host,
    firstPort: options.firstPort,
    isStrict: options.isPortStrict,
  });
  const urlOf = (port: number, protocol = 'http') => `${protocol}://${options.host}:${port}`;

  // The AWS endpoint listens first: packagers ask it for variables of the account.
  let entry: HttpEntry | undefined;
  const listen = async (
    current: () => HttpEntry | undefined,
  ): Promise<{ port: number; listener: HttpListener }> => {
    const listener = createHttpListener(current);
    const port = await ports.listen(listener.server);
    opened.push(listener);
    return { port, listener };
  };
  const aws = await listen(() => entry);
  const endpointUrl = urlOf(aws.port);

  const read = () =>
    readStack({
      path: options.path,
      stage: options.stage,
      region: options.region,
      stack: options.stack,
      parameters: options.parameters,
      buckets: options.buckets,
      sources: options.sources,
      cacheDir: state.folder('cache'),
      endpointUrl,
      env: options.env,
    });
  let input: StackInput = await read();
  const identity: StackIdentity = {
    stackName: input.stackName,
    stage: input.stage,
    accountId: localAccountId,
    region: input.region,
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
  };
  // Ports by API id and by distribution domain name: one part of the stack may be another's origin.
  const domainPorts = new Map<string, number>();
  const choice = options.dynamodb ?? { kind: 'embedded' };
  const dynamodb = await openDynamoDb(
    choice,
    {
      clock,
      random,
      emit: events.emit,
      identity,
      // Each kind has files of its own.
      ...(options.isEphemeral
        ? {}
        : { stateDir: state.folder(choice.kind === 'embedded' ? 'dynamodb' : 'dynamodb-local') }),
    },
    { projectDir: projectDirOf(options.path), env: options.env },
  );
  opened.push(dynamodb);
  const {
    services,
    frontDoor,
    close: closeServices,
  } = createServices({
    clock,
    manualClock,
    random,
    emit: events.emit,
    identity,
    endpointUrl,
    stateFolder: (name) => state.folder(name),
    isEphemeral: options.isEphemeral,
    dynamodb,
    bucketFolders: input.bucketFolders,
    maxEnvironments: Math.max(2, availableParallelism() * 2),
    isCacheStrict: options.isCacheStrict,
    requiresSignatures: options.requiresSignatures === true,
    accessKeys: knownAccessKeys(options.env),
    passthroughHosts: options.passthroughHosts,
    watches: options.watches,
    parameters: options.parameters,
    outputs: () => outputs,
    localAddress: (domainName) => {
      const port = domainPorts.get(services.apigateway.apiOfHost(domainName) ?? domainName);
      return port === undefined ? undefined : { host: options.host, port };
    },
  });
  opened.push({ close: closeServices });
  entry = { request: frontDoor };

  const context: ResourceContext = {
    identity,
    services,
    emit: events.emit,
    stableId: (logicalId, length) => stableId([identity.stackName, logicalId], length),
    physicalName: (logicalId) => physicalName(identity.stackName, logicalId),
    codeSource: (logicalId) => input.sources[logicalId],
  };
  const deployer = createDeployer({
    types: new Map(resourceTypes.map((type) => [type.type, type])),
    context,
    emit: events.emit,
    locate: (path) => input.template.locate(path),
  });
  let outputs: Readonly<Record<string, string>> = {};

  const deploy = async () => {
    const parameters =
      input.template.body.Parameters === undefined ? {} : { ...input.parameters, ...options.parameters };
    const { plan, diagnostics } = planStack({
      document: input.template,
      parameters,
      identity,
      imports: options.imports,
    });
    if (hasErrors(diagnostics)) throw new DiagnosticsError([...input.diagnostics, ...diagnostics]);
    const report = await deployer.deploy(plan.resources);
    const all = [...input.diagnostics, ...diagnostics, ...report.diagnostics];
    if (hasErrors(report.diagnostics)) throw new DiagnosticsError(all);
    outputs = plan.resolveOutputs(deployer.instance).values;
    if (all.length > 0) options.onDiagnostics(all);
    return report;
  };
  await deploy();

  const endpoints: StackEndpoint[] = [];
  const served = new Map<string, HttpListener>();
  const serveResources = async () => {
    for (const { logicalId, instance } of deployer.ofType('AWS::CloudFront::Distribution')) {
      if (served.has(logicalId)) continue;
      const { port, listener } = await listen(() => services.cloudfront.entry(instance.physicalId));
      served.set(logicalId, listener);
      domainPorts.set(String(instance.attributes.DomainName), port);
      endpoints.push({ type: 'distribution', resource: logicalId, url: `${urlOf(port)}/` });
    }
    for (const { logicalId, instance } of deployer.ofType('AWS::ApiGatewayV2::Api')) {
      if (served.has(logicalId)) continue;
      const { port, listener } = await listen(() => services.apigateway.entry(instance.physicalId));
      served.set(logicalId, listener);
      domainPorts.set(instance.physicalId, port);
      for (const stage of services.apigateway.stageNames(instance.physicalId)) {
        endpoints.push({ type: 'websocket', resource: logicalId, url: `${urlOf(port, 'ws')}/${stage}` });
      }
    }
  };
  await serveResources();
  endpoints.push({ type: 'aws', url: endpointUrl });

  const reload = async () => {
    const beganMs = performance.now();
    try {
      input = await read();
      services.s3.setBucketFolders(input.bucketFolders);
      const { added, changed, removed } = await deploy();
      await serveResources();
      watcher?.watch(input.watchedFiles);
      if (added + changed + removed > 0) {
        events.emit('stack.reloaded', { added, changed, removed, durationMs: performance.now() - beganMs });
      }
    } catch (error) {
      // The stack keeps running as it was; the user mends the template and saves again.
      if (error instanceof DiagnosticsError) options.onDiagnostics(error.diagnostics);
      else
        events.emit(
          'stack.notice',
          { code: 'EW3802', message: `The project could not be read again: ${messageOf(error)}` },
          { level: 'error' },
        );
    }
  };

  const control = await listen(() => ({ request: controlListener }));
  const controlListener = createControlServer({
    events,
    manualClock,
    nowMs: () => clock.nowMs(),
    describe: () => ({ stack: identity.stackName, identity, endpoints, outputs, resources: deployer.list() }),
    reload,
    consoleFiles: options.consoleFiles ?? new Map(),
  });
  endpoints.push({ type: 'control', url: urlOf(control.port) });
  if (options.consoleFiles !== undefined) {
    endpoints.push({ type: 'console', url: urlOf(control.port) + consolePath });
  }

  const watcher = options.watches ? createInputWatcher(() => void reload()) : undefined;
  watcher?.watch(input.watchedFiles);
  if (watcher !== undefined) opened.push({ close: async () => watcher.close() });
  services.lambda.warm();

  return {
    name: identity.stackName,
    endpoints,
    startedInMs: performance.now() - startedMs,
    credentials: { ...stackAccessKey, region: identity.region },
    events,
    get outputs() {
      return outputs;
    },
    reload,
    close: () => closeAll(opened),
  };
}

function openState(options: StackOptions, opened: Closable[]): { folder(name: string): string } {
  if (options.isEphemeral) {
    const path = mkdtempSync(join(tmpdir(), 'edgewire-'));
    opened.push({ close: async () => rmSync(path, { recursive: true, force: true }) });
    const state = openStateDir(path);
    return state;
  }
  const state = openStateDir(options.stateDir ?? join(projectDirOf(options.path), '.edgewire'));
  opened.push({ close: async () => state.release() });
  return state;
}

// Last opened, first closed: listeners stop before the services behind them, the lock is freed at the end.
// A project is named by its folder or by a file in it.
function projectDirOf(path: string): string {
  return /\.(json|ya?ml|ts|js|cjs|mjs)$/.test(path) ? dirname(path) : path;
}

async function closeAll(opened: Closable[]): Promise<void> {
  for (let closable = opened.pop(); closable !== undefined; closable = opened.pop()) await closable.close();
}

// Editors replace files, so folders are watched; a burst of changes is one reload.
function createInputWatcher(onChange: () => void): { watch(files: readonly string[]): void; close(): void } {
  let watched: ReadonlySet<string> = new Set();
  const folders = new Map<string, ReturnType<typeof watch>>();
  let timer: NodeJS.Timeout | undefined;
  return {
    watch(files) {
      watched = new Set(files);
      for (const folder of new Set(files.map((file) => dirname(file)))) {
        if (folders.has(folder)) continue;
        const watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (name === null || !watched.has(join(folder, name))) return;
          clearTimeout(timer);
          timer = setTimeout(onChange, 50);
        });
        // A removed folder ends its watcher.
        watcher.on('error', () => folders.delete(folder));
        folders.set(folder, watcher);
      }
    },
    close() {
      clearTimeout(timer);
      for (const watcher of folders.values()) watcher.close();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

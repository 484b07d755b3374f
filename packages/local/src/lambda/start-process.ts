// Starts the process of a function whose runtime is not Node: finds or builds its program, and says why it cannot.

import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, EnvironmentListener } from './environment.js';
import { findPython } from './find-python.js';
import { buildGo, findGoSource } from './go-source.js';
import { isExecutable } from './is-executable.js';
import type { LambdaFunctionConfig } from './lambda.js';
import { judgeProgram, type ProgramFile, runtimeFamily } from './launch-command.js';
import { mountLayers } from './opt-mount.js';
import { createProcessEnvironment } from './process-environment.js';
import { pythonRuntime } from './python-runtime.js';

/** Facts and services that every process start needs. */
export interface ProcessStartOptions {
  readonly config: LambdaFunctionConfig;
  readonly taskRoot: string;
  /** Folders of the function's layers, the one that counts most first. */
  readonly layerRoots: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Environment of this process, for compilers. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly cacheDir: string;
  readonly initTimeoutMs: number;
  readonly listener: EnvironmentListener;
  readonly track: (kill: () => void) => () => void;
  /** Tells the developer, with one of our codes. */
  readonly notice: (code: string, message: string) => void;
}

/** Why no process was started: the caller's error object. */
export interface StartFailure {
  readonly kind: 'failure';
  readonly errorType: string;
  readonly errorMessage: string;
}

/** @source spec/websocket-api.md 9.1, 9.2 */
export async function startProcess(options: ProcessStartOptions): Promise<Environment | StartFailure> {
  const { config, taskRoot } = options;
  const family = runtimeFamily(config);
  switch (family.kind) {
    case 'python':
      return startPython(options);
    case 'program': {
      const found = await findProgram(options, family.program);
      return found.kind === 'failure' ? found : startProgram(options, found.path, []);
    }
    case 'node':
    case 'not-run': {
      const message = `Runtime "${config.runtime}" of function "${config.functionName}" is not run locally`;
      options.notice('EW6106', message);
      return { kind: 'failure', errorType: 'Runtime.Unavailable', errorMessage: message };
    }
  }

  async function findProgram(
    { listener, cacheDir, hostEnv, notice }: ProcessStartOptions,
    program: string,
  ): Promise<{ readonly kind: 'found'; readonly path: string } | StartFailure> {
    // `/opt/bootstrap` of a layer runs where the package has none.
    const path =
      [taskRoot, ...options.layerRoots].map((folder) => join(folder, program)).find(existsSync) ??
      join(taskRoot, program);
    const file = readProgram(path);
    const source = findGoSource(taskRoot, config.handler);
    if (source !== undefined) {
      const build = await buildGo(source, { cacheDir, env: hostEnv });
      if (build.kind === 'built') {
        listener.loaded(build.files);
        return { kind: 'found', path: build.program };
      }
      if (build.kind === 'failed') {
        listener.loaded(build.files);
        notice('EW6104', `The Go source in "${source}" does not build:\n${build.output}`);
        return { kind: 'failure', errorType: 'Runtime.BuildFailed', errorMessage: build.output };
      }
      if (file.kind === 'missing') {
        const message = `The Go source in "${source}" needs the "go" command, which is not installed`;
        notice('EW6105', message);
        return { kind: 'failure', errorType: 'Runtime.Unavailable', errorMessage: message };
      }
    }
    listener.loaded([path]);
    const refusal = judgeProgram(
      { runtime: config.runtime, program, path },
      { file, machine: { platform: process.platform, arch: process.arch } },
    );
    if (refusal === undefined) return { kind: 'found', path };
    notice(refusal.code, refusal.message);
    return { kind: 'failure', errorType: refusal.errorType, errorMessage: refusal.errorMessage };
  }
}

async function startPython(options: ProcessStartOptions): Promise<Environment | StartFailure> {
  const { config, hostEnv, cacheDir, taskRoot } = options;
  const python = findPython(taskRoot, hostEnv);
  if (python === undefined) {
    const message = `Function "${config.functionName}" needs the "python3" command, which is not installed`;
    options.notice('EW6105', message);
    return { kind: 'failure', errorType: 'Runtime.Unavailable', errorMessage: message };
  }
  const folder = join(cacheDir, 'python');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const client = join(folder, 'edgewire_runtime.py');
  await writeFile(client, pythonRuntime);
  options.listener.loaded(pythonFilesUnder(taskRoot));
  // The task folder is read-only on AWS: nothing is written beside the user's modules.
  const env = { PYTHONDONTWRITEBYTECODE: '1', ...options.env };
  return startProgram({ ...options, env }, python, ['-u', client]);
}

async function startProgram(
  options: ProcessStartOptions,
  program: string,
  programArgs: readonly string[],
): Promise<Environment> {
  const { command, args } = await mountLayers(
    { command: program, args: programArgs },
    options.layerRoots,
    // Users have numbers on the systems that have mounts.
    { platform: process.platform, userId: process.getuid?.() ?? 0, groupId: process.getgid?.() ?? 0 },
  );
  return createProcessEnvironment({
    command,
    args,
    taskRoot: options.taskRoot,
    env: options.env,
    initTimeoutMs: options.initTimeoutMs,
    listener: options.listener,
    track: options.track,
    onNeverAsked: () =>
      options.notice(
        'EW6107',
        `The runtime of function "${options.config.functionName}" ran for ${options.initTimeoutMs / 1_000} seconds without asking for work`,
      ),
  });
}

function readProgram(path: string): ProgramFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      return { kind: 'file', isExecutable: false, head: new Uint8Array() };
    return { kind: 'missing' };
  }
  try {
    const head = new Uint8Array(64);
    const read = readSync(descriptor, head);
    return { kind: 'file', isExecutable: isExecutable(path), head: head.subarray(0, read) };
  } catch {
    // A folder of that name is no program.
    return { kind: 'missing' };
  } finally {
    closeSync(descriptor);
  }
}

// A handler's own modules; what tools put beside them is neither small nor edited.
function pythonFilesUnder(folder: string, depth = 0): string[] {
  if (depth > 6) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isForeign = /^(\.|node_modules$|venv$|__pycache__$|site-packages$)/.test(entry.name);
      return isForeign ? [] : pythonFilesUnder(path, depth + 1);
    }
    return entry.name.endsWith('.py') ? [path] : [];
  });
}

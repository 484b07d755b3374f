// Which program plays a runtime that is not Node, and AWS's words when it cannot be started.

import { inspectExecutable, type Machine } from './executable.js';
import type { LambdaFunctionConfig } from './lambda.js';

/** How a function's runtime starts. */
export type RuntimeFamily =
  | { readonly kind: 'node' }
  | { readonly kind: 'python' }
  /** The package's own program: `program` is relative to the task root. */
  | { readonly kind: 'program'; readonly program: string }
  | { readonly kind: 'not-run' };

/** @source spec/websocket-api.md 9.2 */
export function runtimeFamily(config: Pick<LambdaFunctionConfig, 'runtime' | 'handler'>): RuntimeFamily {
  if (config.runtime.startsWith('nodejs')) return { kind: 'node' };
  if (config.runtime.startsWith('python')) return { kind: 'python' };
  if (config.runtime.startsWith('provided')) return { kind: 'program', program: 'bootstrap' };
  if (config.runtime === 'go1.x') return { kind: 'program', program: config.handler };
  return { kind: 'not-run' };
}

/** What is known of the program's file before it is started. */
export type ProgramFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly isExecutable: boolean; readonly head: Uint8Array };

/** Why a program cannot be started: AWS's error for the caller, ours for the developer. */
export interface LaunchFailure {
  readonly code: 'EW6101' | 'EW6102' | 'EW6103';
  readonly errorType: string;
  readonly errorMessage: string;
  readonly message: string;
}

/**
 * @param program - Path relative to the task root, as on AWS.
 * @returns `undefined` when nothing speaks against starting it.
 */
export function judgeProgram(
  program: { readonly runtime: string; readonly program: string; readonly path: string },
  facts: { readonly file: ProgramFile; readonly machine: Machine },
): LaunchFailure | undefined {
  const remote = `/var/task/${program.program}`;
  const isGo = program.runtime === 'go1.x';
  // go1.x reports the error value of Go's own exec package; custom runtimes name the entry point.
  const refuse = (code: LaunchFailure['code'], reason: string, message: string): LaunchFailure => ({
    code,
    errorType: isGo ? 'PathError' : 'Runtime.InvalidEntrypoint',
    errorMessage:
      !isGo && code === 'EW6101'
        ? "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
        : `fork/exec ${remote}: ${reason}`,
    message,
  });
  const { file, machine } = facts;
  if (file.kind === 'missing') {
    return refuse('EW6101', 'no such file or directory', `The program "${program.path}" does not exist`);
  }
  if (!file.isExecutable) {
    return refuse('EW6102', 'permission denied', `The program "${program.path}" has no execute permission`);
  }
  const kind = inspectExecutable(file.head, machine);
  if (kind.kind === 'runnable') return undefined;
  return refuse(
    'EW6103',
    'exec format error',
    `The program "${program.path}" is built for ${kind.built}; this machine is ${machine.platform} on ${machine.arch}`,
  );
}

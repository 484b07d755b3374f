// Waits for a program that writes a project's template, with the end of what it printed.

import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How a program ended. */
export interface ProgramEnd {
  /** `null` after a signal, and when it could not be started. */
  readonly code: number | null;
  /** Both streams as they came; the last 20,000 characters. */
  readonly output: string;
}

const keptCharacters = 20_000;

/** @param stop - Ends the program when it takes longer than `timeoutMs`. Never rejects: failures are output. */
export function awaitProgram(
  child: ChildProcessByStdio<null, Readable, Readable>,
  { timeoutMs, stop }: { readonly timeoutMs: number; readonly stop: () => void },
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    let output = '';
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-keptCharacters);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => {
      output += `\nstopped after ${timeoutMs / 1_000} s`;
      stop();
    }, timeoutMs);
    child.on('error', (error) => {
      output += error.message;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

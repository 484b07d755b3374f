// The contract of one command: one file in commands/ and one line in the list.

import type { OptionSpec, ParsedOptions } from './options.js';

/** What a command may touch besides files. */
export interface CommandPorts {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether to use colours on each stream: a TTY without `NO_COLOR`. */
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  /** Resolves at SIGINT or SIGTERM. */
  readonly stopped: Promise<void>;
}

/** One command. `run` returns the exit code: 0 done, 1 the input failed (design section 6). */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As shown after the name, e.g. `FILE --runtime R`. */
  readonly usage: string;
  readonly options: readonly OptionSpec[];
  /** Longer help below the options. */
  readonly details?: string;
  run(options: ParsedOptions, ports: CommandPorts): Promise<number>;
}

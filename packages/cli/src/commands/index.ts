// Every command, loaded when it is called: start-up time belongs to the user.

import type { Command } from '../command.js';

/** A command that is not loaded yet. */
export interface CommandLoader {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** In the order of the overview. */
export const commandLoaders: readonly CommandLoader[] = [
  {
    name: 'dev',
    summary: 'Run a stack on this machine',
    load: async () => (await import('./dev.js')).dev,
  },
  {
    name: 'explain',
    summary: 'Explain a code such as EW1206',
    load: async () => (await import('./explain.js')).explain,
  },
];

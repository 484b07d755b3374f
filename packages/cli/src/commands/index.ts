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
    name: 'check',
    summary: 'Find what a CloudFront Functions runtime would refuse or misexecute',
    load: async () => (await import('./check.js')).check,
  },
  {
    name: 'build',
    summary: 'Compile TypeScript to one CloudFront function',
    load: async () => (await import('./build.js')).build,
  },
  {
    name: 'invoke',
    summary: 'Run a function on one event, as TestFunction does',
    load: async () => (await import('./invoke.js')).invoke,
  },
  {
    name: 'test',
    summary: 'Run cases against a function',
    load: async () => (await import('./test.js')).test,
  },
  {
    name: 'migrate',
    summary: 'Rewrite a Lambda@Edge handler as a CloudFront function',
    load: async () => (await import('./migrate.js')).migrate,
  },
  {
    name: 'explain',
    summary: 'Explain a code such as EW1206',
    load: async () => (await import('./explain.js')).explain,
  },
];

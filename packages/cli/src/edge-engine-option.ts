// The engine that runs a function for a command.

import { EnvironmentError } from '@edgewire/diagnostics';
import {
  createDriverEngine,
  createEdgeEngine,
  createNjsDriver,
  type EdgeEngine,
  njsVersion,
} from '@edgewire/edge-runtime';
import type { OptionSpec } from './options.js';

export const engineOption: OptionSpec = {
  name: 'engine',
  type: 'string',
  choices: ['quickjs', 'njs'],
  default: 'quickjs',
  description: 'engine to run in: the packaged one, or njs from PATH (default quickjs)',
};

/** @throws EnvironmentError EW9011 when njs is wanted and not there. */
export async function openEngine(name: string | undefined): Promise<EdgeEngine> {
  if (name !== 'njs') return createEdgeEngine();
  if ((await njsVersion()) === undefined) {
    throw new EnvironmentError('EW9011', 'Cannot run in njs: it is not installed', {
      help: 'install njs (on Debian: apt-get install njs), or leave out --engine',
    });
  }
  return createDriverEngine(createNjsDriver());
}

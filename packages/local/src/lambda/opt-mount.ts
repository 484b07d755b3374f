// Gives a process its layers under `/opt`, as on AWS, where the system lets a user do so: in a mount namespace of its
// own, which ends with it. Nothing outside the process sees it.

import { execFile } from 'node:child_process';

/** A program to start. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** Facts of the machine. */
export interface MountMachine {
  readonly platform: string;
  readonly userId: number;
  readonly groupId: number;
}

const probeTimeoutMs = 5_000;

/**
 * The command that runs a program with its layers mounted.
 *
 * What `/opt` has already stays visible below the layers: interpreters may live there.
 *
 * @param layerRoots - Folders of the layers, the one that counts most first.
 * @returns `undefined` where a mount can not be described: another system, or a path with a separator of its options.
 */
export function withLayersMounted(
  { command, args }: Command,
  layerRoots: readonly string[],
  machine: MountMachine,
): Command | undefined {
  if (machine.platform !== 'linux' || layerRoots.some((root) => /[:,\\]/.test(root))) return undefined;
  const layers = [...layerRoots, '/opt'].join(':');
  // Only "root" of the new namespace may mount; the program itself runs as who it was.
  const asUser =
    machine.userId === 0
      ? []
      : ['unshare', `--map-user=${machine.userId}`, `--map-group=${machine.groupId}`, '--'];
  return {
    command: 'unshare',
    args: [
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      'mount -t overlay overlay -o "lowerdir=$0" /opt && exec "$@"',
      layers,
      ...asUser,
      command,
      ...args,
    ],
  };
}

/** The command with its layers mounted where that succeeds, else the command itself. */
export async function mountLayers(
  program: Command,
  layerRoots: readonly string[],
  machine: MountMachine,
): Promise<Command> {
  if (layerRoots.length === 0) return program;
  const mounted = withLayersMounted(program, layerRoots, machine);
  const probe = withLayersMounted({ command: 'true', args: [] }, layerRoots, machine);
  return mounted !== undefined && probe !== undefined && (await succeeds(probe)) ? mounted : program;
}

function succeeds({ command, args }: Command): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: probeTimeoutMs }, (error) => resolve(error === null));
  });
}

// Where the path of a layer's file on AWS lies on this machine.

/** Where Lambda mounts a function's layers, one over the other. */
const optFolder = '/opt/';

/** Whether a path names a file of a layer. */
export function isOptPath(path: string): boolean {
  return path.startsWith(optFolder);
}

/**
 * The places in which a file below `/opt` may lie.
 *
 * @param layerRoots - Folders of the layers, the one that counts most first.
 * @returns One path a layer, in that order.
 */
export function layerPathsOf(path: string, layerRoots: readonly string[]): string[] {
  return layerRoots.map((root) => `${root}/${path.slice(optFolder.length)}`);
}

import { accessSync, constants } from 'node:fs';

/** Whether the system lets this process run a file; `false` as well when it is not there. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

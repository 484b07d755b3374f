// Resident memory of a process and what it started, from Linux's /proc.

import { readdirSync, readFileSync } from 'node:fs';

const pageBytes = 4_096;

/** @returns Resident bytes of the process and all its descendants; 0 where there is no /proc. */
export function treeMemoryBytes(root: number): number {
  const processes = new Map<number, { readonly parent: number; readonly bytes: number }>();
  for (const name of processNames()) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The command name may hold spaces and parentheses: fields are counted after the last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      processes.set(Number(name), { parent: Number(fields[1]), bytes: Number(fields[21]) * pageBytes });
    } catch {
      // It ended while we looked.
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = processes.get(at)?.parent)
      if (at === root) return true;
    return false;
  };
  return [...processes].reduce((sum, [pid, { bytes }]) => (isOurs(pid) ? sum + bytes : sum), 0);
}

function processNames(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

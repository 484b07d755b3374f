// Whether this machine can run a file, read from its first bytes: the system's own answer to a foreign binary
// is to hand it to a shell, whose complaint names neither the file nor the reason.

/** The machine that is to run it: `process.platform` and `process.arch`. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/** What the first bytes say. */
export type ExecutableKind =
  | { readonly kind: 'runnable' }
  | { readonly kind: 'foreign'; readonly built: string };

/** `e_machine` of the ELF header. */
const elfMachines: Readonly<Record<number, string>> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
};
/** `cputype` of the Mach-O header. */
const machMachines: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };

/**
 * @param head - The first 64 bytes of the file.
 * @source System V ABI, ELF header; Mach-O header
 */
export function inspectExecutable(head: Uint8Array, machine: Machine): ExecutableKind {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head[0] === 0x23 && head[1] === 0x21) return { kind: 'runnable' };
  if (head.length >= 20 && view.getUint32(0) === 0x7f454c46) {
    const isLittleEndian = head[5] === 1;
    const arch = elfMachines[view.getUint16(18, isLittleEndian)] ?? 'an unknown processor';
    return compare({ platform: 'linux', arch }, machine);
  }
  if (head.length >= 8 && (view.getUint32(0) === 0xcffaedfe || view.getUint32(0) === 0xfeedfacf)) {
    const arch = machMachines[view.getUint32(4, head[0] === 0xcf)] ?? 'an unknown processor';
    return compare({ platform: 'darwin', arch }, machine);
  }
  // A fat Mach-O binary carries every processor that matters.
  if (head.length >= 4 && view.getUint32(0) === 0xcafebabe) {
    return machine.platform === 'darwin' ? { kind: 'runnable' } : { kind: 'foreign', built: 'darwin' };
  }
  if (head[0] === 0x4d && head[1] === 0x5a) {
    return machine.platform === 'win32' ? { kind: 'runnable' } : { kind: 'foreign', built: 'win32' };
  }
  return { kind: 'foreign', built: 'no known format' };
}

function compare(built: Machine, machine: Machine): ExecutableKind {
  return built.platform === machine.platform && built.arch === machine.arch
    ? { kind: 'runnable' }
    : { kind: 'foreign', built: `${built.platform} on ${built.arch}` };
}

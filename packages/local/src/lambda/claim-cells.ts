// Who has an invocation that waits in a worker's queue: the worker, which begins it, or the parent, which gives it to
// another environment. One atomic step on a shared cell decides, so that it runs exactly once.

const free = 0;
const offered = 1;
const begun = 2;
const withdrawn = 3;

/** A withdrawn message keeps its cell until the worker has skipped it, hence more cells than invocations ahead. */
const cellCount = 64;

/** Memory for the cells of one environment. */
export function createClaimCells(): SharedArrayBuffer {
  return new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT);
}

/** Parent: takes a cell for a message it is about to send. @returns Its index, or `undefined` when all are taken. */
export function offerCell(cells: Int32Array): number | undefined {
  for (let cell = 0; cell < cells.length; cell++) {
    if (Atomics.compareExchange(cells, cell, free, offered) === free) return cell;
  }
  return undefined;
}

/** Worker: begins the invocation. @returns False when it was withdrawn; its cell is then free again. */
export function beginCell(cells: Int32Array, cell: number): boolean {
  if (Atomics.compareExchange(cells, cell, offered, begun) === offered) return true;
  Atomics.store(cells, cell, free);
  return false;
}

/** Parent: takes the invocation back. @returns False when the worker has begun it. */
export function withdrawCell(cells: Int32Array, cell: number): boolean {
  return Atomics.compareExchange(cells, cell, offered, withdrawn) === offered;
}

/** Parent: the invocation was answered. */
export function freeCell(cells: Int32Array, cell: number): void {
  Atomics.store(cells, cell, free);
}

// Gathers what is printed in one turn of the event loop: a pipe takes a system call for every write, and a busy stack
// prints tens of thousands of lines a second.

/** A sink that writes in larger pieces, in order. */
export interface BufferedWriter {
  write(text: string): void;
  /** Writes what has gathered; for the end of the process. */
  flush(): void;
}

/** Text beyond this is written at once, so that memory stays small. */
const flushAtCharacters = 65_536;

/** @param write - Takes a piece of text, synchronously. */
export function createBufferedWriter(write: (text: string) => void): BufferedWriter {
  let gathered = '';
  let scheduled: NodeJS.Immediate | undefined;
  const flush = () => {
    clearImmediate(scheduled);
    scheduled = undefined;
    const text = gathered;
    gathered = '';
    if (text !== '') write(text);
  };
  return {
    write(text) {
      gathered += text;
      if (gathered.length >= flushAtCharacters) flush();
      else scheduled ??= setImmediate(flush);
    },
    flush,
  };
}

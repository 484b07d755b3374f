// Joins what a function streams to what its client reads.

/** A queue with one writer and one reader. */
export interface FrameQueue {
  push(frame: Buffer): void;
  end(): void;
  /** Resolves at the first frame. */
  readonly hasBegun: Promise<undefined>;
  read(): AsyncIterable<Buffer>;
}

export function createFrameQueue(): FrameQueue {
  const frames: Buffer[] = [];
  let isEnded = false;
  let wakeReader: () => void = () => {};
  let begin: (nothing: undefined) => void = () => {};
  const hasBegun = new Promise<undefined>((resolve) => {
    begin = resolve;
  });
  return {
    push(frame) {
      frames.push(frame);
      begin(undefined);
      wakeReader();
    },
    end() {
      isEnded = true;
      wakeReader();
    },
    hasBegun,
    async *read() {
      for (;;) {
        const frame = frames.shift();
        if (frame !== undefined) yield frame;
        else if (isEnded) return;
        else {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
      }
    },
  };
}

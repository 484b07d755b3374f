// Watches the bytes of a connection for data frames over the frame limit, which the WebSocket library does not know.

/** Watches one connection. */
export interface FrameGuard {
  /** Takes the next bytes as they came; true as soon as a data frame's header announces too much. */
  exceeds(chunk: Uint8Array): boolean;
  /** Messages whose last frame began before the violation: they are still to be delivered. */
  readonly messages: number;
}

/**
 * @param maxFrameBytes - Payload of one data frame at the most.
 * @returns A guard that keeps a few numbers per connection and copies nothing.
 * @source spec/websocket-api.md 6.2; RFC 6455 5.2
 */
export function createFrameGuard(maxFrameBytes: number): FrameGuard {
  return new HeaderReader(maxFrameBytes);
}

// A class, so that twenty thousand connections share its code and hold eight numbers each.
class HeaderReader implements FrameGuard {
  messages = 0;
  private readonly maxFrameBytes: number;
  // A header is 2 to 14 bytes: flags, length, longer length, mask.
  private headerBytes = 0;
  private headerLength = 2;
  private flags = 0;
  private extended = 0;
  private payload = 0;
  private toSkip = 0;

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes;
  }

  exceeds(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.toSkip > 0) {
        const skipped = Math.min(this.toSkip, chunk.length - at);
        this.toSkip -= skipped;
        at += skipped;
        continue;
      }
      this.readHeaderByte(chunk[at++] ?? 0);
      if (this.headerBytes === this.headerLength && this.isTooLong()) return true;
    }
    return false;
  }

  private readHeaderByte(byte: number): void {
    if (this.headerBytes === 0) this.flags = byte;
    else if (this.headerBytes === 1) {
      const length = byte & 0x7f;
      this.extended = length === 126 ? 2 : length === 127 ? 8 : 0;
      this.headerLength = 2 + this.extended + ((byte & 0x80) === 0 ? 0 : 4);
      this.payload = length < 126 ? length : 0;
    } else if (this.headerBytes < 2 + this.extended) this.payload = this.payload * 256 + byte;
    this.headerBytes++;
  }

  private isTooLong(): boolean {
    const isData = (this.flags & 0x08) === 0;
    if (isData && this.payload > this.maxFrameBytes) return true;
    if (isData && (this.flags & 0x80) !== 0) this.messages++;
    this.toSkip = this.payload;
    this.headerBytes = 0;
    this.headerLength = 2;
    return false;
  }
}

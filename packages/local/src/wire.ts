// The shape in which the front door hands an AWS call to a service, and takes the answer back.

/** A request as it came in, body complete. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent, percent escapes kept, without the query. */
  readonly path: string;
  /** Query as sent, without `?`. */
  readonly query: string;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Address of the TCP peer. */
  readonly sourceIp: string;
}

/** An answer to write; `content-length` is added by the front door. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
  /** Pieces that follow `body` as they come; the answer then has no `content-length`. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

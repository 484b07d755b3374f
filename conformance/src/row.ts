// A behaviour as data: what is done from outside, and what must be seen.

/** How sure the specification is of a behaviour. */
export type Confidence = 'documented' | 'observed' | 'unverified';

/** A value that an observation must have: JSON to equal, or one of the tagged forms. */
export type Matcher =
  | string
  | number
  | boolean
  | null
  | readonly Matcher[]
  | { readonly $regex: string }
  | { readonly $type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' }
  | { readonly $absent: true }
  | { readonly $any: true }
  /** Exactly these keys, in any order. */
  | { readonly $keys: readonly string[] }
  /** Equal to another part of the same observation, by dotted path. */
  | { readonly $same: string }
  /** The id of a connection opened in this row. */
  | { readonly $connectionId: string }
  /** JSON text that matches. */
  | { readonly $json: Matcher }
  /** Equal to one of these. */
  | { readonly $oneOf: readonly (string | number)[] }
  /** Every matcher holds. */
  | { readonly $all: readonly Matcher[] }
  | { readonly [key: string]: Matcher };

/** What a recorded event is: of a connection, or of the source that the row's message made it come from. */
export type RecordType =
  | 'CONNECT'
  | 'MESSAGE'
  | 'DISCONNECT'
  | 'AUTHORIZER'
  | 'SNS'
  | 'SQS'
  | 'STREAM'
  | 'EVENTS';

/** The APIs of the conformance stack. */
export type ApiName = 'main' | 'bare' | 'guarded' | 'templated' | 'iam' | 'throttled' | 'mapped';

/** One step. `as` and `on` name a connection of the row; the default is `a`. */
export type Step =
  | {
      readonly do: 'connect';
      readonly as?: string;
      readonly api?: ApiName;
      /** Path after the host; `{stage}` is filled in. */
      readonly path?: string;
      readonly query?: string;
      readonly headers?: readonly (readonly [string, string])[];
      readonly sign?: HandshakeSigning;
      readonly expect: {
        readonly status: number;
        readonly headers?: { readonly [name: string]: Matcher };
        readonly body?: Matcher;
      };
    }
  | {
      readonly do: 'http';
      readonly api?: ApiName;
      readonly method: string;
      readonly path: string;
      readonly expect: {
        readonly status: Matcher;
        readonly headers?: { readonly [name: string]: Matcher };
        readonly body?: Matcher;
      };
    }
  | { readonly do: 'send'; readonly on?: string; readonly text: string }
  | { readonly do: 'send-frames'; readonly on?: string; readonly frames: readonly FrameSpec[] }
  | { readonly do: 'send-bytes'; readonly on?: string; readonly hex: string }
  | { readonly do: 'expect-message'; readonly on?: string; readonly text: Matcher }
  | { readonly do: 'expect-pong'; readonly on?: string; readonly text: string }
  | { readonly do: 'expect-nothing'; readonly on?: string; readonly forMs: number }
  | { readonly do: 'expect-close'; readonly on?: string; readonly code: Matcher; readonly reason?: Matcher }
  | { readonly do: 'close'; readonly on?: string; readonly code?: number; readonly reason?: string }
  | { readonly do: 'reset'; readonly on?: string }
  | {
      readonly do: 'manage';
      readonly api?: ApiName;
      readonly operation: 'POST' | 'GET' | 'DELETE';
      /** Name of a connection of the row, or a literal id. */
      readonly connection: { readonly of: string } | { readonly id: string };
      readonly encode?: 'percent' | 'raw' | 'percent-at';
      readonly body?: string;
      readonly signed?: boolean;
      readonly stage?: string;
      readonly expect: {
        readonly status: Matcher;
        readonly headers?: { readonly [name: string]: Matcher };
        readonly body?: Matcher;
      };
    }
  /** The event that the stack's function recorded for this row, by event type. */
  | {
      readonly do: 'recorded';
      readonly type: RecordType;
      readonly event: Matcher;
      readonly withinMs?: number;
    }
  | {
      readonly do: 'not-recorded';
      readonly type: RecordType;
      readonly forMs: number;
    }
  /** Needs a target that owns its clock. */
  | { readonly do: 'advance'; readonly by: string };

/** How a handshake is signed, with the target's key; `flaw` spoils it on purpose. */
export interface HandshakeSigning {
  readonly in: 'header' | 'query';
  readonly flaw?: 'secret' | 'region' | 'service';
}

/** One WebSocket frame to write. */
export interface FrameSpec {
  readonly opcode: 'text' | 'binary' | 'continuation' | 'ping' | 'pong' | 'close';
  readonly final: boolean;
  readonly payload: string | { readonly repeat: string; readonly times: number };
  /** Clients must mask; false breaks the rule on purpose. */
  readonly masked?: boolean;
  readonly reserved?: boolean;
}

/** One behaviour. Ids are stable and never reused. */
export interface Row {
  readonly id: string;
  /** Section of spec/websocket-api.md. */
  readonly section: string;
  /** A sentence about the service. */
  readonly title: string;
  readonly confidence: Confidence;
  readonly steps: readonly Step[];
}

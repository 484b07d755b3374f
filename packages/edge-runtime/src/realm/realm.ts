// What the parts of the realm share. A realm is the world that a function sees besides the language: its parts are
// functions of this folder whose source is evaluated inside the contained engine, so none may use anything of ours
// but its argument.

/** The only ways out of the realm. Binary strings carry one byte a character. */
export interface RealmHost {
  /** The digest of `data`, keyed when `key` is given. */
  hash(algorithm: string, key: string | undefined, data: string): string;
  /** A value of the associated key value store. */
  store(key: string): string | undefined;
}

/** Fixed for the life of a realm. */
export interface RealmConfig {
  readonly version: 1 | 2;
  /** Space-separated own property names that stay, by path of the object. */
  readonly keptNames: Readonly<Record<string, string>>;
  /** Pattern and replacement of error texts `Name: message`. */
  readonly errorTexts: readonly (readonly [string, string])[];
  readonly maxLogBytes: number;
  readonly maxLogDataBytes: number;
}

/** What one run starts with; JSON. */
export interface RealmRun {
  readonly eventType: string;
  readonly nowMs: number;
  readonly seed: number;
  readonly rawQuery?: string;
  readonly store?:
    | {
        readonly id: string;
        readonly createdDateTime: string;
        readonly lastUpdatedDateTime: string;
        readonly keyCount: number;
      }
    | undefined;
  readonly edgeLocation: { readonly name: string; readonly serverIp: string; readonly region: string };
}

/** What one run comes to; JSON. `output` is absent when the handler returned undefined. */
export interface RealmOutcome {
  readonly kind: 'success' | 'execution-error';
  readonly output?: unknown;
  readonly message?: string;
  readonly logs: readonly string[];
  readonly origin?: unknown;
  readonly logData?: string;
  readonly compute?: readonly number[];
  /** Counters when the handler was called: the cost of the top level. */
  readonly topLevelCompute?: readonly number[];
  /** The stack of what was thrown, in the words of the engine. */
  readonly stack?: string;
}

/** A constructor of a byte array class inside the realm. */
export type BytesClass = new (source: number | ArrayLike<number> | ArrayBuffer) => Uint8Array;

/** Shared between the parts; each part adds its own. */
export interface Realm {
  host: RealmHost;
  readonly config: RealmConfig;
  /** Set before the function's code runs. */
  run: RealmRun;
  readonly logs: string[];
  logBytes: number;
  logData: string | undefined;
  origin: unknown;
  /** True once the handler has been called: `distributionTenant` cannot be read before. */
  isHandling: boolean;
  /** Modules by name. */
  readonly modules: Record<string, unknown>;
  /** Above zero while the realm itself works: nothing counts then. */
  depth: number;
  /** Cost counters in the order of compute/counters.ts; absent when runs are not metered. */
  compute: number[] | undefined;

  /** Adds a property that is not enumerable. */
  define(target: object, name: string, value: unknown): void;
  /** Names a function as its kind in CloudFront's engine. */
  named<Value extends object>(name: string, length: number, value: Value): Value;
  encodeUtf8(text: string): Uint8Array;
  /** Bytes that are not UTF-8 become U+FFFD, or throw. */
  decodeUtf8(bytes: ArrayLike<number>, isFatal: boolean): string;
  toBinary(bytes: ArrayLike<number>): string;
  fromBinary(text: string): Uint8Array;
  /** Throws TypeError for an encoding that CloudFront does not have. */
  decodeText(text: string, encoding: unknown): Uint8Array;
  encodeBytes(bytes: ArrayLike<number>, encoding: unknown): string;
  isEncoding(encoding: unknown): boolean;
  /** The text of a thrown value, in the words of CloudFront's engine. */
  errorText(error: unknown): string;
  /** As console.log prints it. */
  format(value: unknown): string;
  /** Makes what the `bytes` format, `digest()` and `cwt` return. */
  toBuffer(bytes: Uint8Array): Uint8Array;
  /** 1.0: whether a string came from a byte operation, so that its characters count as bytes. */
  isByteString(text: string): boolean;
  markByteString(text: string): string;
}

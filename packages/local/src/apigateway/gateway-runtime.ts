// What handshakes, messages and management calls of one gateway share.

import type { Writable } from 'node:stream';
import type { Emit } from '../events/stack-event.js';
import type { Lambda } from '../lambda/lambda.js';
import type { CancelTimer, Clock, Random, StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import type { ApiKeyRing } from './api-key.js';
import type { ApiState } from './api-state.js';
import type { GatewayBehavior } from './assumptions.js';
import type { ConnectionRegistry, OpenConnection } from './connection-registry.js';
import type { IdFactory } from './ids.js';
import type { RenderTemplate } from './mapping-template.js';
import type { SignatureTest } from './signature.js';
import type { TakeToken } from './token-bucket.js';

/** What the service needs from outside. */
export interface ApiGatewayPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  readonly lambda: Pick<Lambda, 'invoke'>;
  /** HTTP integrations. @default the global `fetch` */
  readonly fetch: typeof globalThis.fetch;
  /**
   * Direct service integrations; `service` is the name in the URI, such as `dynamodb`. Gives `undefined` for a
   * service that is not run.
   */
  readonly callService: (
    service: string,
    request: WireRequest,
  ) => Promise<WireResponse> | WireResponse | undefined;
}

/** State of one gateway. */
export interface GatewayRuntime {
  readonly ports: ApiGatewayPorts;
  readonly behavior: GatewayBehavior;
  /** What signatures are verified by, at this moment. */
  readonly signatureTest: () => SignatureTest;
  /** Says once for each cause that AWS would have refused what passes here. */
  readonly tellLeniency: (cause: 'unsigned' | 'unknown-key') => void;
  readonly ids: IdFactory;
  readonly registry: ConnectionRegistry;
  readonly keys: ApiKeyRing;
  readonly renderTemplate: RenderTemplate;
  /** The account's requests and new connections a second. */
  readonly account: { readonly request: TakeToken; readonly connection: TakeToken };
  /** Integration timeouts: machine time, or the service clock when that is manual. */
  readonly after: (delayMs: number, callback: () => void) => CancelTimer;
  /** Called before a frame is sent: it leaves with the others of this turn of the event loop. */
  readonly holdWrites: (stream: Writable) => void;
  /** Whether the service clock is the machine's. */
  readonly isRealTime: boolean;
  /** Invocations and handshakes under way. */
  readonly tasks: TaskCount;
  stateOf(apiId: string): ApiState | undefined;
  /** Ends a connection from the gateway's side. */
  closeConnection(connection: OpenConnection, code: number, reason: string): void;
  /** Invokes $disconnect once for a connection that has ended. */
  disconnected(connection: OpenConnection, code: number, reason: string): void;
}

/** Counts work without holding it. */
export interface TaskCount {
  begin(): void;
  end(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createTaskCount(): TaskCount {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    begin() {
      count++;
    },
    end() {
      if (--count > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

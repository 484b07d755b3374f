// What a caller of `startStack` says, and what runs afterwards.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { DynamoDbChoice } from './dynamodb/index.js';
import type { EventStream } from './events/event-stream.js';
import type { StackEvent } from './events/stack-event.js';
import type { AccessKey } from './local-credentials.js';
import type { Closable } from './ports.js';

/** How to run a stack. Paths are absolute. */
export interface StackOptions {
  /** Project folder or template file. */
  readonly path: string;
  /** Address that every endpoint listens on. */
  readonly host: string;
  /** First port; 0 picks free ones. */
  readonly firstPort: number;
  /** Whether a port in use is an error instead of a reason to take the next. */
  readonly isPortStrict: boolean;
  /** Keep data in memory only. */
  readonly isEphemeral: boolean;
  /** @default `.edgewire` beside the project */
  readonly stateDir?: string;
  readonly stage?: string;
  readonly region?: string;
  /** Stack of an assembly with several. */
  readonly stack?: string;
  /** Template parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values of exports that `Fn::ImportValue` names. */
  readonly imports: Readonly<Record<string, string>>;
  /** Folders by logical id of the bucket. */
  readonly buckets: Readonly<Record<string, string>>;
  /** Code by logical id of the function. */
  readonly sources: Readonly<Record<string, string>>;
  /** Who answers DynamoDB calls. @default the engine of this package */
  readonly dynamodb?: DynamoDbChoice;
  readonly clock: 'real' | 'manual';
  /** Keep cached objects for their TTL even when a file of the bucket folder changes. */
  readonly isCacheStrict: boolean;
  /** Refuse `@connections` calls that are unsigned or signed with an unknown key, as AWS does. @default false */
  readonly requiresSignatures?: boolean;
  /** AWS hosts that functions may reach for real. */
  readonly passthroughHosts: readonly string[];
  readonly watches: boolean;
  /** Files of the console page by name, `''` the page itself; without them there is none. */
  readonly consoleFiles?: ReadonlyMap<string, PageFile>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: StackEvent) => void;
  /** Findings of the template that do not stop the stack, at start and after a reload. */
  readonly onDiagnostics: (diagnostics: readonly Diagnostic[]) => void;
}

/** A file that a browser may ask for. */
export interface PageFile {
  readonly path: string;
  readonly contentType: string;
}

/** One address of a running stack. Source: design section 6. */
export interface StackEndpoint {
  readonly type: 'distribution' | 'websocket' | 'aws' | 'control' | 'console';
  /** Logical id, where the endpoint belongs to a resource. */
  readonly resource?: string;
  readonly url: string;
}

/** A stack that listens. */
export interface RunningStack extends Closable {
  readonly name: string;
  readonly endpoints: readonly StackEndpoint[];
  readonly startedInMs: number;
  /** What clients may sign with: the key that functions have, and the Region of the signature's scope. */
  readonly credentials: Required<AccessKey> & { readonly region: string };
  readonly events: EventStream;
  readonly outputs: Readonly<Record<string, string>>;
  /** Reads the project again and applies what changed. */
  reload(): Promise<void>;
}

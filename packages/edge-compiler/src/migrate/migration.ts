// What the rewriting rules of one migration share.

import type { AnyNode } from 'acorn';
import type { Scopes } from '../tree/scopes.js';
import type { TreeIndex } from '../tree/walk.js';
import type { HandlerPlace } from './find-handler.js';
import type { HelperName } from './helpers.js';
import type { Meanings } from './meanings.js';

/** Lambda@Edge's four triggers. */
export type LambdaEdgeTrigger = 'viewer-request' | 'viewer-response' | 'origin-request' | 'origin-response';

/** One migration under way. */
export interface Migration {
  readonly source: string;
  readonly index: TreeIndex;
  readonly scopes: Scopes;
  readonly meanings: Meanings;
  readonly place: HandlerPlace;
  readonly trigger: LambdaEdgeTrigger;
  /** Name of the event in the rewritten handler. */
  readonly eventName: string;
  /** The rewritten text of a node. */
  text(node: AnyNode): string;
  /** Leaves the statement around a node as it is, under a comment with the code. */
  leave(code: `EW${number}`, node: AnyNode, message: string, help: string): void;
  /** Says something about the whole migration. */
  warn(code: `EW${number}`, node: AnyNode, message: string, help: string): void;
  /** Asks for a function of `helpers.ts` in the output. @returns Its name there. */
  helper(name: HelperName): string;
  /** A name that the source does not use. */
  freshName(wish: string): string;
}

/** Rewrites one kind of node. @returns The text, or `undefined` for a node that the rule does not know. */
export type Rewrite = (node: AnyNode, migration: Migration) => string | undefined;

// What a queue keeps between runs, as journal entries and as the state they add up to.

import type { QueuedMessage, QueueSettings } from './model.js';

/** What a send came to. */
export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber?: string;
}

/** An answered send of a FIFO queue, repeated to callers that send again until `untilMs`. */
export interface RememberedSend {
  readonly untilMs: number;
  readonly sent: SentMessage;
}

/** The members of a message that a receiver changes. */
type Visibility = Pick<
  QueuedMessage,
  'messageId' | 'receiveCount' | 'firstReceivedMs' | 'visibleAtMs' | 'receiptHandle'
>;

/** One change of a queue. */
export type QueueChange =
  | { readonly kind: 'settings'; readonly settings: QueueSettings }
  | { readonly kind: 'message'; readonly message: QueuedMessage }
  | { readonly kind: 'visibility'; readonly visibility: Visibility }
  | { readonly kind: 'removed'; readonly messageId: string }
  | { readonly kind: 'purged' }
  | { readonly kind: 'sequence'; readonly sequence: number }
  | { readonly kind: 'sent'; readonly deduplicationId: string; readonly remembered: RememberedSend }
  | { readonly kind: 'deleted' };

/** One line of the journal. */
export interface QueueEntry {
  readonly queue: string;
  readonly change: QueueChange;
}

/** A queue as it was left. Messages are in the order of their sending. */
export interface QueueState {
  settings: QueueSettings;
  readonly messages: Map<string, QueuedMessage>;
  sequence: number;
  readonly sends: Map<string, RememberedSend>;
}

/** State of a queue without messages. */
export function emptyQueueState(settings: QueueSettings): QueueState {
  return { settings, messages: new Map(), sequence: 0, sends: new Map() };
}

/** The members of a message that its receipt changes, for the journal. */
export function visibilityOf(message: QueuedMessage): Visibility {
  const { messageId, receiveCount, firstReceivedMs, visibleAtMs, receiptHandle } = message;
  return { messageId, receiveCount, firstReceivedMs, visibleAtMs, receiptHandle };
}

/**
 * Adds up the journal of earlier runs.
 *
 * @param nowMs - A run with a manual clock may have ended in what is now the future: its messages are moved back,
 *   so that none waits for a time that the test had already reached.
 */
export function replayQueues(entries: Iterable<QueueEntry>, nowMs: number): Map<string, QueueState> {
  const states = new Map<string, QueueState>();
  for (const { queue, change } of entries) {
    if (change.kind === 'deleted') states.delete(queue);
    else if (change.kind === 'settings' && !states.has(queue)) {
      states.set(queue, emptyQueueState(change.settings));
    } else {
      const state = states.get(queue);
      if (state !== undefined) applyChange(state, change);
    }
  }
  for (const { messages } of states.values()) {
    for (const [id, message] of messages) messages.set(id, movedBack(message, nowMs));
  }
  return states;
}

function applyChange(state: QueueState, change: Exclude<QueueChange, { kind: 'deleted' }>): void {
  switch (change.kind) {
    case 'settings':
      state.settings = change.settings;
      return;
    case 'message':
      state.messages.set(change.message.messageId, change.message);
      state.sequence = Math.max(state.sequence, Number(change.message.sequenceNumber ?? 0));
      return;
    case 'visibility': {
      const message = state.messages.get(change.visibility.messageId);
      if (message !== undefined) state.messages.set(message.messageId, { ...message, ...change.visibility });
      return;
    }
    case 'removed':
      state.messages.delete(change.messageId);
      return;
    case 'purged':
      state.messages.clear();
      return;
    case 'sequence':
      state.sequence = change.sequence;
      return;
    case 'sent':
      state.sends.set(change.deduplicationId, change.remembered);
  }
}

function movedBack(message: QueuedMessage, nowMs: number): QueuedMessage {
  const aheadMs = Math.max(0, message.sentMs - nowMs, (message.firstReceivedMs ?? 0) - nowMs);
  return {
    ...message,
    sentMs: message.sentMs - aheadMs,
    firstReceivedMs: message.firstReceivedMs === undefined ? undefined : message.firstReceivedMs - aheadMs,
    visibleAtMs: message.visibleAtMs - aheadMs,
  };
}

/** The shortest journal that adds up to a queue's state. */
export function* stateChanges(state: {
  readonly settings: QueueSettings;
  readonly messages: Iterable<QueuedMessage>;
  readonly sequence: number;
  readonly sends: Iterable<readonly [string, RememberedSend]>;
}): Generator<QueueChange> {
  yield { kind: 'settings', settings: state.settings };
  yield { kind: 'sequence', sequence: state.sequence };
  for (const message of state.messages) yield { kind: 'message', message };
  for (const [deduplicationId, remembered] of state.sends)
    yield { kind: 'sent', deduplicationId, remembered };
}

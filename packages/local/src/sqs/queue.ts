// One queue: what is visible when, in which order, and when a message is given up.

import { createHash } from 'node:crypto';
import { uuid } from '../ids.js';
import type { Clock, Random } from '../ports.js';
import { deadLetterKeepsReceiveCount } from './assumptions.js';
import { deduplicationIntervalMs } from './limits.js';
import type { MessageDraft, QueuedMessage, QueueSettings } from './model.js';
import {
  type QueueChange,
  type QueueState,
  type SentMessage,
  stateChanges,
  visibilityOf,
} from './queue-state.js';

/** A queue of one stack. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  settings: QueueSettings;
  send(draft: MessageDraft): SentMessage;
  /** Takes a message that another queue gives up: under its id, and at its age unless the queue is FIFO. */
  takeDeadLetter(message: QueuedMessage, sourceArn: string): void;
  /**
   * Takes up to `max` visible messages and hides them for `visibilityTimeoutSeconds`. A message received more often
   * than the redrive policy allows goes to the dead-letter queue instead.
   */
  receive(options: { readonly max: number; readonly visibilityTimeoutSeconds?: number }): QueuedMessage[];
  /** False for a receipt handle that is not the message's newest. */
  remove(receiptHandle: string): boolean;
  changeVisibility(receiptHandle: string, seconds: number): boolean;
  /** Messages that a receiver could take now, oldest first. Nothing happens to them. */
  visible(): readonly QueuedMessage[];
  /** Takes a message away whoever has received it. */
  withdraw(messageId: string): void;
  purge(): void;
  /** What the queue holds, as the changes that lead there. */
  changes(): Iterable<QueueChange>;
  /** About as many as `changes` gives. */
  readonly size: number;
  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** Calls `listener` when a message may have become visible; returns the function that ends it. */
  onAvailable(listener: () => void): () => void;
}

/**
 * Creates a queue that goes on where `state` was left.
 *
 * @param options.record - Keeps changes; called before an operation answers.
 * @param options.sendToDeadLetter - Takes a message that was received too often.
 */
export function createQueue(options: {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly state: QueueState;
  readonly record: (changes: readonly QueueChange[]) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly sendToDeadLetter: (targetArn: string, message: QueuedMessage) => void;
}): Queue {
  const { clock, random, record } = options;
  let { settings: present, sequence } = options.state;
  let messages = [...options.state.messages.values()];
  const seen = options.state.sends;
  const listeners = new Set<() => void>();

  const notifyAt = (atMs: number) => {
    const tell = () => {
      for (const listener of listeners) listener();
    };
    const waitMs = atMs - clock.nowMs();
    if (waitMs <= 0) queueMicrotask(tell);
    else clock.after(waitMs, tell);
  };

  const dropExpired = () => {
    const oldestMs = clock.nowMs() - queue.settings.retentionSeconds * 1_000;
    if (messages.some((message) => message.sentMs < oldestMs)) {
      messages = messages.filter((message) => message.sentMs >= oldestMs);
    }
  };

  const queue: Queue = {
    name: options.name,
    arn: options.arn,
    url: options.url,
    get settings() {
      return present;
    },
    set settings(settings) {
      present = settings;
      record([{ kind: 'settings', settings }]);
    },
    send(draft) {
      const { settings } = queue;
      const nowMs = clock.nowMs();
      const deduplicationId = deduplicationIdOf(draft, settings);
      if (deduplicationId !== undefined) {
        const earlier = seen.get(deduplicationId);
        if (earlier !== undefined && earlier.untilMs > nowMs) return earlier.sent;
      }
      const sequenceNumber = settings.isFifo ? String(++sequence).padStart(20, '0') : undefined;
      const message: QueuedMessage = {
        messageId: uuid(random),
        body: draft.body,
        attributes: draft.attributes,
        sentMs: nowMs,
        ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
        ...(draft.groupId === undefined ? {} : { groupId: draft.groupId }),
        ...(deduplicationId === undefined ? {} : { deduplicationId }),
        ...(draft.traceHeader === undefined ? {} : { traceHeader: draft.traceHeader }),
        receiveCount: 0,
        firstReceivedMs: undefined,
        visibleAtMs: nowMs + (draft.delaySeconds ?? settings.delaySeconds) * 1_000,
        receiptHandle: undefined,
      };
      const sent: SentMessage = {
        messageId: message.messageId,
        ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      };
      const changes: QueueChange[] = [{ kind: 'message', message }];
      if (deduplicationId !== undefined) {
        const remembered = { untilMs: nowMs + deduplicationIntervalMs, sent };
        seen.set(deduplicationId, remembered);
        changes.push({ kind: 'sent', deduplicationId, remembered });
      }
      messages.push(message);
      record(changes);
      notifyAt(message.visibleAtMs);
      return sent;
    },
    takeDeadLetter(given, sourceArn) {
      const nowMs = clock.nowMs();
      const { isFifo } = queue.settings;
      const message: QueuedMessage = {
        ...given,
        // A FIFO queue starts the age anew, and keeps apart messages that happen to share a deduplication id.
        ...(isFifo
          ? {
              sentMs: nowMs,
              sequenceNumber: String(++sequence).padStart(20, '0'),
              deduplicationId: given.messageId,
            }
          : {}),
        deadLetterSourceArn: sourceArn,
        receiveCount: deadLetterKeepsReceiveCount ? given.receiveCount : 0,
        visibleAtMs: nowMs,
        receiptHandle: undefined,
      };
      // A kill between the two halves of a move repeats it.
      messages = messages.filter(({ messageId }) => messageId !== message.messageId);
      messages.push(message);
      record([{ kind: 'message', message }]);
      notifyAt(nowMs);
    },
    receive({ max, visibilityTimeoutSeconds }) {
      dropExpired();
      const nowMs = clock.nowMs();
      const hiddenMs = (visibilityTimeoutSeconds ?? queue.settings.visibilityTimeoutSeconds) * 1_000;
      const { redrive } = queue.settings;
      const taken: QueuedMessage[] = [];
      const dead: QueuedMessage[] = [];
      // A FIFO group stays blocked while one of its messages is in flight.
      const busyGroups = new Set(
        messages.flatMap(({ groupId, visibleAtMs, receiptHandle }) =>
          groupId !== undefined && receiptHandle !== undefined && visibleAtMs > nowMs ? [groupId] : [],
        ),
      );
      for (const message of messages) {
        if (taken.length === max) break;
        if (message.visibleAtMs > nowMs) {
          if (message.groupId !== undefined) busyGroups.add(message.groupId);
          continue;
        }
        if (message.groupId !== undefined && busyGroups.has(message.groupId)) continue;
        if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
          dead.push(message);
          continue;
        }
        message.receiveCount++;
        message.firstReceivedMs ??= nowMs;
        message.visibleAtMs = nowMs + hiddenMs;
        message.receiptHandle = Buffer.from(random.bytes(48)).toString('base64');
        taken.push(message);
      }
      if (dead.length > 0 && redrive !== undefined) {
        messages = messages.filter((message) => !dead.includes(message));
        // Sent before it is removed: a kill in between repeats a message and loses none.
        for (const message of dead) options.sendToDeadLetter(redrive.deadLetterTargetArn, message);
        record(dead.map(({ messageId }) => ({ kind: 'removed', messageId })));
      }
      if (taken.length > 0) {
        record(taken.map((message) => ({ kind: 'visibility', visibility: visibilityOf(message) })));
        notifyAt(nowMs + hiddenMs);
      }
      return taken;
    },
    remove(receiptHandle) {
      const at = messages.findIndex((message) => message.receiptHandle === receiptHandle);
      const [removed] = at === -1 ? [] : messages.splice(at, 1);
      if (removed === undefined) return false;
      record([{ kind: 'removed', messageId: removed.messageId }]);
      // The group's next message may go now.
      if (queue.settings.isFifo) notifyAt(clock.nowMs());
      return true;
    },
    changeVisibility(receiptHandle, seconds) {
      const message = messages.find((candidate) => candidate.receiptHandle === receiptHandle);
      if (message === undefined || message.visibleAtMs <= clock.nowMs()) return false;
      message.visibleAtMs = clock.nowMs() + seconds * 1_000;
      record([{ kind: 'visibility', visibility: visibilityOf(message) }]);
      notifyAt(message.visibleAtMs);
      return true;
    },
    visible() {
      dropExpired();
      return messages.filter(({ visibleAtMs }) => visibleAtMs <= clock.nowMs());
    },
    withdraw(messageId) {
      messages = messages.filter((message) => message.messageId !== messageId);
      record([{ kind: 'removed', messageId }]);
    },
    purge() {
      messages = [];
      record([{ kind: 'purged' }]);
    },
    changes() {
      dropExpired();
      for (const [id, { untilMs }] of seen) if (untilMs <= clock.nowMs()) seen.delete(id);
      return stateChanges({ settings: present, messages, sequence, sends: seen });
    },
    get size() {
      return 2 + messages.length + seen.size;
    },
    counts() {
      dropExpired();
      const nowMs = clock.nowMs();
      const visible = messages.filter((message) => message.visibleAtMs <= nowMs).length;
      const hidden = messages.filter((message) => message.visibleAtMs > nowMs);
      const inFlight = hidden.filter((message) => message.receiptHandle !== undefined).length;
      return { visible, inFlight, delayed: hidden.length - inFlight };
    },
    onAvailable(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  for (const atMs of new Set(messages.map(({ visibleAtMs }) => visibleAtMs))) notifyAt(atMs);
  return queue;
}

function deduplicationIdOf(draft: MessageDraft, settings: QueueSettings): string | undefined {
  if (!settings.isFifo) return undefined;
  if (draft.deduplicationId !== undefined) return draft.deduplicationId;
  return settings.contentBasedDeduplication
    ? createHash('sha256').update(draft.body).digest('hex')
    : undefined;
}

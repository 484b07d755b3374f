// Message move tasks: what a dead-letter queue holds goes back to the queues it came from, or to another one.

import { uuid } from '../ids.js';
import type { Clock, Random } from '../ports.js';
import { invalidParameter, SqsError } from './errors.js';
import type { Queue } from './queue.js';

/** A task that ran. A local one is over when its start is answered. */
export interface MessageMove {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly startedMs: number;
  readonly moved: number;
}

/** The tasks of one stack. */
export interface MessageMoves {
  /**
   * Moves every visible message of a dead-letter queue.
   *
   * @param destinationArn - `undefined` sends each message back to the queue it was in.
   * @throws SqsError when a queue is not there, or the source is nobody's dead-letter queue.
   */
  start(sourceArn: string, destinationArn: string | undefined): MessageMove;
  /** The latest first. */
  list(sourceArn: string): readonly MessageMove[];
}

/** Tasks of one queue that are remembered. Source: AWS page "ListMessageMoveTasks". */
const maxRememberedTasks = 10;

/** @source AWS SQS Developer Guide, "Configure a dead-letter queue redrive"; API reference, StartMessageMoveTask */
export function createMessageMoves(ports: {
  readonly clock: Clock;
  readonly random: Random;
  readonly queues: () => Iterable<Queue>;
  readonly queueByArn: (arn: string) => Queue | undefined;
}): MessageMoves {
  const moves: MessageMove[] = [];
  const existing = (arn: string, parameter: string): Queue => {
    const queue = ports.queueByArn(arn);
    if (queue !== undefined) return queue;
    throw new SqsError(
      'ResourceNotFoundException',
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      { status: 404 },
    );
  };

  return {
    start(sourceArn, destinationArn) {
      const source = existing(sourceArn, 'SourceArn');
      const destination =
        destinationArn === undefined ? undefined : existing(destinationArn, 'DestinationArn');
      const isDeadLetterQueue = [...ports.queues()].some(
        ({ settings }) => settings.redrive?.deadLetterTargetArn === sourceArn,
      );
      if (!isDeadLetterQueue) {
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
      }
      let moved = 0;
      for (const message of source.visible()) {
        const target = destination ?? ports.queueByArn(message.deadLetterSourceArn ?? '');
        // A message that was sent here itself has nowhere to go back to.
        if (target === undefined) continue;
        // A new message for the target: AWS gives it another id and time.
        target.send({
          body: message.body,
          attributes: message.attributes,
          ...(message.groupId === undefined ? {} : { groupId: message.groupId }),
          ...(target.settings.isFifo ? { deduplicationId: uuid(ports.random) } : {}),
          ...(message.traceHeader === undefined ? {} : { traceHeader: message.traceHeader }),
        });
        source.withdraw(message.messageId);
        moved++;
      }
      const move: MessageMove = {
        handle: Buffer.from(JSON.stringify({ taskId: uuid(ports.random), sourceArn })).toString('base64'),
        sourceArn,
        destinationArn,
        startedMs: ports.clock.nowMs(),
        moved,
      };
      moves.unshift(move);
      return move;
    },
    list: (sourceArn) => {
      existing(sourceArn, 'SourceArn');
      return moves.filter((move) => move.sourceArn === sourceArn).slice(0, maxRememberedTasks);
    },
  };
}

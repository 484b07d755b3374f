// Moves messages of a queue to a function, in batches, and keeps what the function could not do.

import { matchesEventPattern } from '../event-pattern/event-pattern.js';
import { bodyValues, parseJson } from '../event-pattern/json-values.js';
import type { Emit } from '../events/stack-event.js';
import type { Lambda } from '../lambda/lambda.js';
import type { CancelTimer, Clock, Closable } from '../ports.js';
import { md5OfBody, type Queue, type QueuedMessage, systemAttributes } from '../sqs/index.js';
import { parseBatchAnswer } from './batch-item-failures.js';
import type { EventSourceMapping } from './mapping.js';

/** What the poller needs. */
export interface SqsPollerPorts {
  readonly clock: Clock;
  readonly emit: Emit;
  readonly lambda: Pick<Lambda, 'invoke'>;
  readonly region: string;
}

/** Starts moving messages; `close` stops taking new ones and waits for batches under way. */
export function createSqsPoller(ports: SqsPollerPorts, mapping: EventSourceMapping, queue: Queue): Closable {
  const running = new Set<Promise<void>>();
  let gathered: QueuedMessage[] = [];
  let windowTimer: CancelTimer | undefined;
  let closed = false;

  const flush = () => {
    windowTimer?.();
    windowTimer = undefined;
    if (gathered.length === 0) return;
    const batch = gathered;
    gathered = [];
    const run = deliver(ports, mapping, queue, batch).finally(() => {
      running.delete(run);
      poll();
    });
    running.add(run);
  };

  const poll = () => {
    while (!closed && running.size < mapping.maximumConcurrency) {
      // The receive limit of the API bounds one call, not a batch.
      const room = Math.min(10, mapping.batchSize - gathered.length);
      const taken =
        room <= 0 ? [] : queue.receive({ max: room }).filter((message) => passes(mapping, queue, message));
      gathered.push(...taken);
      if (gathered.length === 0) return;
      if (gathered.length >= mapping.batchSize || mapping.batchWindowSeconds === 0) flush();
      else {
        windowTimer ??= ports.clock.after(mapping.batchWindowSeconds * 1_000, flush);
        if (taken.length === 0) return;
      }
    }
  };

  const unsubscribe = queue.onAvailable(poll);
  poll();
  return {
    async close() {
      closed = true;
      unsubscribe();
      windowTimer?.();
      // Messages gathered but not sent become visible again.
      for (const { receiptHandle } of gathered) {
        if (receiptHandle !== undefined) queue.changeVisibility(receiptHandle, 0);
      }
      await Promise.allSettled([...running]);
    },
  };
}

async function deliver(
  ports: SqsPollerPorts,
  mapping: EventSourceMapping,
  queue: Queue,
  batch: readonly QueuedMessage[],
): Promise<void> {
  const payload = JSON.stringify({
    Records: batch.map((message) => buildRecord(message, queue, ports.region)),
  });
  const outcome = await ports.lambda.invoke(mapping.functionName, payload, { type: 'RequestResponse' });
  const succeeded = succeededMessages(mapping, batch, outcome);
  for (const { receiptHandle } of succeeded) if (receiptHandle !== undefined) queue.remove(receiptHandle);
  ports.emit(
    'stream.batch',
    {
      source: queue.name,
      function: mapping.functionName,
      records: batch.length,
      outcome: succeeded.length === batch.length ? 'succeeded' : `${batch.length - succeeded.length} failed`,
    },
    { level: succeeded.length === batch.length ? 'debug' : 'warn' },
  );
}

function succeededMessages(
  mapping: EventSourceMapping,
  batch: readonly QueuedMessage[],
  outcome: Awaited<ReturnType<Lambda['invoke']>>,
): readonly QueuedMessage[] {
  if (outcome.kind !== 'success') return [];
  if (!mapping.reportsItemFailures) return batch;
  const answer = parseBatchAnswer(outcome.payload, new Set(batch.map(({ messageId }) => messageId)));
  switch (answer.kind) {
    case 'all-succeeded':
      return batch;
    case 'all-failed':
      return [];
    case 'some-failed':
      return batch.filter(({ messageId }) => !answer.identifiers.includes(messageId));
  }
}

// A message that no filter wants is deleted, as Lambda does.
function passes(mapping: EventSourceMapping, queue: Queue, message: QueuedMessage): boolean {
  if (mapping.filters.length === 0) return true;
  const values = bodyValues(JSON.stringify({ body: parseJson(message.body) ?? message.body }));
  const wanted =
    values !== undefined && mapping.filters.some((filter) => matchesEventPattern(filter, values));
  if (!wanted && message.receiptHandle !== undefined) queue.remove(message.receiptHandle);
  return wanted;
}

/**
 * One record of the event.
 *
 * @source spec/websocket-api.md 10.4
 */
function buildRecord(message: QueuedMessage, queue: Queue, region: string): unknown {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [
        name,
        {
          ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
          ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: md5OfBody(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}

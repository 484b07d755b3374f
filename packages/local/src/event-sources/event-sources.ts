// The event source mappings of one stack: a poller for each that is enabled.

import type { DynamoDb } from '../dynamodb/index.js';
import type { Closable } from '../ports.js';
import type { Sqs } from '../sqs/index.js';
import type { EventSourceMapping } from './mapping.js';
import { createSqsPoller } from './sqs-poller.js';
import { createStreamPoller, type StreamPoller, type StreamPollerPorts } from './stream-poller.js';

/** What the mappings read from and hand to. */
export interface EventSourcesPorts extends StreamPollerPorts {
  readonly region: string;
  readonly sqs: Pick<Sqs, 'queueByArn'>;
  readonly dynamodb: Pick<DynamoDb, 'stream'>;
}

/** The mappings of one stack. */
export interface EventSources extends Closable {
  /**
   * Starts a mapping, or changes one: a stream goes on where it was.
   *
   * @throws Error when the stack has no such queue or stream.
   */
  put(mapping: EventSourceMapping): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Running {
  readonly mapping: EventSourceMapping;
  readonly poller: Closable | StreamPoller | undefined;
}

/** Creates the service without mappings. */
export function createEventSources(ports: EventSourcesPorts): EventSources {
  const running = new Map<string, Running>();

  const start = (mapping: EventSourceMapping, position: number | undefined): Running['poller'] => {
    if (mapping.source === 'sqs') {
      const queue = ports.sqs.queueByArn(mapping.sourceArn);
      if (queue === undefined) throw new Error(`the stack has no queue "${mapping.sourceArn}"`);
      return mapping.isEnabled ? createSqsPoller(ports, mapping, queue) : undefined;
    }
    const stream = ports.dynamodb.stream(mapping.sourceArn);
    if (stream === undefined) throw new Error(`the stack has no stream "${mapping.sourceArn}"`);
    return mapping.isEnabled ? createStreamPoller(ports, mapping, stream, position) : undefined;
  };

  const stop = async (id: string): Promise<Running | undefined> => {
    const known = running.get(id);
    running.delete(id);
    await known?.poller?.close();
    return known;
  };

  return {
    async put(mapping) {
      const before = await stop(mapping.id);
      const isSameSource = before?.mapping.sourceArn === mapping.sourceArn;
      const poller = before?.poller;
      const position =
        isSameSource && poller !== undefined && 'position' in poller ? poller.position : undefined;
      running.set(mapping.id, { mapping, poller: start(mapping, position) });
    },
    async remove(id) {
      await stop(id);
    },
    async close() {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}

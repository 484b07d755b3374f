// The event source mappings of one stack: a poller for each that is enabled.

import type { DynamoDb } from '../dynamodb/index.js';
import { uuid } from '../ids.js';
import type { Lambda } from '../lambda/lambda.js';
import type { Closable, Random, StackIdentity } from '../ports.js';
import type { Sqs } from '../sqs/index.js';
import type { WireRequest, WireResponse } from '../wire.js';
import type { EventSourceMapping } from './mapping.js';
import { answerMappingCall } from './operations.js';
import { createSqsPoller } from './sqs-poller.js';
import { createStreamPoller, type StreamPoller, type StreamPollerPorts } from './stream-poller.js';

/** What the mappings read from and hand to. */
export interface EventSourcesPorts extends StreamPollerPorts {
  readonly random: Random;
  readonly identity: StackIdentity;
  readonly lambda: Pick<Lambda, 'invoke' | 'describe'>;
  readonly sqs: Pick<Sqs, 'queueByArn'>;
  readonly dynamodb: Pick<DynamoDb, 'stream'>;
}

/** The mappings of one stack. */
export interface EventSources extends Closable {
  /**
   * Starts a mapping, or changes one: a stream goes on where it was.
   *
   * @throws Error when the stack has no such queue or stream, or AWS refuses the queue for the function.
   */
  put(mapping: EventSourceMapping): Promise<void>;
  remove(id: string): Promise<void>;
  list(): readonly EventSourceMapping[];
  /** The part of the Lambda API that manages mappings. */
  request(request: WireRequest, requestId: string): Promise<WireResponse>;
}

interface Running {
  readonly mapping: EventSourceMapping;
  readonly poller: Closable | StreamPoller | undefined;
  /** Where a stream that is not read now goes on. */
  readonly position: number | undefined;
}

/** Creates the service without mappings. */
export function createEventSources(ports: EventSourcesPorts): EventSources {
  const running = new Map<string, Running>();
  const { identity } = ports;
  const pollerPorts = { ...ports, region: identity.region };

  // Everything is refused before anything is stopped. @returns What starts the mapping at a position.
  const prepare = (mapping: EventSourceMapping): ((position: number | undefined) => Running['poller']) => {
    if (mapping.source === 'sqs') {
      const queue = ports.sqs.queueByArn(mapping.sourceArn);
      if (queue === undefined) throw new Error(`the stack has no queue "${mapping.sourceArn}"`);
      refuseShortVisibility(queue.settings.visibilityTimeoutSeconds, mapping);
      return () => (mapping.isEnabled ? createSqsPoller(pollerPorts, mapping, queue) : undefined);
    }
    const stream = ports.dynamodb.stream(mapping.sourceArn);
    if (stream === undefined) throw new Error(`the stack has no stream "${mapping.sourceArn}"`);
    return (position) =>
      mapping.isEnabled ? createStreamPoller(pollerPorts, mapping, stream, position) : undefined;
  };

  // A message would become visible again while the function still works on it.
  const refuseShortVisibility = (visibilitySeconds: number, { functionName }: EventSourceMapping) => {
    const timeoutSeconds = ports.lambda.describe(functionName)?.timeoutSeconds ?? 0;
    if (visibilitySeconds >= timeoutSeconds) return;
    throw new Error(
      `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  };

  const stop = async (id: string): Promise<Running | undefined> => {
    const known = running.get(id);
    running.delete(id);
    await known?.poller?.close();
    return known;
  };

  const eventSources: EventSources = {
    async put(mapping) {
      const start = prepare(mapping);
      const before = await stop(mapping.id);
      const isSameSource = before?.mapping.sourceArn === mapping.sourceArn;
      const poller = before?.poller;
      const reached = poller !== undefined && 'position' in poller ? poller.position : before?.position;
      const position = isSameSource ? reached : undefined;
      running.set(mapping.id, { mapping, poller: start(position), position });
    },
    async remove(id) {
      await stop(id);
    },
    list: () => [...running.values()].map(({ mapping }) => mapping),
    request: (request, requestId) =>
      answerMappingCall(eventSources, request, {
        requestId,
        identity,
        nowMs: ports.clock.nowMs(),
        resolveName: (nameOrArn) => ports.lambda.describe(nameOrArn)?.functionName,
        newId: () => uuid(ports.random),
      }),
    async close() {
      await Promise.all([...running.keys()].map(stop));
    },
  };
  return eventSources;
}

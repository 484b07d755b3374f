// The SQS service of one stack: queues by name, and the API in both protocols.

import { formatArn } from '../arn.js';
import { parseQueryCall, type QueryCall } from '../aws-query/parse-query.js';
import { QueryError, queryFailure, queryResult } from '../aws-query/respond.js';
import type { Emit } from '../events/stack-event.js';
import type { Clock, Closable, Random, StackIdentity } from '../ports.js';
import { createMemoryJournal, openFileJournal } from '../state/journal.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { queueDoesNotExist, SqsError } from './errors.js';
import { createMessageMoves, type MessageMoves } from './message-moves.js';
import type { MessageDraft, QueuedMessage, QueueSettings } from './model.js';
import { sqsOperations } from './operations.js';
import { queryInput, queryOutput } from './query-protocol.js';
import { createQueue, type Queue } from './queue.js';
import { createQueueJournal } from './queue-journal.js';
import { emptyQueueState, type QueueState } from './queue-state.js';

/** What SQS needs. `endpoint` is the address that queue URLs begin with, e.g. `http://127.0.0.1:3050`. */
export interface SqsPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  readonly endpoint: () => string;
  /** Folder of the journal; absent for memory only. */
  readonly stateDir?: string;
}

export interface Sqs extends Closable {
  createQueue(name: string, settings: QueueSettings): Queue;
  deleteQueue(arn: string): void;
  queues(): readonly Queue[];
  queueByName(name: string): Queue | undefined;
  queueByUrl(url: string): Queue | undefined;
  queueByArn(arn: string): Queue | undefined;
  /** Moves of messages out of dead-letter queues. */
  readonly moves: MessageMoves;
  /** Sends to a queue named by ARN. @returns False when there is no such queue. */
  sendTo(arn: string, draft: MessageDraft): boolean;
  /** Receives, waiting up to `waitSeconds` of machine time for the first message. */
  receive(
    queue: Queue,
    options: {
      readonly max: number;
      readonly waitSeconds: number;
      readonly visibilityTimeoutSeconds: number;
    },
  ): Promise<QueuedMessage[]>;
  request(request: WireRequest, requestId: string): Promise<WireResponse>;
}

/** Opens the service with the queues and messages of earlier runs. */
export function createSqs(ports: SqsPorts): Sqs {
  const { clock, random, emit, identity } = ports;
  const queues = new Map<string, Queue>();
  const waiters = new Set<() => void>();
  let isClosed = false;
  const journal = createQueueJournal(
    ports.stateDir === undefined ? createMemoryJournal() : openFileJournal(ports.stateDir, { fsync: false }),
    () => {
      const all = [...queues.values()];
      return {
        size: all.reduce((sum, queue) => sum + queue.size, 0),
        entries: all.flatMap((queue) =>
          [...queue.changes()].map((change) => ({ queue: queue.name, change })),
        ),
      };
    },
  );

  const open = (name: string, state: QueueState): Queue => {
    const queue = createQueue({
      name,
      arn: arnOf(name),
      url: `${ports.endpoint()}/${identity.accountId}/${name}`,
      state,
      record: (changes) => journal.record(name, changes),
      clock,
      random,
      sendToDeadLetter: (targetArn, message) => {
        const target = queues.get(targetArn);
        target?.takeDeadLetter(message, queue.arn);
        emit(
          'sqs.message',
          {
            queueUrl: queue.url,
            messageId: message.messageId,
            action: target === undefined ? 'lost: no dead-letter queue' : 'dead-lettered',
          },
          { level: 'warn' },
        );
      },
    });
    queues.set(queue.arn, queue);
    return queue;
  };

  const arnOf = (name: string) =>
    formatArn({
      partition: identity.partition,
      service: 'sqs',
      region: identity.region,
      accountId: identity.accountId,
      resource: name,
    });

  const sqs: Sqs = {
    moves: createMessageMoves({
      clock,
      random,
      queues: () => queues.values(),
      queueByArn: (arn) => queues.get(arn),
    }),
    createQueue(name, settings) {
      const isFifo = name.endsWith('.fifo');
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(isFifo ? name.slice(0, -5) : name)) {
        throw new SqsError(
          'InvalidParameterValue',
          'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
        );
      }
      const existing = queues.get(arnOf(name));
      if (existing !== undefined) {
        existing.settings = { ...settings, isFifo };
        return existing;
      }
      const all = { ...settings, isFifo };
      const queue = open(name, emptyQueueState(all));
      journal.record(name, [{ kind: 'settings', settings: all }]);
      return queue;
    },
    deleteQueue(arn) {
      const queue = queues.get(arn);
      if (queue === undefined) return;
      queues.delete(arn);
      journal.record(queue.name, [{ kind: 'deleted' }]);
    },
    queues: () => [...queues.values()],
    queueByName: (name) => [...queues.values()].find((queue) => queue.name === name),
    // Clients may hold a URL of an earlier run or of AWS itself: the last path segment names the queue.
    queueByUrl: (url) => sqs.queueByName(url.slice(url.lastIndexOf('/') + 1)),
    queueByArn: (arn) => queues.get(arn),
    sendTo(arn, draft) {
      const queue = queues.get(arn);
      if (queue === undefined) return false;
      const { body, attributes, groupId, deduplicationId, traceHeader } = draft;
      queue.send({
        body,
        attributes,
        ...(groupId === undefined ? {} : { groupId }),
        ...(deduplicationId === undefined ? {} : { deduplicationId }),
        ...(traceHeader === undefined ? {} : { traceHeader }),
      });
      return true;
    },
    async receive(queue, options) {
      const first = queue.receive(options);
      if (first.length > 0 || options.waitSeconds === 0) return first;
      await availableOrTimeout(queue, options.waitSeconds * 1_000, waiters);
      // Nothing is taken for a caller that the end of the stack cuts off.
      return isClosed ? [] : queue.receive(options);
    },
    request: (request, requestId) => answer(sqs, request, requestId),
    async close() {
      isClosed = true;
      for (const wake of waiters) wake();
      journal.close();
    },
  };
  for (const [name, state] of journal.load(clock.nowMs())) open(name, state);
  return sqs;
}

// Long polling is a client's wait, so it runs on machine time even under a manual clock.
function availableOrTimeout(queue: Queue, waitMs: number, waiters: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      waiters.delete(finish);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    timer.unref();
    const unsubscribe = queue.onAvailable(finish);
    waiters.add(finish);
  });
}

async function answer(sqs: Sqs, request: WireRequest, requestId: string): Promise<WireResponse> {
  const target = request.headers['x-amz-target'];
  if (target === undefined) return answerQuery(sqs, request, requestId);
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId };
  try {
    const input = JSON.parse(request.body.toString('utf8') || '{}') as Record<string, unknown>;
    const output = await runAction(sqs, target.split('.')[1] ?? '', input);
    return { status: 200, headers, body: JSON.stringify(output) };
  } catch (error) {
    const failure =
      error instanceof SyntaxError
        ? new SqsError('SerializationException', 'The request body is not JSON')
        : error;
    if (!(failure instanceof SqsError)) throw failure;
    return {
      status: failure.status,
      headers: { ...headers, 'x-amzn-query-error': `${failure.queryCode};Sender` },
      body: JSON.stringify({ __type: `com.amazonaws.sqs#${failure.type}`, message: failure.message }),
    };
  }
}

// Clients from before November 2023 (Go SDK v1, JavaScript v2) speak the query protocol.
async function answerQuery(sqs: Sqs, request: WireRequest, requestId: string): Promise<WireResponse> {
  const envelope = { namespace: 'http://queue.amazonaws.com/doc/2012-11-05/', requestId };
  const call: QueryCall | undefined = parseQueryCall(request.body.toString('utf8') || request.query);
  if (call === undefined) return queryFailure(new QueryError('MissingAction', 'Missing Action'), envelope);
  try {
    const input = queryInput(call.parameters, request.path);
    return queryResult(
      call.action,
      queryOutput(call.action, await runAction(sqs, call.action, input)),
      envelope,
    );
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    return queryFailure(new QueryError(error.queryCode, error.message, error.status), envelope);
  }
}

async function runAction(sqs: Sqs, action: string, input: Record<string, unknown>): Promise<unknown> {
  const operation = sqsOperations[action];
  if (operation === undefined) {
    throw new SqsError('InvalidAction', `The action ${action} is not valid for this endpoint.`);
  }
  if (
    action !== 'CreateQueue' &&
    action !== 'GetQueueUrl' &&
    action !== 'ListQueues' &&
    !action.endsWith('MessageMoveTask') &&
    !action.endsWith('MessageMoveTasks') &&
    input.QueueUrl === undefined
  ) {
    throw queueDoesNotExist();
  }
  return operation(sqs, input);
}

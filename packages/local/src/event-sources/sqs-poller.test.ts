import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createManualClock } from '../clock/manual-clock.js';
import type { InvokeOutcome } from '../lambda/lambda.js';
import { createSeededRandom } from '../random.js';
import { createSqs, type Queue, settingsFromAttributes } from '../sqs/index.js';
import { type EventSourceMapping, parseMapping } from './mapping.js';
import { createSqsPoller } from './sqs-poller.js';

const arn = 'arn:aws:sqs:eu-west-1:123456789012:orders';

function setUp(properties: Record<string, unknown>, answer: (bodies: string[]) => InvokeOutcome) {
  const clock = createManualClock(0);
  const identity = {
    stackName: 's',
    stage: 'dev',
    accountId: '123456789012',
    region: 'eu-west-1',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
  };
  const sqs = createSqs({
    clock,
    random: createSeededRandom(1),
    emit: () => {},
    identity,
    endpoint: () => 'http://127.0.0.1:1',
  });
  const queue = sqs.createQueue('orders', settingsFromAttributes({ VisibilityTimeout: '30' }));
  const parsed = parseMapping('m', { FunctionName: 'worker', EventSourceArn: arn, ...properties });
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  const batches: string[][] = [];
  const start = (mapping: EventSourceMapping, source: Queue) =>
    createSqsPoller(
      {
        clock,
        emit: () => {},
        region: 'eu-west-1',
        lambda: {
          invoke: async (_name, payload) => {
            const { Records } = JSON.parse(payload) as { Records: { body: string; messageId: string }[] };
            batches.push(Records.map(({ body }) => body));
            const outcome = answer(Records.map(({ body }) => body));
            if (outcome.kind !== 'success') return outcome;
            // The test names failures by body; AWS names them by message id.
            const byBody = new Map(Records.map(({ body, messageId }) => [body, messageId]));
            return {
              ...outcome,
              payload: outcome.payload.replace(/body:(\w+)/g, (_all, body: string) => byBody.get(body) ?? ''),
            };
          },
        },
      },
      mapping,
      source,
    );
  return { clock, queue, batches, poller: start(parsed.mapping, queue) };
}

const succeed = (): InvokeOutcome => ({ kind: 'success', requestId: 'r', payload: 'null' });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('SQS poller', () => {
  it('gathers a batch for the batching window', async () => {
    const { clock, queue, batches, poller } = setUp(
      { BatchSize: 3, MaximumBatchingWindowInSeconds: 5 },
      succeed,
    );
    queue.send({ body: 'a', attributes: {} });
    queue.send({ body: 'b', attributes: {} });
    await turn();
    assert.deepEqual(batches, []);
    await clock.advance(5_000);
    assert.deepEqual(batches, [['a', 'b']]);
    for (const body of ['c', 'd', 'e', 'f']) queue.send({ body, attributes: {} });
    await turn();
    assert.deepEqual(batches[1], ['c', 'd', 'e']);
    await poller.close();
  });

  it('makes the whole batch visible again after a function error', async () => {
    let calls = 0;
    const { clock, queue, batches, poller } = setUp({}, () =>
      ++calls === 1 ? { kind: 'function-error', requestId: 'r', payload: '{}' } : succeed(),
    );
    queue.send({ body: 'a', attributes: {} });
    await turn();
    assert.deepEqual(batches, [['a']]);
    await clock.advance(30_000);
    assert.deepEqual(batches, [['a'], ['a']]);
    assert.deepEqual(queue.counts(), { visible: 0, inFlight: 0, delayed: 0 });
    await poller.close();
  });

  it('repeats only the messages that the handler reports', async () => {
    let calls = 0;
    const { clock, queue, batches, poller } = setUp(
      { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
      () =>
        ++calls === 1
          ? {
              kind: 'success',
              requestId: 'r',
              payload: '{"batchItemFailures":[{"itemIdentifier":"body:b"}]}',
            }
          : succeed(),
    );
    for (const body of ['a', 'b', 'c']) queue.send({ body, attributes: {} });
    await turn();
    await clock.advance(1_000);
    assert.deepEqual(batches, [['a', 'b', 'c']]);
    await clock.advance(31_000);
    assert.deepEqual(batches[1], ['b']);
    await poller.close();
  });

  it('deletes messages that no filter wants', async () => {
    const { queue, batches, poller } = setUp(
      { FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } },
      succeed,
    );
    queue.send({ body: '{"kind":"noise"}', attributes: {} });
    queue.send({ body: '{"kind":"order"}', attributes: {} });
    await turn();
    assert.deepEqual(batches, [['{"kind":"order"}']]);
    assert.deepEqual(queue.counts(), { visible: 0, inFlight: 0, delayed: 0 });
    await poller.close();
  });
});

describe('parseMapping', () => {
  it('refuses a source that is not run', () => {
    assert.deepEqual(
      parseMapping('m', {
        FunctionName: 'f',
        EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s',
      }),
      {
        kind: 'refused',
        property: 'EventSourceArn',
        reason:
          '"arn:aws:kinesis:eu-west-1:123456789012:stream/s" is not run locally: only SQS queues and DynamoDB streams are',
      },
    );
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock } from '../src/clock/manual-clock.js';
import { createSeededRandom } from '../src/random.js';
import { createSqs, type Queue, type Sqs, settingsFromAttributes } from '../src/sqs/index.js';
import { testIdentity } from './wire-server.js';

const startMs = 1_705_751_700_000;

describe('SQS over a restart', () => {
  let folder: string;
  let sqs: Sqs;
  let seed = 0;

  const open = (nowMs: number) => {
    const clock = createManualClock(nowMs);
    sqs = createSqs({
      clock,
      random: createSeededRandom(++seed),
      emit: () => {},
      identity: testIdentity,
      endpoint: () => 'http://127.0.0.1:3050',
      stateDir: folder,
    });
    return clock;
  };
  const reopen = async (nowMs: number) => {
    await sqs.close();
    return open(nowMs);
  };
  const queueOf = (name: string): Queue => {
    const queue = sqs.queueByName(name);
    assert.ok(queue);
    return queue;
  };
  const bodies = (name: string) =>
    queueOf(name)
      .receive({ max: 10 })
      .map(({ body }) => body);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-sqs-'));
    open(startMs);
  });
  afterEach(async () => {
    await sqs.close();
    await rm(folder, { recursive: true });
  });

  it('keeps messages, their order and their settings', async () => {
    const queue = sqs.createQueue('orders', settingsFromAttributes({ VisibilityTimeout: '45' }));
    for (const body of ['a', 'b', 'c']) queue.send({ body, attributes: {} });
    await reopen(startMs + 1_000);
    assert.equal(queueOf('orders').settings.visibilityTimeoutSeconds, 45);
    assert.deepEqual(bodies('orders'), ['a', 'b', 'c']);
  });

  it('forgets deleted and purged messages and deleted queues', async () => {
    const queue = sqs.createQueue('orders', settingsFromAttributes({}));
    for (const body of ['a', 'b']) queue.send({ body, attributes: {} });
    const [first] = queue.receive({ max: 1 });
    assert.equal(queue.remove(first?.receiptHandle ?? ''), true);
    const purged = sqs.createQueue('purged', settingsFromAttributes({}));
    purged.send({ body: 'x', attributes: {} });
    purged.purge();
    const gone = sqs.createQueue('gone', settingsFromAttributes({}));
    gone.send({ body: 'x', attributes: {} });
    sqs.deleteQueue(gone.arn);
    await reopen(startMs);
    assert.deepEqual(bodies('orders'), ['b']);
    assert.deepEqual(bodies('purged'), []);
    assert.equal(sqs.queueByName('gone'), undefined);
  });

  it('hides a received message until its time, and knows its receipt and count', async () => {
    const queue = sqs.createQueue('orders', settingsFromAttributes({ VisibilityTimeout: '30' }));
    queue.send({ body: 'a', attributes: {} });
    const [taken] = queue.receive({ max: 1 });
    const clock = await reopen(startMs + 10_000);
    assert.deepEqual(queueOf('orders').counts(), { visible: 0, inFlight: 1, delayed: 0 });
    await clock.advance(20_000);
    const [again] = queueOf('orders').receive({ max: 1 });
    assert.equal(again?.messageId, taken?.messageId);
    assert.equal(again?.receiveCount, 2);
    await reopen(startMs + 31_000);
    assert.equal(queueOf('orders').remove(again?.receiptHandle ?? ''), true);
  });

  it('moves messages back when the last run ended in the future', async () => {
    const clock = await reopen(startMs);
    sqs.createQueue('orders', settingsFromAttributes({}));
    await clock.advance(86_400_000);
    queueOf('orders').send({ body: 'a', attributes: {} });
    await reopen(startMs);
    assert.deepEqual(bodies('orders'), ['a']);
  });

  it('deduplicates and counts on in a FIFO queue', async () => {
    const queue = sqs.createQueue('orders.fifo', settingsFromAttributes({ FifoQueue: 'true' }));
    const draft = { body: 'a', attributes: {}, groupId: 'g', deduplicationId: 'd1' };
    const sent = queue.send(draft);
    assert.equal(sent.sequenceNumber, '00000000000000000001');
    const [taken] = queue.receive({ max: 1 });
    queue.remove(taken?.receiptHandle ?? '');
    await reopen(startMs + 60_000);
    assert.deepEqual(queueOf('orders.fifo').send(draft), sent);
    const next = queueOf('orders.fifo').send({ ...draft, deduplicationId: 'd2' });
    assert.equal(next.sequenceNumber, '00000000000000000002');
    assert.deepEqual(bodies('orders.fifo'), ['a']);
  });

  it('sends a dead letter before it takes the message from its queue', async () => {
    const dead = sqs.createQueue('dead', settingsFromAttributes({}));
    const queue = sqs.createQueue(
      'orders',
      settingsFromAttributes({
        VisibilityTimeout: '0',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
      }),
    );
    queue.send({ body: 'a', attributes: {} });
    queue.receive({ max: 1 });
    queue.receive({ max: 1 });
    const rows = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).trim().split('\n').slice(-2);
    assert.deepEqual(
      rows.map((row) => {
        const { queue: name, change } = JSON.parse(row) as { queue: string; change: { kind: string } };
        return `${name} ${change.kind}`;
      }),
      ['dead message', 'orders removed'],
    );
    await reopen(startMs);
    assert.deepEqual(bodies('orders'), []);
    assert.deepEqual(bodies('dead'), ['a']);
  });

  it('drops the torn line of a send that was never answered', async () => {
    sqs.createQueue('orders', settingsFromAttributes({})).send({ body: 'a', attributes: {} });
    await sqs.close();
    const file = join(folder, 'journal.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"queue":"orders","cha`);
    open(startMs);
    assert.deepEqual(bodies('orders'), ['a']);
  });

  it('rewrites a journal that is mostly past', async () => {
    const queue = sqs.createQueue('orders', settingsFromAttributes({}));
    queue.send({ body: 'kept', attributes: {}, delaySeconds: 900 });
    for (let count = 0; count < 2_000; count++) {
      queue.send({ body: 'done', attributes: {} });
      const [taken] = queue.receive({ max: 1 });
      queue.remove(taken?.receiptHandle ?? '');
    }
    const lines = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).split('\n').length;
    assert.ok(lines < 5_000, `${lines} lines for one message`);
    const clock = await reopen(startMs);
    await clock.advance(900_000);
    assert.deepEqual(bodies('orders'), ['kept']);
  });
});

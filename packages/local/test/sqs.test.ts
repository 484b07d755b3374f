import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { createManualClock } from '../src/clock/manual-clock.js';
import { createSeededRandom } from '../src/random.js';
import { createSqs, type Sqs } from '../src/sqs/index.js';
import { clientOptions, serveWire, testIdentity } from './wire-server.js';

describe('SQS through the AWS SDK', () => {
  const clock = createManualClock(1_705_751_700_000);
  let sqs: Sqs;
  let server: { url: string; close(): Promise<void> };
  let client: SQSClient;

  before(async () => {
    server = await serveWire((request) => sqs.request(request, 'request-1'));
    sqs = createSqs({
      clock,
      random: createSeededRandom(3),
      emit: () => {},
      identity: testIdentity,
      endpoint: () => server.url,
    });
    client = new SQSClient(clientOptions(server.url));
  });
  after(async () => {
    client.destroy();
    await sqs.close();
    await server.close();
  });

  const createQueue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    assert.equal(QueueUrl, `${server.url}/123456789012/${QueueName}`);
    return QueueUrl;
  };

  it('hides a received message for its visibility timeout and then gives it again', async () => {
    const QueueUrl = await createQueue('hidden', { VisibilityTimeout: '30' });
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'hi',
        MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } },
      }),
    );
    const receive = () =>
      client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
    const [first] = (await receive()).Messages ?? [];
    assert.equal(first?.Body, 'hi');
    assert.deepEqual(first?.MessageAttributes, { k: { DataType: 'String', StringValue: 'v' } });
    assert.equal(first?.Attributes?.ApproximateReceiveCount, '1');
    assert.equal((await receive()).Messages, undefined);
    await clock.advance(29_999);
    assert.equal((await receive()).Messages, undefined);
    await clock.advance(1);
    const [second] = (await receive()).Messages ?? [];
    assert.equal(second?.Attributes?.ApproximateReceiveCount, '2');
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    await clock.advance(60_000);
    assert.equal((await receive()).Messages, undefined);
  });

  it('moves a message that was received too often to its dead-letter queue', async () => {
    const dead = await createQueue('dead');
    const QueueUrl = await createQueue('main', {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead',
        maxReceiveCount: 2,
      }),
    });
    const sentMs = clock.nowMs();
    const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (let attempt = 0; attempt < 3; attempt++) {
      await client.send(new ReceiveMessageCommand({ QueueUrl }));
      await clock.advance(1_000);
    }
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: dead, MessageSystemAttributeNames: ['All'] }),
    );
    assert.deepEqual(
      Messages?.map(({ Body, MessageId: id, Attributes }) => [Body, id, Attributes]),
      [
        [
          'poison',
          MessageId,
          {
            ApproximateReceiveCount: '3',
            SentTimestamp: String(sentMs),
            SenderId: 'AIDALOCAL',
            ApproximateFirstReceiveTimestamp: String(sentMs),
            DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:main',
          },
        ],
      ],
    );
  });

  it('moves what a dead-letter queue holds back to where it came from, as new messages', async () => {
    const lost = await createQueue('lost');
    const SourceArn = 'arn:aws:sqs:eu-west-1:123456789012:lost';
    await assert.rejects(client.send(new StartMessageMoveTaskCommand({ SourceArn })), {
      message: 'Source queue must be configured as a Dead Letter Queue.',
    });
    const QueueUrl = await createQueue('work', {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 }),
    });
    const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }));
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    await clock.advance(1_000);
    assert.equal((await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages, undefined);

    const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    assert.ok(TaskHandle);
    assert.equal((await client.send(new ReceiveMessageCommand({ QueueUrl: lost }))).Messages, undefined);
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] }),
    );
    assert.deepEqual(
      Messages?.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]),
      [['again', '1']],
    );
    assert.notEqual(Messages?.[0]?.MessageId, MessageId);
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    assert.deepEqual(Results, [
      {
        Status: 'COMPLETED',
        SourceArn,
        ApproximateNumberOfMessagesMoved: 1,
        ApproximateNumberOfMessagesToMove: 1,
        StartedTimestamp: clock.nowMs(),
      },
    ]);
    await assert.rejects(
      client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn: `${SourceArn}-none` })),
      { name: 'ResourceNotFoundException' },
    );
  });

  it('lets a FIFO dead-letter queue start the age anew and tell messages apart by their ids', async () => {
    const fifo = { FifoQueue: 'true', VisibilityTimeout: '1' };
    const dead = await createQueue('dead.fifo', fifo);
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:123456789012:dead.fifo';
    const QueueUrl = await createQueue('main.fifo', {
      ...fifo,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
    });
    const { MessageId } = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'poison',
        MessageGroupId: 'g',
        MessageDeduplicationId: 'own',
      }),
    );
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    await clock.advance(1_000);
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    const movedMs = clock.nowMs();
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: dead, MessageSystemAttributeNames: ['All'] }),
    );
    assert.deepEqual(
      Messages?.map(({ MessageId: id, Attributes }) => [
        id,
        Attributes?.SentTimestamp,
        Attributes?.MessageDeduplicationId,
        Attributes?.MessageGroupId,
      ]),
      [[MessageId, String(movedMs), MessageId, 'g']],
    );
  });

  it('keeps the order of a FIFO group and blocks it while a message is in flight', async () => {
    const QueueUrl = await createQueue('orders.fifo', {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
    });
    await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '1', MessageBody: 'a1', MessageGroupId: 'a' },
          { Id: '2', MessageBody: 'a2', MessageGroupId: 'a' },
          { Id: '3', MessageBody: 'b1', MessageGroupId: 'b' },
          { Id: '4', MessageBody: 'a1', MessageGroupId: 'a' },
        ],
      }),
    );
    const bodies = async () => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }),
      );
      return Messages.map(({ Body, ReceiptHandle }) => ({ Body, ReceiptHandle }));
    };
    const [a1] = await bodies();
    assert.equal(a1?.Body, 'a1');
    assert.equal((await bodies())[0]?.Body, 'b1');
    assert.deepEqual(await bodies(), []);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: a1?.ReceiptHandle }));
    assert.equal((await bodies())[0]?.Body, 'a2');
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    assert.deepEqual(Attributes, { ApproximateNumberOfMessages: '0' });
  });

  it('refuses an unknown queue and a stale receipt handle', async () => {
    await assert.rejects(
      client.send(new SendMessageCommand({ QueueUrl: `${server.url}/123456789012/none`, MessageBody: 'x' })),
      { name: 'QueueDoesNotExist' },
    );
    const QueueUrl = await createQueue('handles');
    await assert.rejects(
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'nonsense', VisibilityTimeout: 5 }),
      ),
      { name: 'ReceiptHandleIsInvalid' },
    );
  });
});

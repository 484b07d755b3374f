import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { createManualClock } from '../src/clock/manual-clock.js';
import { readWireRequest } from '../src/endpoint/read-wire-request.js';
import { writeWireResponse } from '../src/endpoint/write-wire-response.js';
import type { StackIdentity } from '../src/ports.js';
import { createSeededRandom } from '../src/random.js';
import { createSns, type Sns } from '../src/sns/index.js';

const identity: StackIdentity = {
  stackName: 'shop-dev',
  stage: 'dev',
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:hello';

describe('SNS through the AWS SDK', () => {
  const invocations: {
    arn: string;
    event: { Records: { EventSubscriptionArn: string; Sns: Record<string, unknown> }[] };
  }[] = [];
  const queued: { arn: string; body: string }[] = [];
  const notices: { message: string }[] = [];
  let sns: Sns;
  let client: SNSClient;
  const server = createServer(async (request, response) => {
    const wire = await readWireRequest(request, { maxBodyBytes: 1_000_000 });
    assert.equal(wire.kind, 'request');
    if (wire.kind === 'request') writeWireResponse(response, await sns.request(wire.request));
  });

  before(async () => {
    sns = createSns({
      clock: createManualClock(1_705_751_700_453),
      random: createSeededRandom(7),
      emit: (kind, data) => void (kind === 'stack.notice' && notices.push(data as { message: string })),
      identity,
      invokeLambda: async (arn, payload) => {
        invocations.push({ arn, event: JSON.parse(payload) });
        return { kind: 'accepted', requestId: 'r' };
      },
      sendToQueue: async (arn, body) => {
        if (arn.endsWith(':missing')) return false;
        queued.push({ arn, body });
        return true;
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new SNSClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'local' },
    });
  });
  after(async () => {
    client.destroy();
    server.close();
    await sns.close();
  });

  it('delivers a message to a subscribed function as one record', async () => {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'updates' }));
    assert.equal(TopicArn, 'arn:aws:sns:eu-west-1:123456789012:updates');
    const { SubscriptionArn } = await client.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'lambda',
        Endpoint: functionArn,
        ReturnSubscriptionArn: true,
      }),
    );
    const { MessageId } = await client.send(
      new PublishCommand({
        TopicArn,
        Message: '{"room":"a"}',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'broadcast' },
          raw: { DataType: 'Binary', BinaryValue: Buffer.from('hi') },
        },
      }),
    );
    assert.equal(invocations.length, 1);
    assert.equal(invocations[0]?.arn, functionArn);
    const record = invocations[0]?.event.Records[0];
    assert.equal(record?.EventSubscriptionArn, SubscriptionArn);
    assert.deepEqual(record?.Sns, {
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: null,
      Message: '{"room":"a"}',
      Timestamp: '2024-01-20T11:55:00.453Z',
      SignatureVersion: '1',
      Signature: 'EXAMPLE',
      SigningCertUrl: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-EXAMPLE.pem',
      UnsubscribeUrl: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`,
      MessageAttributes: {
        kind: { Type: 'String', Value: 'broadcast' },
        raw: { Type: 'Binary', Value: 'aGk=' },
      },
    });
  });

  it('applies filter policies and raw delivery', async () => {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'filtered' }));
    const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:q';
    await client.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        Attributes: { RawMessageDelivery: 'true', FilterPolicy: '{"kind":["stock"]}' },
      }),
    );
    const attributes = (kind: string) => ({ kind: { DataType: 'String', StringValue: kind } });
    await client.send(
      new PublishCommand({ TopicArn, Message: 'no', MessageAttributes: attributes('other') }),
    );
    await client.send(
      new PublishCommand({ TopicArn, Message: 'yes', MessageAttributes: attributes('stock') }),
    );
    assert.deepEqual(queued, [{ arn: queueArn, body: 'yes' }]);
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    assert.equal(Subscriptions?.length, 1);
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.equal(Attributes?.SubscriptionsConfirmed, '1');
  });

  it('sends a message that no queue takes to the dead-letter queue of the subscription', async () => {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'undeliverable' }));
    await client.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:missing',
        Attributes: {
          RawMessageDelivery: 'true',
          RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:lost"}',
        },
      }),
    );
    queued.length = 0;
    notices.length = 0;
    await client.send(new PublishCommand({ TopicArn, Message: 'nobody listens' }));
    assert.deepEqual(queued, [{ arn: 'arn:aws:sqs:eu-west-1:123456789012:lost', body: 'nobody listens' }]);
    assert.deepEqual(
      notices.map(({ message }) => message),
      ['SNS could not deliver to "arn:aws:sqs:eu-west-1:123456789012:missing": no such queue runs locally'],
    );
  });

  it('publishes a batch and reports entries that fail', async () => {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'batch' }));
    const result = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'one' },
          { Id: 'b', Message: 'two', Subject: 'not\nascii' },
        ],
      }),
    );
    assert.deepEqual(
      result.Successful?.map(({ Id }) => Id),
      ['a'],
    );
    assert.deepEqual(result.Failed, [
      { Id: 'b', Code: 'InvalidParameter', Message: 'Invalid parameter: Subject', SenderFault: true },
    ]);
  });

  it('refuses an unknown topic with NotFound', async () => {
    await assert.rejects(
      client.send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:123456789012:none', Message: 'x' })),
      { name: 'NotFoundException', message: 'Topic does not exist' },
    );
  });

  it('refuses a message over 262,144 bytes', async () => {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'big' }));
    await client.send(new PublishCommand({ TopicArn, Message: 'x'.repeat(262_144) }));
    await assert.rejects(client.send(new PublishCommand({ TopicArn, Message: 'x'.repeat(262_145) })), {
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Message too long',
    });
  });
});

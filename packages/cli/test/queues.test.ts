import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { runDev } from './run-dev.js';

const template = JSON.stringify({
  Resources: {
    Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders', VisibilityTimeout: 300 } },
  },
});

async function clientOf(endpoint: string): Promise<{ client: SQSClient; QueueUrl: string }> {
  const client = new SQSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
  return { client, QueueUrl };
}

describe('queues', () => {
  it('keep every acknowledged message when the process is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'edgewire-queues-'));
    try {
      await writeFile(join(folder, 'template.json'), template);
      const first = await runDev(join(folder, 'template.json'));
      const before = await clientOf(first.url('aws'));
      const acknowledged = new Set<string>();
      const send = async (number: number) => {
        const MessageBody = `order ${number}`;
        await before.client.send(new SendMessageCommand({ QueueUrl: before.QueueUrl, MessageBody }));
        acknowledged.add(MessageBody);
      };
      await send(0);
      const { Messages: [taken] = [] } = await before.client.send(
        new ReceiveMessageCommand({ QueueUrl: before.QueueUrl }),
      );
      await before.client.send(
        new DeleteMessageCommand({ QueueUrl: before.QueueUrl, ReceiptHandle: taken?.ReceiptHandle }),
      );
      acknowledged.delete('order 0');
      let killed: Promise<void> | undefined;
      // The kill comes while a send is under way.
      for (let number = 1; number <= 500 && killed === undefined; number++) {
        const sent = send(number);
        if (number === 60) killed = first.kill();
        await sent.catch((error: unknown) => assert.ok(killed, String(error)));
      }
      await killed;
      before.client.destroy();
      assert.ok(acknowledged.size >= 59, String(acknowledged.size));

      const second = await runDev(join(folder, 'template.json'));
      const { client, QueueUrl } = await clientOf(second.url('aws'));
      const found = new Set<string>();
      for (let empty = false; !empty; ) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
        );
        for (const { Body } of Messages) found.add(String(Body));
        empty = Messages.length === 0;
      }
      client.destroy();
      assert.equal(await second.stop(), 0);
      assert.deepEqual(
        [...acknowledged].filter((body) => !found.has(body)),
        [],
      );
      assert.equal(found.has('order 0'), false);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

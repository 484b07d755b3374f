import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { WebSocket } from 'ws';
import { type DevProcess, runDev } from './run-dev.js';

const inventory = fileURLToPath(new URL('../../../../examples/inventory', import.meta.url));
const lastPoster = 3;

interface ShopMessage {
  readonly type: string;
  readonly orderId?: string;
  readonly stock?: readonly { readonly item: number; readonly level: number }[];
}

/** A shopper: keeps what arrives, waits for what should. */
class Shopper {
  readonly messages: ShopMessage[] = [];
  readonly socket: WebSocket;
  private wake: (() => void) | undefined;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (text !== '') this.messages.push(JSON.parse(text) as ShopMessage);
      this.wake?.();
    });
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  async until(wanted: (message: ShopMessage) => boolean): Promise<ShopMessage> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const found = this.messages.find(wanted);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`nothing fits in ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 200);
      });
    }
  }
}

const levelOf = (message: ShopMessage, item: number) =>
  message.stock?.find((entry) => entry.item === item)?.level;

describe('inventory', () => {
  let state: string;
  let stack: DevProcess;

  before(async () => {
    state = await mkdtemp(join(tmpdir(), 'edgewire-inventory-'));
    stack = await runDev(inventory, ['--state', state]);
  });
  after(async () => {
    assert.equal(await stack.stop(), 0);
    await rm(state, { recursive: true, force: true });
  });

  const openShopper = async () => {
    const shopper = new Shopper(stack.url('websocket'));
    await shopper.until(({ type }) => type === 'hello');
    return shopper;
  };

  it('greets through SNS and @connections, and serves the page', async () => {
    const shopper = await openShopper();
    const hello = await shopper.until(({ type }) => type === 'hello');
    assert.equal(levelOf(hello, lastPoster), 1);
    shopper.socket.close();
    const page = await fetch(stack.url('distribution'));
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<title>/);
  });

  it('sells the last item to exactly one of two racing shoppers, and both see zero', async () => {
    const shoppers = [await openShopper(), await openShopper()];
    for (const [index, shopper] of shoppers.entries()) {
      shopper.send({
        action: 'order',
        orderId: `0123456789abcdef0123456${index}`,
        item: lastPoster,
        quantity: 1,
      });
    }
    const answers = await Promise.all(
      shoppers.map((shopper) => shopper.until(({ type }) => type === 'sold' || type === 'refused')),
    );
    assert.deepEqual(answers.map(({ type }) => type).sort(), ['refused', 'sold']);
    for (const shopper of shoppers) {
      await shopper.until((message) => message.type === 'stock' && levelOf(message, lastPoster) === 0);
      shopper.socket.close();
    }
  });

  it('answers the AWS SDK at its AWS endpoint', async () => {
    const options = {
      endpoint: stack.url('aws'),
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'local' },
    };
    const dynamodb = new DynamoDBClient(options);
    const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
    assert.equal(TableNames?.length, 1);
    const { Topics } = await new SNSClient(options).send(new ListTopicsCommand({}));
    assert.equal(Topics?.length, 1);
    await assert.rejects(
      new ApiGatewayManagementApiClient(options).send(
        new PostToConnectionCommand({ ConnectionId: 'L0SM9cOFvHcCIhw=', Data: Buffer.from('x') }),
      ),
      { name: 'GoneException' },
    );
  });

  it('keeps every acknowledged order when it is killed, and never sells below zero', async () => {
    const shopper = await openShopper();
    const sold = new Set<string>();
    for (let index = 0; index < 30; index++) {
      shopper.send({ action: 'order', orderId: `fedcba9876543210fedcb${100 + index}`, item: 1, quantity: 1 });
    }
    await shopper.until(({ type }) => type === 'sold');
    await stack.kill();
    for (const { type, orderId } of shopper.messages)
      if (type === 'sold' && orderId !== undefined) sold.add(orderId);
    assert.ok(sold.size > 0);
    stack = await runDev(inventory, ['--state', state]);
    const dynamodb = new DynamoDBClient({
      endpoint: stack.url('aws'),
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'local' },
    });
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: TableNames[0] }));
    const stored = JSON.stringify(Items);
    for (const orderId of sold) assert.ok(stored.includes(orderId), `order ${orderId} is stored`);
    const again = await openShopper();
    const hello = await again.until(({ type }) => type === 'hello');
    const level = levelOf(hello, 1) ?? Number.NaN;
    assert.ok(level >= 0 && level <= 12 - sold.size, `level ${level} after ${sold.size} sales`);
    again.socket.close();
  });
});

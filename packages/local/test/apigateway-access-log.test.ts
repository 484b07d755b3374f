import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { apiId, startWebSocketStack, testStage, type WebSocketStack } from './websocket-stack.js';

let stack: WebSocketStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const destination = 'arn:aws:logs:eu-west-1:123456789012:log-group:sockets';

async function start(format: string): Promise<WebSocketStack> {
  stack = await startWebSocketStack({
    connect: () => ({ statusCode: 200 }),
    refuse: () => ({ statusCode: 401 }),
    join: () => ({ statusCode: 202 }),
    broken: () => {
      throw new Error('broken');
    },
    disconnect: () => ({ statusCode: 200 }),
  });
  stack.addRoute('$connect', 'connect');
  stack.addRoute('join', 'join');
  stack.addRoute('broken', 'broken');
  stack.addRoute('$disconnect', 'disconnect');
  stack.gateway.put('stages', 'prod', { ...testStage, accessLog: { destination, format } });
  return stack;
}

const lines = ({ events }: WebSocketStack) =>
  events.flatMap(({ kind, level, data }) =>
    kind === 'apigateway.access-log' && level === 'debug' && 'line' in data ? [data] : [],
  );

describe('access logs of a stage', () => {
  it('have a line for each event, for the destination', async () => {
    const running = await start(
      '$context.eventType $context.routeKey $context.status $context.integration.status $context.error.message $context.requestTimeEpoch',
    );
    const client = await running.open();
    client.socket.send('{"action":"join"}');
    await running.invoked('join');
    client.socket.send('{"action":"broken"}');
    await client.next();
    client.socket.send('{"action":"nothing"}');
    await client.next();
    client.socket.close(1_000);
    await running.invoked('disconnect');
    await running.gateway.close();
    assert.deepEqual(
      lines(running).map(({ line }) => line),
      [
        'CONNECT $connect 200 - - 1705751697419',
        'MESSAGE join 200 202 - 1705751697419',
        'MESSAGE broken 500 - Internal server error 1705751697419',
        'MESSAGE - 403 - Forbidden 1705751697419',
        'DISCONNECT $disconnect 200 - - 1705751697419',
      ],
    );
    assert.deepEqual(new Set(lines(running).map((data) => data.destination)), new Set([destination]));
  });

  it('tell of refused handshakes once the stage is known', async () => {
    const running = await start('$context.eventType $context.stage $context.status $context.error.message');
    running.addRoute('$connect', 'refuse');
    assert.equal((await running.handshake('/prod')).status, 401);
    assert.equal((await running.handshake('/nowhere')).status, 403);
    running.addRoute('$connect', 'connect', { authorization: 'AWS_IAM' });
    assert.equal((await running.handshake('/prod')).status, 403);
    running.gateway.put('stages', 'prod', {
      ...testStage,
      throttle: { rate: 0, burst: 0 },
      accessLog: { destination, format: '$context.apiId $context.status $context.error.messageString' },
    });
    assert.equal((await running.handshake('/prod')).status, 429);
    assert.deepEqual(
      lines(running).map(({ line }) => line),
      [
        'CONNECT prod 401 Unauthorized',
        'CONNECT prod 403 Missing Authentication Token',
        `${apiId} 429 "Too Many Requests"`,
      ],
    );
  });

  it('are not written without a format', async () => {
    const running = await start('x');
    running.gateway.put('stages', 'prod', testStage);
    const client = await running.open();
    client.socket.close();
    await running.invoked('disconnect');
    assert.deepEqual(lines(running), []);
  });
});

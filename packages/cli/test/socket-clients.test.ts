// Clients that people have, each in its own way, against the inventory. What is not installed is skipped by name.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { type DevProcess, runDev } from './run-dev.js';

const inventory = fileURLToPath(new URL('../../../../examples/inventory', import.meta.url));

/** Why a command cannot run here, for the runner's skip line; `false` when it can. */
function missing(name: string, command: string, ...args: readonly string[]): string | false {
  const { status } = spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 });
  return status === 0 ? false : `${name} is not installed`;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: 30_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout.trim(), stderr: stderr.trim() };
}

describe('clients of a WebSocket API', () => {
  let stack: DevProcess;
  before(async () => {
    stack = await runDev(inventory, ['--ephemeral', '--strict-signatures']);
  });
  after(async () => {
    assert.equal(await stack.stop(), 0);
  });

  describe('the AWS CLI', () => {
    const aws = (args: readonly string[], env: Record<string, string> = {}) =>
      run(
        'aws',
        ['apigatewaymanagementapi', ...args, '--endpoint-url', stack.url('websocket').replace(/^ws/, 'http')],
        {
          AWS_ACCESS_KEY_ID: 'LOCALACCESSKEY',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_DEFAULT_REGION: 'eu-west-1',
          AWS_MAX_ATTEMPTS: '1',
          ...env,
        },
      );
    const error = (type: string, operation: string, message: string) => ({
      stdout: '',
      stderr: `An error occurred (${type}) when calling the ${operation} operation:${message}`,
    });
    const told = ({ stdout, stderr }: Ended) => ({ stdout, stderr });

    const skip = missing('the AWS CLI', 'aws', '--version');
    it('posts, looks up and deletes, and reads every refusal', { skip }, async () => {
      const socket = new WebSocket(stack.url('websocket'));
      // The shop greets each client.
      await once(socket, 'message');
      const connected = stack.lines.findLast(({ event }) => event === 'apigateway.connect');
      const id = String((connected?.data as { connectionId?: string } | undefined)?.connectionId);

      const arrived = once(socket, 'message');
      const posted = await aws(['post-to-connection', '--connection-id', id, '--data', 'Grüße']);
      assert.deepEqual(posted, { code: 0, stdout: '', stderr: '' });
      assert.equal(String((await arrived)[0]), 'Grüße');

      const found = JSON.parse((await aws(['get-connection', '--connection-id', id])).stdout) as {
        Identity: { SourceIp: string };
      };
      assert.equal(found.Identity.SourceIp, '127.0.0.1');
      assert.deepEqual(
        told(await aws(['get-connection', '--connection-id', id], { AWS_DEFAULT_REGION: 'us-west-1' })),
        error(
          'InvalidSignatureException',
          'GetConnection',
          " Credential should be scoped to a valid region, not 'us-west-1'.",
        ),
      );
      const forged = await aws(['get-connection', '--connection-id', id], { AWS_SECRET_ACCESS_KEY: 'x' });
      assert.match(forged.stderr, /^An error occurred \(InvalidSignatureException\).* does not match /);
      assert.deepEqual(
        told(await aws(['get-connection', '--connection-id', 'abc'])),
        error('BadRequestException', 'GetConnection', ' Invalid connectionId: abc'),
      );

      const closed = once(socket, 'close');
      assert.equal((await aws(['delete-connection', '--connection-id', id])).code, 0);
      assert.equal((await closed)[0], 1_000);
      assert.deepEqual(
        told(await aws(['post-to-connection', '--connection-id', id, '--data', 'x'])),
        error('GoneException', 'PostToConnection', ''),
      );
    });
  });

  describe('wscat', () => {
    const skip = missing('wscat', 'wscat', '--version');
    it('talks, pings and closes, and says why it is refused', { skip }, async () => {
      const child = spawn('wscat', ['--slash', '--show-ping-pong', '-c', stack.url('websocket')]);
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => String((await lines.next()).value).replace(/^[^\w{]*(?:\[\w+)?/, '');
      assert.match(await next(), /"type":"hello"/);
      child.stdin.write('{"action":"stock"}\n');
      assert.match(await next(), /"type":"stock"/);
      child.stdin.write('/ping\n');
      assert.match(await next(), /Received pong/);
      child.stdin.write('/close 4001 enough\n');
      assert.equal((await once(child, 'close'))[0], 0);

      const lost = spawn('wscat', ['-c', `${stack.url('websocket')}-not`]);
      const said: string[] = [];
      for (const stream of [lost.stdout, lost.stderr])
        stream.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
      await once(lost, 'close');
      assert.match(said.join(''), /Unexpected server response: 403/);
    });
  });

  const python = (module: string) =>
    missing(`Python's ${module}`, 'python3', '-c', `import ${module.replace('-client', '')}`);

  it('websockets of Python talks, pings and closes', { skip: python('websockets') }, async () => {
    const program = `
import asyncio, sys, websockets
async def main():
    async with websockets.connect(sys.argv[1]) as socket:
        print('hello' in await socket.recv())
        await socket.send('{"action":"stock"}')
        print('stock' in await socket.recv())
        await asyncio.wait_for(await socket.ping(), 5)
        await socket.send(['{"action":', '"stock"}'])
        print('stock' in await socket.recv())
        await socket.send(b'binary')
        try:
            await socket.recv()
        except websockets.ConnectionClosed as closed:
            print(closed.rcvd.code)
asyncio.run(main())
`;
    const ended = await run('python3', ['-c', program, stack.url('websocket')]);
    assert.deepEqual(ended, { code: 0, stdout: 'True\nTrue\nTrue\n1003', stderr: '' });
  });

  it('websocket-client of Python talks and reads a close', { skip: python('websocket-client') }, async () => {
    const program = `
import sys, websocket
socket = websocket.create_connection(sys.argv[1], timeout=10)
print('hello' in socket.recv())
socket.send('{"action":"stock"}')
print('stock' in socket.recv())
socket.send('x' * 40000)
opcode, data = socket.recv_data()
print(opcode, int.from_bytes(data[:2], 'big'))
`;
    const ended = await run('python3', ['-c', program, stack.url('websocket')]);
    assert.deepEqual(ended, { code: 0, stdout: 'True\nTrue\n8 1009', stderr: '' });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BroadcastPorts, broadcast, type PostResult } from '../src/core/broadcast.js';
import { type ConnectionRow, connectionRow } from '../src/core/connection.js';
import type { ShopMessage } from '../src/core/messages.js';

const startMs = 1_705_751_697_419;
const message: ShopMessage = { type: 'stock', stock: [] };

interface World {
  readonly posts: string[];
  readonly forgotten: string[];
  readonly slept: number[];
  readonly ports: BroadcastPorts;
  mostAtOnce: number;
}

/** A world with the given answers for each connection; the last answer of a connection repeats. */
function worldOf(answers: Readonly<Record<string, readonly PostResult[]>>, ageMs: number): World {
  let now = startMs + ageMs;
  let underWay = 0;
  const asked = new Map<string, number>();
  const rows: ConnectionRow[] = Object.keys(answers).map((id, slot) =>
    connectionRow({ id, connectedAtMs: startMs, slot }),
  );
  const world: World = {
    posts: [],
    forgotten: [],
    slept: [],
    mostAtOnce: 0,
    ports: {
      nowMs: () => now,
      random: () => 0,
      sleep: async (milliseconds) => {
        world.slept.push(milliseconds);
        now += milliseconds;
      },
      listeners: async () => rows,
      post: async (id, posted) => {
        assert.equal(posted, message);
        world.posts.push(id);
        world.mostAtOnce = Math.max(world.mostAtOnce, ++underWay);
        await Promise.resolve();
        underWay--;
        const times = asked.get(id) ?? 0;
        asked.set(id, times + 1);
        const results = answers[id] ?? [];
        return results[Math.min(times, results.length - 1)] ?? 'failed';
      },
      forget: async (row) => {
        world.forgotten.push(row.id);
      },
    },
  };
  return world;
}

const minute = 60_000;

describe('broadcast', () => {
  it('reaches everybody although one has gone and one fails', async () => {
    const world = worldOf({ a: ['sent'], b: ['gone'], c: ['failed'], d: ['sent'] }, minute);
    assert.deepEqual(await broadcast(message, world.ports), { sent: 2, gone: 1, failed: 1 });
    assert.deepEqual(world.posts, ['a', 'b', 'c', 'd']);
  });

  it('forgets who is gone, and nobody else', async () => {
    const world = worldOf({ a: ['sent'], b: ['gone'], c: ['failed'] }, minute);
    await broadcast(message, world.ports);
    assert.deepEqual(world.forgotten, ['b']);
    assert.deepEqual(world.slept, []);
  });

  it('is patient with a connection whose handshake is under way', async () => {
    const world = worldOf({ a: ['gone', 'gone', 'sent'] }, 20);
    assert.deepEqual(await broadcast(message, world.ports), { sent: 1, gone: 0, failed: 0 });
    assert.deepEqual(world.slept, [25, 50]);
    assert.deepEqual(world.forgotten, []);
  });

  it('forgets a young connection after five refusals', async () => {
    const world = worldOf({ a: ['gone'] }, 20);
    assert.deepEqual(await broadcast(message, world.ports), { sent: 0, gone: 1, failed: 0 });
    assert.equal(world.posts.length, 5);
    assert.deepEqual(world.slept, [25, 50, 100, 200]);
    assert.deepEqual(world.forgotten, ['a']);
  });

  it('leaves out rows that have outlived their TTL and are still there', async () => {
    const world = worldOf({ a: ['sent'] }, 20 * minute);
    assert.deepEqual(await broadcast(message, world.ports), { sent: 0, gone: 0, failed: 0 });
    assert.deepEqual(world.posts, []);
  });

  it('posts to at most 20 at once', async () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`c${index}`, ['sent' as const]]),
    );
    const world = worldOf(crowd, minute);
    assert.deepEqual(await broadcast(message, world.ports), { sent: 50, gone: 0, failed: 0 });
    assert.equal(world.mostAtOnce, 20);
  });
});

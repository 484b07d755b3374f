import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { createTurnWrites } from './turn-writes.js';

/** Tells the pieces that reach the system, each with the pieces of its system call. */
function recorder() {
  const calls: string[][] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      calls.push([chunk]);
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { stream, calls };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('writes of a turn', () => {
  it('leave together at its end, in order', async () => {
    const holdWrites = createTurnWrites();
    const [one, other] = [recorder(), recorder()];
    for (const text of ['a', 'b']) {
      holdWrites(one.stream);
      one.stream.write(text);
    }
    holdWrites(other.stream);
    other.stream.write('c');
    one.stream.write('d');
    assert.deepEqual([one.calls, other.calls], [[], []]);
    await turn();
    assert.deepEqual([one.calls, other.calls], [[['a', 'b', 'd']], [['c']]]);
    one.stream.write('next turn');
    assert.deepEqual(one.calls.at(-1), ['next turn']);
  });

  it('leave at once when they are many', async () => {
    const holdWrites = createTurnWrites();
    const { stream, calls } = recorder();
    const large = 'x'.repeat(17_000);
    for (let index = 0; index < 3; index++) {
      holdWrites(stream);
      stream.write(large);
    }
    assert.deepEqual(calls, [[large], [large]]);
    await turn();
    assert.deepEqual(calls, [[large], [large], [large]]);
  });

  it('do not keep a stream from ending', async () => {
    const holdWrites = createTurnWrites();
    const { stream, calls } = recorder();
    holdWrites(stream);
    stream.write('last');
    stream.end();
    await turn();
    assert.deepEqual([calls, stream.writableFinished], [[['last']], true]);
  });
});

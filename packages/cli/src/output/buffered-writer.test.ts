import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createBufferedWriter } from './buffered-writer.js';

describe('createBufferedWriter', () => {
  it('writes once a turn, in order', async () => {
    const pieces: string[] = [];
    const writer = createBufferedWriter((text) => pieces.push(text));
    writer.write('a');
    writer.write('b');
    assert.deepEqual(pieces, []);
    await turn();
    writer.write('c');
    await turn();
    assert.deepEqual(pieces, ['ab', 'c']);
  });

  it('writes much text at once', () => {
    const pieces: string[] = [];
    const writer = createBufferedWriter((text) => pieces.push(text));
    writer.write('x'.repeat(65_536));
    assert.equal(pieces.length, 1);
  });

  it('keeps nothing back at the end', async () => {
    const pieces: string[] = [];
    const writer = createBufferedWriter((text) => pieces.push(text));
    writer.write('last');
    writer.flush();
    writer.flush();
    await turn();
    assert.deepEqual(pieces, ['last']);
  });
});

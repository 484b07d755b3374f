import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeEventStreamFrame } from './event-stream-frame.js';

describe('encodeEventStreamFrame', () => {
  // Worked examples of the published encoding: an empty message, and one with a payload and a header.
  it('encodes an empty message', () =>
    assert.equal(
      encodeEventStreamFrame({}, new Uint8Array()).toString('hex'),
      '000000100000000005c248eb7d98c8ff',
    ));
  it('encodes a payload without headers', () =>
    assert.equal(
      encodeEventStreamFrame({}, Buffer.from("{'foo':'bar'}")).toString('hex'),
      '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936',
    ));
  it('encodes a string header', () =>
    assert.equal(
      encodeEventStreamFrame({ 'content-type': 'application/json' }, Buffer.from("{'foo':'bar'}")).toString(
        'hex',
      ),
      '0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1',
    ));
});

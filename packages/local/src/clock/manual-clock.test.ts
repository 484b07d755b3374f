import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createManualClock } from './manual-clock.js';

describe('manual clock', () => {
  it('runs due timers in order of their time, those set on the way included', async () => {
    const clock = createManualClock(1_000);
    const seen: string[] = [];
    clock.after(30, () => void seen.push(`late ${clock.nowMs()}`));
    clock.after(10, () => {
      seen.push(`early ${clock.nowMs()}`);
      clock.after(5, () => void seen.push(`nested ${clock.nowMs()}`));
    });
    await clock.advance(40);
    assert.deepEqual(seen, ['early 1010', 'nested 1015', 'late 1030']);
    assert.equal(clock.nowMs(), 1_040);
  });
  it('forgets cancelled timers', async () => {
    const clock = createManualClock(0);
    let fired = false;
    clock.after(1, () => {
      fired = true;
    })();
    await clock.advance(10);
    assert.equal(fired, false);
  });
});

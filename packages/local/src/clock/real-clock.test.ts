import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRealClock } from './real-clock.js';

describe('real clock', () => {
  it('runs nothing before its own time has come, however early the timer fires', async (t) => {
    // Begins at 1,000; the timer fires at 1,009 of this clock, again at 1,009, then at 1,010.
    const times = [1_000, 1_000, 1_009, 1_009, 1_009, 1_009, 1_010];
    t.mock.method(Date, 'now', () => (times.length > 1 ? times.shift() : times[0]));
    const clock = createRealClock();
    const keptAlive = setInterval(() => {}, 1_000);
    const ranAt = await new Promise((resolve) => {
      clock.after(10, () => resolve(clock.nowMs()));
    });
    clearInterval(keptAlive);
    assert.equal(ranAt, 1_010);
  });

  it('forgets cancelled timers', async () => {
    let ran = false;
    createRealClock().after(1, () => {
      ran = true;
    })();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(ran, false);
  });
});

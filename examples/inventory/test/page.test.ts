// The page's decisions, which need no browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const web = new URL('../../web/', import.meta.url);

interface PageState {
  readonly stock: readonly { item: number; name: string; level: number; version: number }[];
  readonly pending: readonly { orderId: string; item: number }[];
}
interface ShopStateModule {
  readonly initialState: PageState;
  applyMessage(
    state: PageState,
    message: unknown,
  ): { state: PageState; log: { kind: string; text: string }[] };
  addPending(state: PageState, order: { orderId: string; item: number }): PageState;
}
interface BackoffModule {
  reconnectDelay(failures: number, random: number): number;
}

// The page is served as it is, without types; the interfaces above are its JSDoc.
const { initialState, applyMessage, addPending } = (await import(
  new URL('shop-state.js', web).href
)) as ShopStateModule;
const { reconnectDelay } = (await import(new URL('backoff.js', web).href)) as BackoffModule;

const poster = (level: number, version: number) => ({ item: 3, name: 'The last poster', level, version });
const opened = applyMessage(initialState, { type: 'hello', stock: [poster(1, 4)] }).state;

describe('applyMessage', () => {
  it('has no news in the first levels that it sees', () => {
    assert.deepEqual(applyMessage(initialState, { type: 'stock', stock: [poster(1, 4)] }), {
      state: opened,
      log: [],
    });
  });

  it('takes the stock of the greeting', () => {
    assert.deepEqual(opened, { stock: [poster(1, 4)], pending: [] });
  });

  it('shows a pushed level and says so', () => {
    assert.deepEqual(applyMessage(opened, { type: 'stock', stock: [poster(0, 5)] }), {
      state: { stock: [poster(0, 5)], pending: [] },
      log: [{ kind: 'plain', text: 'The last poster: 0 left' }],
    });
  });

  it('drops a push that was overtaken', () => {
    assert.deepEqual(applyMessage(opened, { type: 'stock', stock: [poster(9, 3)] }), {
      state: opened,
      log: [],
    });
  });

  it('says nothing when nothing changed', () => {
    assert.deepEqual(applyMessage(opened, { type: 'stock', stock: [poster(1, 4)] }), {
      state: opened,
      log: [],
    });
  });

  it('settles its own order, once', () => {
    const waiting = addPending(opened, { orderId: 'mine', item: 3 });
    const sold = { type: 'sold', orderId: 'mine', item: 3, quantity: 1, stock: [poster(0, 5)] };
    const first = applyMessage(waiting, sold);
    const state = { stock: [poster(0, 5)], pending: [] };
    const log = [
      { kind: 'plain', text: 'The last poster: 0 left' },
      { kind: 'good', text: 'Bought 1 × The last poster' },
    ];
    assert.deepEqual(first, { state, log });
    assert.deepEqual(applyMessage(first.state, sold), { state, log: [] });
  });

  it('settles a refused order and gives the reason', () => {
    const waiting = addPending(opened, { orderId: 'mine', item: 3 });
    const detail = 'Not enough left';
    const refused = { type: 'refused', orderId: 'mine', reason: 'sold-out', detail, stock: [poster(1, 4)] };
    assert.deepEqual(applyMessage(waiting, refused), {
      state: opened,
      log: [{ kind: 'bad', text: 'Not enough left' }],
    });
  });

  it('shows an error frame of the gateway', () => {
    const frame = {
      message: 'Internal server error',
      connectionId: 'L0SM9cOFvHcCIhw=',
      requestId: 'L0SPVH0kvHcFf8A=',
    };
    assert.deepEqual(applyMessage(opened, frame), {
      state: opened,
      log: [{ kind: 'bad', text: 'The gateway says: Internal server error' }],
    });
  });
});

describe('reconnectDelay', () => {
  it('doubles from a quarter of a second to 15 seconds', () => {
    assert.deepEqual(
      [1, 2, 3, 7, 8, 50].map((failures) => [reconnectDelay(failures, 0), reconnectDelay(failures, 1)]),
      [
        [125, 250],
        [250, 500],
        [500, 1_000],
        [7_500, 15_000],
        [7_500, 15_000],
        [7_500, 15_000],
      ],
    );
  });
});

describe('index.html', () => {
  const html = readFileSync(new URL('index.html', web), 'utf8');

  it('loads its own files only', () => {
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    assert.deepEqual(links, ['/favicon.svg', '/style.css', '/app.js']);
    for (const link of links) assert.ok(readFileSync(new URL(`.${link}`, web)).length > 0);
  });
});

// Tells everybody the level of one item.

import { broadcast } from '../core/broadcast.js';
import type { StockLevel } from '../core/stock.js';
import { nowMs, retryPorts } from './ports.js';
import type { Post } from './post.js';
import type { ShopTable } from './shop-table.js';

/**
 * Reads the level of an item and pushes it to every connection of the last 20 minutes.
 *
 * The level is read after the change was written, so a push never tells an older state than its cause; `version`
 * lets the page drop a push that was overtaken.
 *
 * @returns The level that was pushed.
 */
export async function pushStock(
  item: number,
  options: { readonly table: ShopTable; readonly post: Post },
): Promise<readonly StockLevel[]> {
  const { table, post } = options;
  const stock = await table.level(item);
  const report = await broadcast(
    { type: 'stock', stock },
    {
      ...retryPorts,
      nowMs,
      listeners: () => table.listeners(nowMs()),
      post,
      forget: (row) => table.forgetRow(row),
    },
  );
  console.log('Pushed stock', JSON.stringify({ stock, ...report }));
  return stock;
}

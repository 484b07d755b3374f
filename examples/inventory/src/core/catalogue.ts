// What the shop sells. The catalogue is code; only what changes, the stock, is in the table.

/** One thing on the shelf. */
export interface CatalogueItem {
  /** Number of the item, its sort key in the table. */
  readonly item: number;
  readonly name: string;
  /** What is there before anybody has bought or delivered anything. */
  readonly initialLevel: number;
}

/** The shelf, in the order in which it is shown. */
export const catalogue: readonly CatalogueItem[] = [
  { item: 1, name: 'Notebook, dotted', initialLevel: 12 },
  { item: 2, name: 'Fountain pen', initialLevel: 3 },
  { item: 3, name: 'The last poster', initialLevel: 1 },
];

/** Most that the shelf holds of one item; a delivery beyond it is refused. */
export const MAX_LEVEL = 99;

/** @returns The item, or `undefined` if the shop does not sell it. */
export function findItem(item: number): CatalogueItem | undefined {
  return catalogue.find((entry) => entry.item === item);
}

// Stock rows and what the page is told about them. A row appears with its first sale or delivery; until then
// the catalogue's initial level holds, so that a new table needs no seeding.

import { type CatalogueItem, catalogue } from './catalogue.js';

/** Partition key of all stock rows. */
export const STOCK_PK = 'stock';

/** Level of one item as clients see it. */
export interface StockLevel {
  readonly item: number;
  readonly name: string;
  readonly level: number;
  /** Grows with every change of this item; pushes may overtake each other, and the greater version is right. */
  readonly version: number;
}

/** A row of the table: `sk` is the number of the item. */
export interface StockRow {
  readonly pk: typeof STOCK_PK;
  readonly sk: number;
  readonly level: number;
  readonly version: number;
}

/** Joins rows and catalogue, in the catalogue's order. */
export function stockLevels(rows: readonly StockRow[]): readonly StockLevel[] {
  return catalogue.map((entry) =>
    stockLevel(
      entry,
      rows.find((row) => row.sk === entry.item),
    ),
  );
}

/** Level of one item, with or without its row. */
export function stockLevel(entry: CatalogueItem, row: StockRow | undefined): StockLevel {
  return {
    item: entry.item,
    name: entry.name,
    level: row?.level ?? entry.initialLevel,
    version: row?.version ?? 0,
  };
}

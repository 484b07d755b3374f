// Tables, their streams and the journal behind them. Everything is synchronous, so a transaction is simply what
// happens between two requests.

import type { Emit } from '../events/stack-event.js';
import type { Clock, Random } from '../ports.js';
import type { Journal } from '../state/journal.js';
import { ttlSweepIntervalMs } from './assumptions.js';
import type { Item } from './attribute-value.js';
import { DynamoDbError } from './errors.js';
import { idempotencyWindowMs, ttlPastLimitSeconds } from './limits.js';
import { measureTable } from './measure-table.js';
import { createTableStream, type TableStream } from './streams.js';
import { createTable, type ItemChange, keysOf, type Table, type TableDescription } from './table.js';
import { describeTable } from './table-definition.js';
import { checkCondition, type PreparedWrite } from './write-operations.js';

/** What the journal holds. */
type JournalEntry =
  | { readonly table: TableDescription }
  | { readonly drop: string }
  | { readonly put: string; readonly item: Item }
  | { readonly remove: string; readonly keys: Item };

/** Journals below this size are not worth writing anew. */
const minCompactBytes = 16 * 1_048_576;

/** An item before and after a write. */
export interface Change {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** A write with what it comes to. */
interface PlannedWrite extends Change {
  readonly write: PreparedWrite;
}

/** State of one DynamoDB. */
export interface Engine {
  readonly region: string;
  nowMs(): number;
  table(name: string): Table | undefined;
  tables(): readonly Table[];
  streams(): readonly TableStream[];
  describe(table: Table): Record<string, unknown>;
  create(description: TableDescription): Table;
  drop(name: string): void;
  redescribe(table: Table, description: TableDescription): void;
  /** Checks every condition, writes all, and journals them before it returns. */
  apply(writes: readonly PreparedWrite[]): readonly Change[];
  /**
   * The same, reporting every reason when it is cancelled.
   *
   * @param check - Sees the whole before any of it is written, and may throw.
   */
  applyTransaction(
    writes: readonly PreparedWrite[],
    check: (changes: readonly Change[]) => void,
  ): readonly Change[];
  /** @throws IdempotentParameterMismatchException */
  isRepeatedTransaction(token: string, digest: string): boolean;
  rememberTransaction(token: string, digest: string): void;
  close(): void;
}

/** Opens the engine over a journal; deletes expired items on the clock. */
export function createEngine(options: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly region: string;
  readonly tableArn: (name: string) => string;
}): Engine {
  const { journal, clock, emit } = options;
  const tables = new Map<string, Table>();
  const streams = new Map<string, TableStream>();
  const tokens = new Map<string, { readonly digest: string; readonly untilMs: number }>();

  let compactAbove = 0;

  const openStream = (table: Table) => {
    const { name, stream } = table.description;
    const known = streams.get(name);
    if (stream === undefined) streams.delete(name);
    else if (known?.label !== stream.label) {
      streams.set(
        name,
        createTableStream({
          arn: `${options.tableArn(name)}/stream/${stream.label}`,
          tableName: name,
          viewType: stream.viewType,
          label: stream.label,
          region: options.region,
          random: options.random,
        }),
      );
    }
  };

  const publish = (change: ItemChange | undefined) => {
    if (change !== undefined) streams.get(change.table)?.append(change, clock.nowMs());
  };

  const record = (entries: readonly JournalEntry[]) => {
    journal.append(entries);
    if (journal.bytes > compactAbove) compact();
  };

  // Written anew when half of it is past; else it may grow to twice its size before the next look.
  const compact = () => {
    const live = [...tables.values()].reduce((sum, table) => sum + table.size + 1, 0);
    if (journal.length > live * 2) journal.snapshot(everything());
    compactAbove = Math.max(minCompactBytes, journal.bytes * 2);
  };

  function* everything(): Generator<JournalEntry> {
    for (const table of tables.values()) {
      yield { table: table.description };
      for (const item of table.items()) yield { put: table.description.name, item };
    }
  }

  for (const entry of journal.load() as Iterable<JournalEntry>) {
    if ('table' in entry) {
      const known = tables.get(entry.table.name);
      if (known === undefined) tables.set(entry.table.name, createTable(entry.table));
      else {
        known.description = entry.table;
        known.reindex();
      }
    } else if ('drop' in entry) tables.delete(entry.drop);
    else if ('put' in entry) {
      tables.get(entry.put)?.restore(entry.item, entry.item);
    } else tables.get(entry.remove)?.restore(entry.keys, undefined);
  }
  for (const table of tables.values()) openStream(table);
  if (journal.bytes > minCompactBytes) compact();
  else compactAbove = minCompactBytes;

  // The journal first: what it refuses did not happen.
  const commit = (planned: readonly PlannedWrite[]) => {
    const writes = planned.filter(
      ({ write, before, after }) =>
        write.apply !== undefined && (before !== undefined || after !== undefined),
    );
    record(
      writes.map(({ write, after }) => {
        const { name } = write.table.description;
        return after === undefined ? { remove: name, keys: write.keys } : { put: name, item: after };
      }),
    );
    for (const { write, after } of writes) publish(write.table.set(write.keys, after));
  };

  const sweep = () => {
    cancelSweep = clock.after(ttlSweepIntervalMs, sweep);
    const nowSeconds = Math.floor(clock.nowMs() / 1_000);
    for (const table of tables.values()) {
      const { ttlAttribute, name, schema } = table.description;
      if (ttlAttribute === undefined) continue;
      const expired = [...table.items()].filter((item) => isExpired(item, ttlAttribute, nowSeconds));
      if (expired.length === 0) continue;
      for (const item of expired) {
        const keys = keysOf(schema, item);
        record([{ remove: name, keys }]);
        publish(table.set(keys, undefined, { isExpiry: true }));
      }
      emit('dynamodb.ttl-deleted', { table: name, count: expired.length });
    }
  };
  let cancelSweep = clock.after(ttlSweepIntervalMs, sweep);

  const engine: Engine = {
    region: options.region,
    nowMs: () => clock.nowMs(),
    table: (name) => tables.get(name),
    tables: () => [...tables.values()],
    streams: () => [...streams.values()],
    describe: (table) =>
      describeTable(table.description, {
        arn: options.tableArn(table.description.name),
        streamArn: streams.get(table.description.name)?.arn,
        ...measureTable(table),
      }),
    create(description) {
      const table = createTable(description);
      record([{ table: description }]);
      tables.set(description.name, table);
      openStream(table);
      return table;
    },
    drop(name) {
      record([{ drop: name }]);
      tables.delete(name);
      streams.delete(name);
    },
    redescribe(table, description) {
      record([{ table: description }]);
      table.description = description;
      table.reindex();
      openStream(table);
    },
    apply(writes) {
      const planned = writes.map((write) => {
        const before = write.table.get(write.keys);
        checkCondition(write, before);
        return { write, before, after: write.apply?.(before) };
      });
      commit(planned);
      return planned.map(({ before, after }) => ({ before, after }));
    },
    applyTransaction(writes, check) {
      const reasons: { Code: string; Message?: string; Item?: unknown }[] = [];
      const planned = writes.map((write) => {
        const before = write.table.get(write.keys);
        try {
          checkCondition(write, before);
          const after = write.apply?.(before);
          reasons.push({ Code: 'None' });
          return { write, before, after };
        } catch (error) {
          if (!(error instanceof DynamoDbError)) throw error;
          const isCondition = error.type === 'ConditionalCheckFailedException';
          reasons.push({
            Code: isCondition ? 'ConditionalCheckFailed' : 'ValidationError',
            Message: error.message,
            ...error.members,
          });
          return { write, before, after: undefined };
        }
      });
      if (reasons.some(({ Code }) => Code !== 'None')) {
        throw new DynamoDbError(
          'TransactionCanceledException',
          `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
          { CancellationReasons: reasons },
        );
      }
      check(planned);
      commit(planned);
      return planned.map(({ before, after }) => ({ before, after }));
    },
    isRepeatedTransaction(token, digest) {
      const known = tokens.get(token);
      if (known === undefined || known.untilMs < clock.nowMs()) return false;
      if (known.digest === digest) return true;
      throw new DynamoDbError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
      );
    },
    rememberTransaction(token, digest) {
      tokens.set(token, { digest, untilMs: clock.nowMs() + idempotencyWindowMs });
    },
    close() {
      cancelSweep();
      journal.close();
    },
  };
  return engine;
}

/** @source spec/websocket-api.md 11.1: epoch seconds as a number, not more than five years in the past */
function isExpired(item: Item, attribute: string, nowSeconds: number): boolean {
  const value = item[attribute];
  if (value === undefined || !('N' in value)) return false;
  const seconds = Number(value.N);
  return seconds <= nowSeconds && seconds >= nowSeconds - ttlPastLimitSeconds;
}

import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openFileJournal } from './journal.js';

describe('openFileJournal', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-journal-'));
    file = join(folder, 'journal.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = () => openFileJournal(folder, { fsync: false });

  it('gives back what was appended, in order', () => {
    const journal = open();
    journal.append([{ a: 1 }]);
    journal.append([{ a: 2 }, { a: 3 }]);
    assert.equal(journal.length, 3);
    journal.close();
    const again = open();
    assert.deepEqual([...again.load()], [{ a: 1 }, { a: 2 }, { a: 3 }]);
    assert.equal(again.length, 3);
    again.close();
  });

  it('keeps the entries of one call in one line', async () => {
    const journal = open();
    journal.append([{ a: 1 }, { a: 2 }]);
    journal.close();
    assert.equal(await readFile(file, 'utf8'), '[{"a":1},{"a":2}]\n');
  });

  it('cuts a torn last line off, so that the next one stands alone', async () => {
    await writeFile(file, '{"a":1}\n[{"a":2},{"a"');
    const journal = open();
    assert.deepEqual([...journal.load()], [{ a: 1 }]);
    journal.append([{ a: 3 }]);
    journal.close();
    assert.equal(await readFile(file, 'utf8'), '{"a":1}\n{"a":3}\n');
  });

  it('reads lines that cross the pieces of a long file, text of several bytes included', async () => {
    const entry = { text: 'é😀'.repeat(100_000) };
    const journal = open();
    for (let count = 0; count < 12; count++) journal.append([entry]);
    journal.close();
    assert.ok((await stat(file)).size > 7_000_000);
    const again = open();
    const entries = [...again.load()];
    again.close();
    assert.equal(entries.length, 12);
    assert.deepEqual(entries[11], entry);
  });

  it('replaces everything by a snapshot and goes on behind it', async () => {
    const journal = open();
    for (let count = 0; count < 10; count++) journal.append([{ count }]);
    journal.snapshot([{ count: 9 }]);
    assert.equal(journal.length, 1);
    assert.equal(journal.bytes, 12);
    journal.append([{ count: 10 }]);
    journal.close();
    assert.equal(await readFile(file, 'utf8'), '{"count":9}\n{"count":10}\n');
  });

  it('refuses a file with a damaged line and names the line', async () => {
    await appendFile(file, '{"a":1}\n{"a":\n{"a":3}\n');
    const journal = open();
    assert.throws(() => [...journal.load()], {
      name: 'EnvironmentError',
      code: 'EW3910',
      message: `Cannot read the data in "${file}": line 2 is damaged`,
    });
    journal.close();
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeyValueStore, parseStoreImport } from './key-value-store.js';

const messages = (text: string) =>
  parseStoreImport(text, { file: 'kvs.json' }).diagnostics.map(({ message }) => message);
const withItem = (item: unknown) => JSON.stringify({ data: [item] });

describe('parseStoreImport', () => {
  it('reads keys and values', () => {
    assert.deepEqual(
      parseStoreImport('{"data":[{"key":"a","value":"1"},{"key":"b","value":""}]}', { file: 'f' }),
      {
        data: new Map([
          ['a', '1'],
          ['b', ''],
        ]),
        diagnostics: [],
      },
    );
  });

  it('takes a key of 512 bytes and a value of 1,024', () => {
    assert.deepEqual(messages(withItem({ key: 'k'.repeat(512), value: 'v'.repeat(1_024) })), []);
  });

  it('refuses a key of 513 bytes and a value of 1,025', () => {
    assert.deepEqual(messages(withItem({ key: 'k'.repeat(513), value: '' })), [
      'Cannot import data[0]: the key has 513 bytes, the limit is 512',
    ]);
    assert.deepEqual(messages(withItem({ key: 'a', value: 'v'.repeat(1_025) })), [
      'Cannot import data[0]: the value of "a" has 1025 bytes, the limit is 1024',
    ]);
  });

  it('refuses duplicates, numbers and other shapes', () => {
    assert.deepEqual(
      messages('{"data":[{"key":"a","value":"1"},{"key":"a","value":"2"},{"key":"b","value":3},4]}'),
      [
        'Cannot import data[1]: "a" is there twice',
        'Cannot import data[2]: "value" of "b" must be text: write numbers and objects as JSON text',
        'Cannot import data[3]: it is no object',
      ],
    );
    assert.deepEqual(messages('{"a":"b"}'), ['Cannot read key value store: the file has no array "data"']);
    assert.match(messages('{')[0] ?? '', /^Cannot read key value store: the file is not JSON/);
  });
});

describe('createKeyValueStore', () => {
  it('copies its data', () => {
    const data = { a: '1' };
    const store = createKeyValueStore({ data, createdDateTime: '2024-01-01T00:00:00Z' });
    data.a = '2';
    assert.deepEqual(store, {
      id: '00000000-0000-4000-8000-000000000000',
      createdDateTime: '2024-01-01T00:00:00Z',
      lastUpdatedDateTime: '2024-01-01T00:00:00Z',
      entries: new Map([['a', '1']]),
    });
  });
});

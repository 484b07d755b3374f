import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { unzip } from './unzip.js';

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
  readonly isDeflated?: boolean;
  readonly flags?: number;
}

// The smallest archive that readers accept; checksums are left out, as `unzip` does not read them.
function archiveOf(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, mode = 0o644, isDeflated = false, flags = 0 } of entries) {
    const data = isDeflated ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(isDeflated ? 8 : 0, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE((mode << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    files.push(local, Buffer.from(name), data);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}

describe('unzip', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-unzip-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('unpacks stored and deflated entries and keeps the execute bit', async () => {
    const archive = archiveOf([
      { name: 'lib/', text: '' },
      { name: 'lib/data.txt', text: 'x'.repeat(5_000), isDeflated: true },
      { name: 'bootstrap', text: '#!/bin/sh\n', mode: 0o755 },
    ]);
    await unzip(archive, folder);
    assert.equal(await readFile(join(folder, 'lib/data.txt'), 'utf8'), 'x'.repeat(5_000));
    assert.equal((await stat(join(folder, 'bootstrap'))).mode & 0o111, 0o111);
    assert.equal((await stat(join(folder, 'lib/data.txt'))).mode & 0o111, 0);
  });
  const refused: [string, Buffer, RegExp][] = [
    ['text', Buffer.from('not an archive'), /is not a zip file/],
    ['an empty file', Buffer.alloc(0), /is not a zip file/],
    ['an entry above the folder', archiveOf([{ name: '../out', text: '' }]), /would leave the folder/],
    ['an encrypted entry', archiveOf([{ name: 'a', text: '', flags: 1 }]), /is encrypted/],
    ['a damaged entry', archiveOf([{ name: 'a', text: 'x' }]).fill(0, 31, 40), /is damaged|encrypted|leave/],
  ];
  for (const [title, archive, message] of refused) {
    it(`refuses ${title}`, () => assert.rejects(unzip(archive, folder), message));
  }
});

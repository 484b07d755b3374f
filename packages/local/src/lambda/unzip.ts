// Unpacks a deployment archive: stored and deflated entries, with the execute bits that Lambda keeps.

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/**
 * @throws Error when the archive is damaged, encrypted, or an entry would leave the folder.
 * @source PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16
 */
export async function unzip(archive: Buffer, folder: string): Promise<void> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || archive.readUInt32LE(end) !== endSignature)
    throw new Error('The archive is not a zip file');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error('The archive is damaged');
    const flags = archive.readUInt16LE(at + 8);
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const extraLength = archive.readUInt16LE(at + 30);
    const commentLength = archive.readUInt16LE(at + 32);
    const mode = archive.readUInt32LE(at + 38) >>> 16;
    const offset = archive.readUInt32LE(at + 42);
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    at += 46 + nameLength + extraLength + commentLength;
    if ((flags & 1) !== 0) throw new Error(`Entry "${name}" is encrypted`);
    const path = join(folder, normalize(name));
    if (!path.startsWith(folder + sep)) throw new Error(`Entry "${name}" would leave the folder`);
    if (name.endsWith('/')) {
      await mkdir(path, { recursive: true });
      continue;
    }
    const dataAt = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
    const data = archive.subarray(dataAt, dataAt + size);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, method === 0 ? data : await inflate(data));
    if ((mode & 0o111) !== 0) await chmod(path, 0o755);
  }
}

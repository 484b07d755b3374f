import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createManualClock } from '../src/clock/manual-clock.js';
import { readWireRequest } from '../src/endpoint/read-wire-request.js';
import { writeWireResponse } from '../src/endpoint/write-wire-response.js';
import { createSeededRandom } from '../src/random.js';
import { createS3, parseBucket, type S3 } from '../src/s3/index.js';

describe('S3 through the AWS SDK', () => {
  const root = mkdtempSync(join(tmpdir(), 'edgewire-s3-sdk-'));
  let s3: S3;
  let client: S3Client;
  const server = createServer(async (request, response) => {
    const wire = await readWireRequest(request, { maxBodyBytes: 10_000_000 });
    assert.equal(wire.kind, 'request');
    if (wire.kind === 'request') writeWireResponse(response, await s3.request(wire.request));
  });

  before(async () => {
    writeFileSync(join(root, 'page.html'), '<p>page</p>');
    s3 = createS3({
      clock: createManualClock(1_705_752_000_000),
      random: createSeededRandom(7),
      emit: () => {},
      identity: {
        stackName: 'blog-dev',
        stage: 'dev',
        accountId: '123456789012',
        region: 'eu-west-1',
        partition: 'aws',
        urlSuffix: 'amazonaws.com',
      },
      stateFolder: join(root, '.state'),
      bucketFolders: { Site: join(root) },
    });
    s3.putBucket(parseBucket({}, { logicalId: 'Site', name: 'site' }).value);
    s3.putBucket(parseBucket({}, { logicalId: 'Scratch', name: 'scratch' }).value);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'local' },
    });
  });
  after(async () => {
    client.destroy();
    server.close();
    await s3.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('gets an object of the folder', async () => {
    const object = await client.send(new GetObjectCommand({ Bucket: 'site', Key: 'page.html' }));
    assert.equal(await object.Body?.transformToString(), '<p>page</p>');
    assert.equal(object.ContentType, 'text/html');
    const part = await client.send(
      new GetObjectCommand({ Bucket: 'site', Key: 'page.html', Range: 'bytes=3-6' }),
    );
    assert.equal(await part.Body?.transformToString(), 'page');
    assert.equal(part.ContentRange, 'bytes 3-6/11');
  });
  it('puts, reads, heads, lists and deletes', async () => {
    const put = await client.send(
      new PutObjectCommand({
        Bucket: 'scratch',
        Key: 'a b/ü.txt',
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { who: 'me' },
      }),
    );
    assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"');
    const head = await client.send(new HeadObjectCommand({ Bucket: 'scratch', Key: 'a b/ü.txt' }));
    assert.equal(head.ContentLength, 5);
    assert.deepEqual(head.Metadata, { who: 'me' });
    const listing = await client.send(new ListObjectsV2Command({ Bucket: 'scratch', Prefix: 'a b/' }));
    assert.deepEqual(
      listing.Contents?.map(({ Key, Size, LastModified }) => [Key, Size, LastModified?.toISOString()]),
      [['a b/ü.txt', 5, '2024-01-20T12:00:00.000Z']],
    );
    await client.send(new DeleteObjectCommand({ Bucket: 'scratch', Key: 'a b/ü.txt' }));
    await assert.rejects(
      client.send(new GetObjectCommand({ Bucket: 'scratch', Key: 'a b/ü.txt' })),
      (error) => error instanceof NoSuchKey && error.message === 'The specified key does not exist.',
    );
  });
  it('stores the content of a stream without its chunk framing', async () => {
    await client.send(
      new PutObjectCommand({
        Bucket: 'scratch',
        Key: 'stream',
        Body: Readable.from([Buffer.from('abc'), Buffer.from('def')]),
        ContentLength: 6,
      }),
    );
    const object = await client.send(new GetObjectCommand({ Bucket: 'scratch', Key: 'stream' }));
    assert.equal(await object.Body?.transformToString(), 'abcdef');
  });
  it('names the bucket that does not exist', async () => {
    await assert.rejects(
      client.send(new GetObjectCommand({ Bucket: 'nobody', Key: 'a' })),
      (error) => error instanceof Error && error.name === 'NoSuchBucket',
    );
  });
});

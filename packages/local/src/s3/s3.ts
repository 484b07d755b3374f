// The S3 service of one stack: buckets over folders, and the objects that clients write.

import { join } from 'node:path';
import type { Emit } from '../events/stack-event.js';
import type { Clock, Closable, Random, StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { type Bucket, objectVersion } from './bucket.js';
import { type BucketFolder, openBucketFolder } from './bucket-folder.js';
import type { BucketPolicy } from './bucket-policy.js';
import { errorResponse, noSuchBucket, noSuchWebsiteConfiguration, type RequestIds } from './errors.js';
import type { BucketConfig, S3Request, S3Response } from './model.js';
import { parseObjectKey } from './object-key.js';
import { answerS3Call } from './operations.js';
import { answerRest } from './rest-endpoint.js';
import { websiteLookup } from './website.js';
import { answerWebsite } from './website-endpoint.js';
import { openWrittenObjects } from './written-objects.js';

/** What S3 needs from its surroundings. */
export interface S3Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Where objects written by clients are kept; a temporary folder for `--ephemeral`. */
  readonly stateFolder: string;
  /** Folder by logical id of the bucket, or by bucket name for a bucket of another stack. */
  readonly bucketFolders?: Readonly<Record<string, string>>;
}

/** The S3 service of one stack. */
export interface S3 extends Closable {
  /** Creates the bucket, or changes its configuration; its objects and its policy stay. */
  putBucket(config: BucketConfig): void;
  /** Forgets the bucket. Objects that clients wrote stay in the state folder. */
  removeBucket(name: string): void;
  putBucketPolicy(bucketName: string, policy: BucketPolicy): void;
  removeBucketPolicy(bucketName: string): void;
  bucketNames(): readonly string[];
  /** What the template says about a bucket; `undefined` for one outside it. */
  bucketConfig(name: string): BucketConfig | undefined;
  /** Replaces the mapping of buckets to folders, for a reload. */
  setBucketFolders(folders: Readonly<Record<string, string>>): void;
  /** A request to the REST endpoint; a bucket that does not exist answers `NoSuchBucket`. */
  restRequest(bucketName: string, request: S3Request): Promise<S3Response>;
  /** A request to the website endpoint. */
  websiteRequest(
    bucketName: string,
    request: S3Request,
    options: { readonly host: string },
  ): Promise<S3Response>;
  /** Changes with every change of what a path answers at an endpoint; `missing` where nothing is there. */
  objectVersion(bucketName: string, path: string, endpoint?: 'rest' | 'website'): string;
  /** A call of an SDK client. */
  request(request: WireRequest): Promise<WireResponse>;
}

/** Creates an S3 service without buckets. */
export function createS3(ports: S3Ports): S3 {
  const { clock, random, emit, identity, stateFolder } = ports;
  const configs = new Map<string, BucketConfig>();
  const policies = new Map<string, BucketPolicy>();
  const buckets = new Map<string, Bucket>();
  const noticed = new Set<string>();
  let folders: Readonly<Record<string, string>> = ports.bucketFolders ?? {};

  const noticeOnce = (code: string, message: string, resource: string) => {
    if (noticed.has(message)) return;
    noticed.add(message);
    emit('stack.notice', { code, message }, { level: 'warn', resource });
  };

  const ids = (): RequestIds => ({
    requestId: Buffer.from(random.bytes(8)).toString('hex').toUpperCase(),
    hostId: Buffer.from(random.bytes(57)).toString('base64'),
  });

  const open = (name: string): Bucket | undefined => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const config = configs.get(name) ?? externalConfig(name, folders);
    if (config === undefined) return undefined;
    const folderPath = folders[config.logicalId] ?? folders[name];
    const bucket: Bucket = {
      config,
      folder: folderPath === undefined ? undefined : openBucketFolder(folderPath),
      written: openWrittenObjects(join(stateFolder, name)),
      policy: policies.get(name),
      isExternal: !configs.has(name),
    };
    buckets.set(name, bucket);
    return bucket;
  };

  const checkFolder = (bucket: Bucket) => {
    const { config, folder, written } = bucket;
    if (folder !== undefined) return checkFolderExists(config, folder);
    if (written.entries()[Symbol.iterator]().next().done !== true) return;
    noticeOnce(
      'EW4511',
      `Bucket "${config.name}" is empty: no folder is named for it. Start with --bucket ${config.logicalId}=DIR`,
      config.logicalId,
    );
  };

  const checkFolderExists = (config: BucketConfig, folder: BucketFolder) => {
    if (folder.exists()) return;
    noticeOnce(
      'EW4512',
      `Bucket "${config.name}" is empty: its folder "${folder.path}" does not exist (yet)`,
      config.logicalId,
    );
  };

  const context = (bucket: Bucket, request: S3Request, requestIds: RequestIds) => ({
    ids: requestIds,
    partition: identity.partition,
    nowMs: clock.nowMs(),
    onRefusal: (key: string) =>
      noticeOnce(
        'EW4513',
        `Bucket "${bucket.config.name}" refuses "${key}": its policy does not grant s3:GetObject to ${nameCaller(request)}`,
        bucket.config.logicalId,
      ),
  });

  const restRequest = async (name: string, request: S3Request): Promise<S3Response | undefined> => {
    const bucket = open(name);
    if (bucket === undefined) return undefined;
    checkFolder(bucket);
    const requestIds = ids();
    return withIds(await answerRest(bucket, request, context(bucket, request, requestIds)), requestIds);
  };

  return {
    putBucket(config) {
      configs.set(config.name, config);
      buckets.delete(config.name);
    },
    removeBucket(name) {
      configs.delete(name);
      policies.delete(name);
      buckets.delete(name);
    },
    putBucketPolicy(name, policy) {
      policies.set(name, policy);
      buckets.delete(name);
    },
    removeBucketPolicy(name) {
      policies.delete(name);
      buckets.delete(name);
    },
    bucketNames: () => [...configs.keys()],
    bucketConfig: (name) => configs.get(name),
    setBucketFolders(next) {
      folders = next;
      buckets.clear();
      noticed.clear();
    },
    async restRequest(name, request) {
      const response = await restRequest(name, request);
      if (response !== undefined) return response;
      noticeOnce(
        'EW4514',
        `No bucket "${name}" exists locally. If it belongs to another stack, start with --bucket ${name}=DIR`,
        name,
      );
      return errorResponse(noSuchBucket(name), { ids: ids(), withBody: request.method !== 'HEAD' });
    },
    async websiteRequest(name, request, { host }) {
      const requestIds = ids();
      const withBody = request.method !== 'HEAD';
      const bucket = open(name);
      if (bucket === undefined) return errorResponse(noSuchBucket(name), { ids: requestIds, withBody });
      checkFolder(bucket);
      const { website } = bucket.config;
      if (website === undefined) {
        return errorResponse(noSuchWebsiteConfiguration(name), { ids: requestIds, withBody });
      }
      const options = { ...context(bucket, request, requestIds), host, website };
      return withIds(await answerWebsite(bucket, request, options), requestIds);
    },
    objectVersion(name, path, endpoint = 'rest') {
      const bucket = open(name);
      const parsed = parseObjectKey(path);
      if (bucket === undefined || parsed.kind !== 'key') return 'missing';
      const { website } = bucket.config;
      if (endpoint === 'rest' || website?.kind !== 'pages') return objectVersion(bucket, parsed.key);
      const { key, folderIndexKey = key } = websiteLookup(website.indexDocument, parsed.key);
      return [key, folderIndexKey, website.errorDocument ?? key]
        .map((each) => objectVersion(bucket, each))
        .join('|');
    },
    request: (wire) =>
      answerS3Call(wire, {
        ids: ids(),
        accountId: identity.accountId,
        bucketNames: () => [...configs.keys()],
        rest: restRequest,
      }),
    close: () => Promise.resolve(),
  };
}

function withIds(response: S3Response, { requestId, hostId }: RequestIds): S3Response {
  const headers = new Map(response.headers);
  headers.set('x-amz-request-id', [requestId]);
  headers.set('x-amz-id-2', [hostId]);
  return { ...response, headers };
}

function nameCaller({ caller }: S3Request): string {
  switch (caller.kind) {
    case 'distribution':
      return `distribution ${caller.sourceArn.split('/').at(-1) ?? caller.sourceArn}`;
    case 'origin-access-identity':
      return `origin access identity ${caller.id}`;
    case 'account':
      return 'this account';
    case 'anonymous':
      return 'everyone (the origin uses no origin access control)';
  }
}

// A bucket of another stack has no template here: its folder alone makes it known.
function externalConfig(name: string, folders: Readonly<Record<string, string>>): BucketConfig | undefined {
  if (folders[name] === undefined) return undefined;
  return {
    name,
    logicalId: name,
    website: { kind: 'pages', indexDocument: 'index.html', errorDocument: undefined, routingRules: [] },
    corsRules: [],
    accessControl: 'Private',
    publicAccessBlock: {
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
      ignorePublicAcls: true,
      isExplicit: false,
    },
  };
}

// One bucket: the user's folder below, what clients wrote above.

import { externalBucketGrants, publicReadAclCoversObjects } from './assumptions.js';
import type { BucketFolder } from './bucket-folder.js';
import { type BucketPolicy, evaluateBucketPolicy, isPublicPolicy } from './bucket-policy.js';
import { compareKeys, type ListedObject } from './list-objects.js';
import type { BucketConfig, S3Caller, StoredObject } from './model.js';
import type { WrittenObjects } from './written-objects.js';

/** A bucket that exists locally. */
export interface Bucket {
  readonly config: BucketConfig;
  /** `undefined` for a bucket that only SDK clients fill. */
  readonly folder: BucketFolder | undefined;
  readonly written: WrittenObjects;
  readonly policy: BucketPolicy | undefined;
  /** True for a bucket outside the template, known by its folder alone. */
  readonly isExternal: boolean;
}

/** @returns Changes with every change of the object; `missing` without one. */
export function objectVersion(bucket: Bucket, key: string): string {
  const written = bucket.written.entry(key);
  if (written?.kind === 'deleted') return 'missing';
  if (written !== undefined) return `${written.etag}:${written.lastModifiedMs}`;
  return bucket.folder?.version(key) ?? 'missing';
}

export async function findObject(bucket: Bucket, key: string): Promise<StoredObject | undefined> {
  const written = bucket.written.entry(key);
  if (written?.kind === 'deleted') return undefined;
  return written === undefined ? bucket.folder?.object(key) : bucket.written.object(key);
}

/** All objects of both layers, ordered by key. */
export async function listObjects(bucket: Bucket): Promise<readonly ListedObject[]> {
  const { folder, written } = bucket;
  const objects: ListedObject[] = [];
  for (const entry of folder?.entries() ?? []) {
    if (written.entry(entry.key) === undefined) {
      objects.push({ ...entry, etag: (await folder?.etag(entry)) ?? '""' });
    }
  }
  for (const entry of written.entries()) if (entry.kind === 'object') objects.push(entry);
  return objects.sort((a, b) => compareKeys(a.key, b.key));
}

/** What is asked for; `key` undefined means the bucket itself. */
export interface Permission {
  readonly action: 's3:GetObject' | 's3:ListBucket' | 's3:PutObject' | 's3:DeleteObject';
  readonly key: string | undefined;
  readonly caller: S3Caller;
  readonly isSecure: boolean;
  readonly partition: string;
}

/**
 * Whether policy and ACL let the caller do it.
 *
 * @source spec/cloudfront.md 7.17
 */
export function isAllowed(bucket: Bucket, permission: Permission): boolean {
  const { action, key, caller, isSecure, partition } = permission;
  const { name, publicAccessBlock, accessControl } = bucket.config;
  if (bucket.isExternal && caller.kind !== 'account') return externalBucketGrants.includes(action);
  const resource = `arn:${partition}:s3:::${name}${key === undefined ? '' : `/${key}`}`;
  const policy = bucket.policy ?? [];
  // RestrictPublicBuckets leaves a public policy to services and to the own account.
  const isShut =
    caller.kind === 'anonymous' &&
    publicAccessBlock.isExplicit &&
    publicAccessBlock.restrictPublicBuckets &&
    isPublicPolicy(policy);
  const answer = evaluateBucketPolicy(policy, { action, resource, caller, isSecure });
  if (answer === 'denied') return false;
  if (caller.kind === 'account') return true;
  if (answer === 'allowed' && !isShut) return true;
  const hasPublicAcl =
    (accessControl === 'PublicRead' || accessControl === 'PublicReadWrite') &&
    !(publicAccessBlock.isExplicit && publicAccessBlock.ignorePublicAcls);
  if (!hasPublicAcl) return false;
  return action === 's3:ListBucket' || (action === 's3:GetObject' && publicReadAclCoversObjects);
}

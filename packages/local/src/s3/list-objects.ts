// One page of a listing, from all keys in order.

import { escapeXml } from '../aws-query/xml.js';
import { maxListKeys } from './limits.js';
import { encodeKey } from './website.js';

/** What a listing shows of an object. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
  readonly etag: string;
}

/** Parameters of ListObjects and ListObjectsV2. */
export interface ListQuery {
  readonly version: 1 | 2;
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys after this one: `start-after`, `marker`, or what a continuation token stands for. */
  readonly after: string;
  readonly continuationToken: string | undefined;
  readonly maxKeys: number;
  readonly isUrlEncoded: boolean;
}

/** Reads the query string of a listing. Unknown parameters are ignored, as S3 does. */
export function parseListQuery(query: string): ListQuery {
  const parameters = new URLSearchParams(query);
  const version = parameters.get('list-type') === '2' ? 2 : 1;
  const token = parameters.get('continuation-token') ?? undefined;
  const maxKeys = Number(parameters.get('max-keys') ?? maxListKeys);
  return {
    version,
    prefix: parameters.get('prefix') ?? '',
    delimiter: parameters.get('delimiter') ?? '',
    after:
      token === undefined
        ? (parameters.get(version === 2 ? 'start-after' : 'marker') ?? '')
        : Buffer.from(token, 'base64').toString('utf8'),
    continuationToken: token,
    maxKeys: Number.isInteger(maxKeys) && maxKeys >= 0 ? Math.min(maxKeys, maxListKeys) : maxListKeys,
    isUrlEncoded: parameters.get('encoding-type') === 'url',
  };
}

/** A page: objects and common prefixes count together towards the maximum. */
export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last key or prefix of the page, where the next begins. */
  readonly lastName: string;
}

/**
 * Cuts a page out of a bucket's objects.
 *
 * @param objects - All objects, ordered by the UTF-8 bytes of their keys.
 */
export function selectListPage(objects: Iterable<ListedObject>, query: ListQuery): ListPage {
  const page: ListedObject[] = [];
  const prefixes: string[] = [];
  let lastName = query.after;
  for (const object of objects) {
    const { key } = object;
    if (!key.startsWith(query.prefix)) continue;
    const cut = query.delimiter === '' ? -1 : key.indexOf(query.delimiter, query.prefix.length);
    const name = cut === -1 ? key : key.slice(0, cut + query.delimiter.length);
    if (compareKeys(name, query.after) <= 0 || (cut !== -1 && name === prefixes.at(-1))) continue;
    if (page.length + prefixes.length >= query.maxKeys) {
      return { objects: page, commonPrefixes: prefixes, isTruncated: query.maxKeys > 0, lastName };
    }
    if (cut === -1) page.push(object);
    else prefixes.push(name);
    lastName = name;
  }
  return { objects: page, commonPrefixes: prefixes, isTruncated: false, lastName };
}

/** S3's order of keys: by UTF-8 bytes, which differs from UTF-16 order above the basic plane. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const isPlain = (text: string) => !/[\ud800-\udfff]/.test(text);
  if (isPlain(a) && isPlain(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The page as `ListBucketResult`. */
export function listPageXml(page: ListPage, query: ListQuery, bucketName: string): string {
  const name = (value: string) => escapeXml(query.isUrlEncoded ? encodeKey(value) : value);
  const element = (tag: string, value: string) => `<${tag}>${value}</${tag}>`;
  const head = [
    element('Name', escapeXml(bucketName)),
    element('Prefix', name(query.prefix)),
    query.version === 1
      ? element('Marker', name(query.after))
      : element('KeyCount', String(page.objects.length + page.commonPrefixes.length)),
    element('MaxKeys', String(query.maxKeys)),
    query.delimiter === '' ? '' : element('Delimiter', name(query.delimiter)),
    query.isUrlEncoded ? element('EncodingType', 'url') : '',
    element('IsTruncated', String(page.isTruncated)),
    query.continuationToken === undefined
      ? ''
      : element('ContinuationToken', escapeXml(query.continuationToken)),
    page.isTruncated ? nextElement(page, query, name) : '',
  ].join('');
  const contents = page.objects
    .map((object) =>
      element(
        'Contents',
        [
          element('Key', name(object.key)),
          element('LastModified', new Date(object.lastModifiedMs).toISOString()),
          element('ETag', escapeXml(object.etag)),
          element('Size', String(object.sizeBytes)),
          element('StorageClass', 'STANDARD'),
        ].join(''),
      ),
    )
    .join('');
  const prefixes = page.commonPrefixes
    .map((prefix) => element('CommonPrefixes', element('Prefix', name(prefix))))
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${head}${contents}${prefixes}</ListBucketResult>`
  );
}

function nextElement(page: ListPage, query: ListQuery, name: (value: string) => string): string {
  if (query.version === 1) return `<NextMarker>${name(page.lastName)}</NextMarker>`;
  const token = Buffer.from(page.lastName).toString('base64');
  return `<NextContinuationToken>${token}</NextContinuationToken>`;
}

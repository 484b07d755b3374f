// What middleware needs of a key value store.

/** A handle that `cf.kvs()` of the `cloudfront` module returns. @source spec/cloudfront.md 1.13 */
export interface KeyValueReader {
  /** Rejects for a key that is not there. */
  get(key: string): Promise<string>;
}

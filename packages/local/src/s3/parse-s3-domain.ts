// Which bucket an origin's domain name means, and through which of its two endpoints.

/** A bucket's endpoint. */
export interface S3Domain {
  readonly endpoint: 'rest' | 'website';
  readonly bucketName: string;
}

/**
 * Recognises S3's domain names.
 *
 * @returns `undefined` for a name that is not S3's.
 * @source spec/cloudfront.md 7.17; Amazon S3 User Guide, "Website endpoints", "Virtual hosting of buckets"
 * @example
 * ```ts
 * parseS3Domain('site.s3.eu-west-1.amazonaws.com'); // { endpoint: 'rest', bucketName: 'site' }
 * ```
 */
export function parseS3Domain(domainName: string): S3Domain | undefined {
  const name = domainName.toLowerCase();
  // bucket ".s3-website" ("-" | ".") region ".amazonaws.com"
  const website = /^(.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.exec(name)?.[1];
  if (website !== undefined) return { endpoint: 'website', bucketName: website };
  // bucket ".s3" [("." | "-") region | ".dualstack." region] ".amazonaws.com"
  const rest =
    /^(.+)\.s3(?:-fips|-accelerate)?(?:\.dualstack)?(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/.exec(
      name,
    )?.[1];
  return rest === undefined ? undefined : { endpoint: 'rest', bucketName: rest };
}

// What the specification leaves open about S3, and where a folder on disk cannot say what a bucket would.

/**
 * Files up to this size are read in one go and handed on in memory; larger ones are streamed from disk.
 * A choice of ours: reading 1 MiB costs less than a stream's set-up for a few hundred KiB.
 */
export const maxBufferedFileBytes = 1_048_576;

/** S3 answers with the encryption it applied, AES256 for every bucket by default since January 2023. (unverified) */
export const serverSideEncryption = 'AES256';

/**
 * A bucket of another stack that the user maps to a folder by its name has no policy here: CloudFront may read
 * objects but not list, which is what usual policies grant. spec/cloudfront.md 7.17
 */
export const externalBucketGrants: readonly string[] = ['s3:GetObject'];

/**
 * `AccessControl: PublicRead` lets everyone list; whether objects are readable depends on how they were
 * uploaded. We take it that they were uploaded with `public-read` too. (unverified)
 */
export const publicReadAclCoversObjects: boolean = true;

/** A malformed percent escape in the path: S3 answers 400 InvalidURI. (unverified) */
export const malformedEscapeCode = 'InvalidURI';

/** A raw `+` in the path is a plus sign, not a space. spec/cloudfront.md 7.17 (unverified) */
export const plusIsSpaceInPath: boolean = false;

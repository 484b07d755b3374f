export type { BucketPolicy } from './bucket-policy.js';
export { isPublicPolicy } from './bucket-policy.js';
export type { BucketConfig, S3Caller, S3Request, S3Response } from './model.js';
export { type Parsed, parseBucket, parseBucketPolicy } from './parse.js';
export { parseS3Domain, type S3Domain } from './parse-s3-domain.js';
export { createS3, type S3, type S3Ports } from './s3.js';

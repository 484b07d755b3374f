// S3 quotas. Source: Amazon S3 User Guide, "Creating object key names", "Uploading objects", "ListObjectsV2".

/** UTF-8 bytes of a key. */
export const maxKeyBytes = 1_024;
/** Keys in one page of a listing. */
export const maxListKeys = 1_000;
/** Routing rules of a website configuration. */
export const maxRoutingRules = 50;

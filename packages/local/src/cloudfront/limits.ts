// CloudFront quotas. Sources: spec/cloudfront.md 4.1, 4.2, 4.4, 7.12, 7.14.

/** Path with query string of a request. */
export const maxUrlBytes = 8_192;
/** Request line and headers; also the headers of an origin's response. */
export const maxHeaderBytes = 32_768;
/** UTF-8 bytes of a function's code. */
export const maxFunctionCodeBytes = 10_240;
export const minCompressibleBytes = 1_000;
export const maxCompressibleBytes = 10_000_000;
export const maxBehaviors = 75;
export const maxOrigins = 100;
export const maxOriginGroups = 10;
export const maxCustomOriginHeaders = 30;
/** Names of one kind in a cache or origin request policy. */
export const maxPolicyNames = 10;
/** Seconds; applies to every code without a custom error response of its own. */
export const defaultErrorCachingMinTtlSeconds = 10;
/** Bytes of a key, of a value, and of a whole key value store. */
export const maxStoreKeyBytes = 512;
export const maxStoreValueBytes = 1_024;
export const maxStoreBytes = 5_242_880;
/** Legacy behaviors without TTLs, and policies that leave them out. */
export const defaultTtlSeconds = 86_400;
export const maxTtlSeconds = 31_536_000;

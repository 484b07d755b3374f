// AWS quotas of CloudFront Functions and key value stores. Sources: spec/cloudfront.md 1.15, 4.1, 4.2.

/** 10 KB of code, UTF-8 bytes. */
export const maxCodeBytes = 10_240;
/** Memory of one run. A guard here: AWS counts its own engine's objects. */
export const maxMemoryBytes: number = 2 * 1_048_576;
/** Log text of one run; what is beyond is cut. */
export const maxLogBytes = 10_240;
/** Text of `cf.logCustomData`, after URL encoding. */
export const maxLogDataBytes = 800;
/** URI and query string together stay below this. */
export const maxUriCharacters = 8_192;
/** An event given to TestFunction. */
export const maxTestEventBytes = 40_960;
export const maxStoreKeyBytes = 512;
export const maxStoreValueBytes = 1_024;
export const maxStoreBytes: number = 5 * 1_048_576;
/** Characters of a key and of a value in an import file. */
export const maxImportKeyCharacters = 512;
export const maxImportValueCharacters = 1_024;

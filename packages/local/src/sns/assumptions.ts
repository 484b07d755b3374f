// What the specification leaves open about SNS, one named value each.

/**
 * How often SNS repeats an invoke call that Lambda itself refuses (a function error is Lambda's own retry).
 * AWS keeps on for 23 days; a laptop need not. spec/websocket-api.md 10.2
 */
export const clientErrorRetries = 2;

/** Pause before such a repetition, in milliseconds of the service clock. spec/websocket-api.md 10.2 (unverified) */
export const retryDelayMs = 1_000;

/** Lambda subscribers do not check signatures; AWS's own event samples carry this word. (unverified) */
export const signaturePlaceholder = 'EXAMPLE';

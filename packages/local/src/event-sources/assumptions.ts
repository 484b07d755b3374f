// What AWS does not publish about event source mappings.

/**
 * Failed attempts after which a batch that holds up a stream is reported, when nothing limits its retries. AWS shows
 * it in the metric `IteratorAge` only.
 */
export const attemptsBeforeNotice = 3;

/** Pause before a failed batch of a stream is tried again, doubled each time (unverified). */
export const firstRetryDelayMs = 1_000;
export const longestRetryDelayMs = 60_000;

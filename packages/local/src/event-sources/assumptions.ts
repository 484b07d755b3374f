// What AWS does not publish about event source mappings.

/** Pause before a failed batch of a stream is tried again, doubled each time (unverified). */
export const firstRetryDelayMs = 1_000;
export const longestRetryDelayMs = 60_000;

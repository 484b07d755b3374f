// What AWS does not publish about EventBridge Scheduler.

/**
 * Wait before the first run of a `rate` schedule without a start date. AWS begins at once, with a precision of 60
 * seconds; a few seconds let the rest of a local stack stand (unverified).
 */
export const firstRateRunDelayMs = 5_000;

/** Pause before a failed delivery is tried again, doubled each time (unverified). */
export const firstRetryDelayMs = 60_000;
export const longestRetryDelayMs = 3_600_000;

/**
 * A one-time schedule whose time lies in the past when the stack starts does not run: on AWS it would have run at its
 * time (unverified).
 */
export const runsPastOneTimeSchedules = false;

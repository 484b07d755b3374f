// What AWS does not say about queues is decided here.

/**
 * Whether a message keeps its receive count when it moves to a dead-letter queue: AWS documents that the sending time
 * stays, and says nothing of the count (unverified).
 */
export const deadLetterKeepsReceiveCount = true;

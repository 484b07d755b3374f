// SNS quotas. Sources: spec/websocket-api.md 10.1 and 10.3.

/** Message with its attributes. */
export const maxMessageBytes = 262_144;
export const maxBatchEntries = 10;
export const maxSubjectCharacters = 100;
/** Keys of one filter policy. */
export const maxFilterPolicyKeys = 5;
/** Product of the numbers of values of a filter policy. */
export const maxFilterPolicyCombinations = 150;

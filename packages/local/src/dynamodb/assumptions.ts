// What the specification leaves open about DynamoDB: one named value each.

/** How often expired items are looked for, on the service clock. AWS promises days, not seconds. spec 11.1 */
export const ttlSweepIntervalMs = 1_000;

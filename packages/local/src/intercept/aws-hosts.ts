// Which host names belong to AWS, as a pattern that a worker can carry.

/**
 * Matches every AWS service host: `SERVICE.REGION.amazonaws.com`, `{api}.execute-api.…`, global services, China.
 *
 * @source spec/sdk-wire.md 5; spec/websocket-api.md 1.1
 */
export const awsHostPattern = '(^|\\.)amazonaws\\.com(\\.cn)?$';

const pattern = new RegExp(awsHostPattern, 'i');

/** Whether a host name is one of AWS's. */
export function isAwsHost(host: string): boolean {
  return pattern.test(host);
}

// What an event has: the only properties that a function can read.

/** Property names by place in the event; the empty place is the event itself. @source spec/cloudfront.md 2.1, 1.15 */
export const eventProperties: Readonly<Record<string, readonly string[]>> = {
  '': ['version', 'context', 'viewer', 'request', 'response'],
  context: ['distributionDomainName', 'endpoint', 'distributionId', 'eventType', 'requestId'],
  viewer: ['ip'],
  request: ['method', 'uri', 'querystring', 'headers', 'cookies', 'rawQueryString'],
  response: ['statusCode', 'statusDescription', 'headers', 'cookies'],
};

/** What one header, cookie or query parameter has. @source spec/cloudfront.md 2.1, 2.3, 2.7 */
export const entryProperties: readonly string[] = ['value', 'multiValue', 'attributes'];

/** What people look for in vain, mostly from Lambda@Edge, and where it is. @source spec/cloudfront.md 1.5, 2.1, 6.4 */
export const missingProperties: Readonly<Record<string, string>> = {
  'request.body': 'use Lambda@Edge: a CloudFront function never sees the body of a request',
  'response.body': 'use Lambda@Edge: a CloudFront function never sees the body of the origin',
  'request.origin': 'call cf.updateRequestOrigin',
  'request.clientIp': 'read event.viewer.ip',
  'request.ip': 'read event.viewer.ip',
  'request.url': 'read event.request.uri',
  'request.path': 'read event.request.uri',
  'request.query': 'read event.request.querystring',
  'request.params': 'read event.request.querystring',
  'request.host': 'read event.request.headers.host.value',
  'response.status': 'read event.response.statusCode',
  config: 'read event.context',
};

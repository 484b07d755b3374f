// The services of one stack, as its resource types and front door see them. A service talks to another only
// through the interface that AWS has between them: an invocation, an event, a request.

import type { ApiGateway } from './apigateway/index.js';
import type { CloudFront } from './cloudfront/index.js';
import type { DynamoDb } from './dynamodb/index.js';
import type { EventSources } from './event-sources/index.js';
import type { EventBridge } from './eventbridge/index.js';
import type { Lambda } from './lambda/index.js';
import type { S3 } from './s3/index.js';
import type { Scheduler } from './scheduler/index.js';
import type { Sns } from './sns/index.js';
import type { Sqs } from './sqs/index.js';

/** All services of one stack. */
export interface Services {
  readonly apigateway: ApiGateway;
  readonly cloudfront: CloudFront;
  readonly dynamodb: DynamoDb;
  readonly eventbridge: EventBridge;
  readonly eventSources: EventSources;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly sns: Sns;
  readonly sqs: Sqs;
}

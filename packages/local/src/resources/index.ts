// The registry: every resource type that the local cloud runs or knows to be harmless.

import {
  apiGatewayAccount,
  apiGatewayApiKey,
  apiGatewayUsagePlan,
  apiGatewayUsagePlanKey,
} from './apigateway-usage.js';
import { apiGatewayApi } from './apigatewayv2-api.js';
import { apiGatewayAuthorizer } from './apigatewayv2-authorizer.js';
import { apiGatewayApiMapping, apiGatewayDomainName } from './apigatewayv2-domain-name.js';
import { apiGatewayIntegration } from './apigatewayv2-integration.js';
import { apiGatewayIntegrationResponse } from './apigatewayv2-integration-response.js';
import { apiGatewayModel } from './apigatewayv2-model.js';
import { apiGatewayRoute } from './apigatewayv2-route.js';
import { apiGatewayRouteResponse } from './apigatewayv2-route-response.js';
import { apiGatewayDeployment, apiGatewayStage } from './apigatewayv2-stage.js';
import { cloudFrontDistribution } from './cloudfront-distribution.js';
import { cloudFrontFunction } from './cloudfront-function.js';
import { cloudFrontKeyValueStore } from './cloudfront-key-value-store.js';
import { cloudFrontOriginAccessControl, cloudFrontOriginAccessIdentity } from './cloudfront-origin-access.js';
import {
  cloudFrontCachePolicy,
  cloudFrontOriginRequestPolicy,
  cloudFrontResponseHeadersPolicy,
} from './cloudfront-policies.js';
import { dynamodbGlobalTable } from './dynamodb-global-table.js';
import { dynamodbTable } from './dynamodb-table.js';
import { eventsEventBus, eventsRule } from './events-rule.js';
import { iamManagedPolicy, iamPolicy, iamRole } from './iam.js';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config.js';
import { lambdaEventSourceMapping } from './lambda-event-source-mapping.js';
import { lambdaFunction } from './lambda-function.js';
import { lambdaLayerVersion } from './lambda-layer-version.js';
import { lambdaPermission } from './lambda-permission.js';
import { lambdaAlias, lambdaVersion } from './lambda-version.js';
import { logsLogGroup } from './logs-log-group.js';
import { cdkMetadata, snsTopicPolicy, sqsQueuePolicy } from './policies.js';
import type { ResourceType } from './resource-type.js';
import { s3Bucket } from './s3-bucket.js';
import { s3BucketPolicy } from './s3-bucket-policy.js';
import { schedulerSchedule, schedulerScheduleGroup } from './scheduler-schedule.js';
import { snsSubscription } from './sns-subscription.js';
import { snsTopic } from './sns-topic.js';
import { sqsQueue } from './sqs-queue.js';

/** One line a type. */
export const resourceTypes: readonly ResourceType[] = [
  apiGatewayAccount,
  apiGatewayApi,
  apiGatewayApiKey,
  apiGatewayApiMapping,
  apiGatewayAuthorizer,
  apiGatewayDeployment,
  apiGatewayDomainName,
  apiGatewayIntegration,
  apiGatewayIntegrationResponse,
  apiGatewayModel,
  apiGatewayRoute,
  apiGatewayRouteResponse,
  apiGatewayStage,
  apiGatewayUsagePlan,
  apiGatewayUsagePlanKey,
  cdkMetadata,
  cloudFrontCachePolicy,
  cloudFrontDistribution,
  cloudFrontFunction,
  cloudFrontKeyValueStore,
  cloudFrontOriginAccessControl,
  cloudFrontOriginAccessIdentity,
  cloudFrontOriginRequestPolicy,
  cloudFrontResponseHeadersPolicy,
  dynamodbGlobalTable,
  dynamodbTable,
  eventsEventBus,
  eventsRule,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  lambdaAlias,
  lambdaEventInvokeConfig,
  lambdaEventSourceMapping,
  lambdaFunction,
  lambdaLayerVersion,
  lambdaPermission,
  lambdaVersion,
  logsLogGroup,
  s3Bucket,
  s3BucketPolicy,
  schedulerSchedule,
  schedulerScheduleGroup,
  snsSubscription,
  snsTopic,
  snsTopicPolicy,
  sqsQueue,
  sqsQueuePolicy,
];

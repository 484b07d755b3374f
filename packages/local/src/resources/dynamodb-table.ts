// AWS::DynamoDB::Table.

import { parseTableDefinition } from '../dynamodb/index.js';
import { booleanOf, listOf, mapOf, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2. */
export const dynamodbTable: ResourceType = {
  type: 'AWS::DynamoDB::Table',
  properties: {
    TableName: 'used',
    KeySchema: 'used',
    AttributeDefinitions: 'used',
    BillingMode: 'used',
    ProvisionedThroughput: 'used',
    GlobalSecondaryIndexes: 'used',
    LocalSecondaryIndexes: 'used',
    StreamSpecification: 'used',
    TimeToLiveSpecification: 'used',
    Tags: 'harmless',
    SSESpecification: 'harmless',
    PointInTimeRecoverySpecification: 'harmless',
    DeletionProtectionEnabled: 'harmless',
    TableClass: 'harmless',
    ContributorInsightsSpecification: 'harmless',
    ResourcePolicy: 'harmless',
    OnDemandThroughput: 'harmless',
    WarmThroughput: 'harmless',
    KinesisStreamSpecification: { ignored: 'changes are not copied to Kinesis locally' },
    ImportSourceSpecification: { ignored: 'the table starts empty locally' },
  },
  create: ensureTable,
  update(context, resource, previous) {
    return nameOf(context, resource) === previous.instance.physicalId
      ? ensureTable(context, resource)
      : 'replace';
  },
  remove({ services }, _resource, { physicalId }) {
    services.dynamodb.removeTable(physicalId);
  },
};

async function ensureTable(context: ResourceContext, resource: ResolvedResource): Promise<ResourceInstance> {
  const { dynamodb } = context.services;
  const name = nameOf(context, resource);
  const { properties } = resource;
  const ttl = mapOf(properties.TimeToLiveSpecification);
  const description = parseTableDefinition(
    { ...properties, KeySchema: listOf(properties.KeySchema) },
    { name, nowMs: Date.now() },
  );
  await dynamodb.ensureTable({
    ...description,
    ttlAttribute: booleanOf(ttl.Enabled) ? textOf(ttl.AttributeName) : undefined,
  });
  const streamArn = dynamodb.streamArn(name);
  return {
    physicalId: name,
    attributes: {
      Arn: dynamodb.tableArn(name),
      ...(streamArn === undefined ? {} : { StreamArn: streamArn }),
    },
  };
}

function nameOf(context: ResourceContext, { logicalId, properties }: ResolvedResource): string {
  return textOf(properties.TableName) ?? context.physicalName(logicalId);
}

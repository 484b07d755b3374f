// AWS::DynamoDB::GlobalTable, what CDK's TableV2 makes: locally the replica of the stack's own Region.

import { dynamodbTable } from './dynamodb-table.js';
import { listOf, mapOf } from './property.js';
import type { ResolvedResource, ResourceType } from './resource-type.js';

/** Source: AWS CloudFormation Template Reference, AWS::DynamoDB::GlobalTable. */
export const dynamodbGlobalTable: ResourceType = {
  type: 'AWS::DynamoDB::GlobalTable',
  properties: {
    TableName: 'used',
    KeySchema: 'used',
    AttributeDefinitions: 'used',
    BillingMode: 'used',
    GlobalSecondaryIndexes: 'used',
    LocalSecondaryIndexes: 'used',
    StreamSpecification: 'used',
    TimeToLiveSpecification: 'used',
    // The other Regions' copies; one Region exists here.
    Replicas: 'harmless',
    GlobalTableSettingsReplicationMode: 'harmless',
    GlobalTableSourceArn: 'harmless',
    GlobalTableWitnesses: 'harmless',
    MultiRegionConsistency: 'harmless',
    ReadOnDemandThroughputSettings: 'harmless',
    ReadProvisionedThroughputSettings: 'harmless',
    SSESpecification: 'harmless',
    WarmThroughput: 'harmless',
    WriteOnDemandThroughputSettings: 'harmless',
    WriteProvisionedThroughputSettings: 'harmless',
  },
  create: (context, resource) => dynamodbTable.create(context, asTable(resource)),
  update: (context, resource, previous) =>
    dynamodbTable.update?.(context, asTable(resource), {
      resource: asTable(previous.resource),
      instance: previous.instance,
    }) ?? 'replace',
  remove: (context, resource, instance) => dynamodbTable.remove(context, asTable(resource), instance),
};

// Throughput is per replica there and not limited here, so indexes have none.
function asTable(resource: ResolvedResource): ResolvedResource {
  const { properties } = resource;
  const indexes = listOf(properties.GlobalSecondaryIndexes).map((index) => {
    const { IndexName, KeySchema, Projection } = mapOf(index);
    return { IndexName, KeySchema, Projection };
  });
  const { GlobalSecondaryIndexes: _indexes, BillingMode: _mode, ...rest } = properties;
  return {
    ...resource,
    properties: {
      ...rest,
      BillingMode: 'PAY_PER_REQUEST',
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
    },
  };
}

// AWS::Lambda::EventSourceMapping: a queue or a table's stream calls a function (spec/websocket-api.md 8.1, 10.4).

import { formatArn } from '../arn.js';
import { parseMapping } from '../event-sources/index.js';
import { PropertyError } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

const otherSource = { ignored: 'only SQS queues and DynamoDB streams call functions locally' } as const;

export const lambdaEventSourceMapping: ResourceType = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: {
    FunctionName: 'used',
    EventSourceArn: 'used',
    Enabled: 'used',
    BatchSize: 'used',
    MaximumBatchingWindowInSeconds: 'used',
    FunctionResponseTypes: 'used',
    FilterCriteria: 'used',
    StartingPosition: 'used',
    MaximumRetryAttempts: 'used',
    MaximumRecordAgeInSeconds: 'used',
    BisectBatchOnFunctionError: 'used',
    DestinationConfig: 'used',
    ScalingConfig: 'used',
    // A stream has one shard here, whose records stay in order: more than AWS promises.
    ParallelizationFactor: 'harmless',
    KmsKeyArn: 'harmless',
    MetricsConfig: 'harmless',
    Tags: 'harmless',
    TumblingWindowInSeconds: { ignored: 'windows are not aggregated locally' },
    AmazonManagedKafkaEventSourceConfig: otherSource,
    DocumentDBEventSourceConfig: otherSource,
    ProvisionedPollerConfig: otherSource,
    Queues: otherSource,
    SelfManagedEventSource: otherSource,
    SelfManagedKafkaEventSourceConfig: otherSource,
    SourceAccessConfigurations: otherSource,
    StartingPositionTimestamp: otherSource,
    Topics: otherSource,
  },
  create: putMapping,
  update: (context, resource, previous) =>
    resource.properties.EventSourceArn === previous.resource.properties.EventSourceArn
      ? putMapping(context, resource)
      : 'replace',
  remove: ({ services }, _resource, { physicalId }) => services.eventSources.remove(physicalId),
};

async function putMapping(
  context: ResourceContext,
  { logicalId, properties }: ResolvedResource,
): Promise<ResourceInstance> {
  const id = context.stableId(logicalId, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const parsed = parseMapping(id, properties);
  if (parsed.kind === 'refused') throw new PropertyError(parsed.property, parsed.reason);
  const { services, identity } = context;
  if (services.lambda.resolveName(parsed.mapping.functionName) === undefined) {
    throw new PropertyError('FunctionName', `the stack has no function "${parsed.mapping.functionName}"`);
  }
  await services.eventSources.put(parsed.mapping);
  const arn = formatArn({ ...identity, service: 'lambda', resource: `event-source-mapping:${id}` });
  return { physicalId: id, attributes: { Id: id, EventSourceMappingArn: arn } };
}

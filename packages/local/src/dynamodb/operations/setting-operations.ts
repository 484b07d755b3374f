// Settings of tables and of the account: TTL, tags, limits.

import { DynamoDbError, invalid } from '../errors.js';
import { checkMembers } from '../request-members.js';
import { type Input, type Operation, requireDescribed, requireNamed } from './operation.js';
import { tagMap } from './table-operations.js';

export const settingOperations: Readonly<Record<string, Operation>> = {
  UpdateTimeToLive(engine, source) {
    const input = checkMembers(source, {
      TableName: { kind: 'text', required: true },
      TimeToLiveSpecification: {
        kind: 'structure',
        required: true,
        members: {
          AttributeName: { kind: 'text', required: true, minLength: 1, maxLength: 255 },
          Enabled: { kind: 'flag' },
        },
      },
    });
    const table = requireDescribed(engine, input.TableName);
    const specification = input.TimeToLiveSpecification as Input;
    const attribute = String(specification.AttributeName);
    const isEnabled = specification.Enabled === true;
    const current = table.description.ttlAttribute;
    if ((current !== undefined) === isEnabled)
      throw invalid(`TimeToLive is already ${isEnabled ? 'enabled' : 'disabled'}`);
    if (current !== undefined && current !== attribute)
      throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    engine.redescribe(table, { ...table.description, ttlAttribute: isEnabled ? attribute : undefined });
    return { TimeToLiveSpecification: { Enabled: isEnabled, AttributeName: attribute } };
  },
  DescribeTimeToLive(engine, input) {
    const { ttlAttribute } = requireDescribed(engine, input.TableName).description;
    return {
      TimeToLiveDescription:
        ttlAttribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
    };
  },
  TagResource(engine, input) {
    const table = requireNamed(engine, input.ResourceArn);
    engine.redescribe(table, {
      ...table.description,
      tags: { ...table.description.tags, ...tagMap(input.Tags) },
    });
    return {};
  },
  UntagResource(engine, input) {
    const table = requireNamed(engine, input.ResourceArn);
    const gone = new Set((input.TagKeys ?? []) as string[]);
    const tags = Object.fromEntries(Object.entries(table.description.tags).filter(([key]) => !gone.has(key)));
    engine.redescribe(table, { ...table.description, tags });
    return {};
  },
  ListTagsOfResource(engine, input) {
    const { tags } = requireNamed(engine, input.ResourceArn).description;
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
  DescribeLimits: () => ({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  }),
  DescribeEndpoints: (engine) => ({
    Endpoints: [{ Address: `dynamodb.${engine.region}.amazonaws.com`, CachePeriodInMinutes: 1_440 }],
  }),
  DescribeContinuousBackups(engine, input) {
    const table = engine.table(String(input.TableName));
    if (table === undefined)
      throw new DynamoDbError('TableNotFoundException', `Table not found: ${String(input.TableName)}`);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    };
  },
};

// AWS::Serverless::SimpleTable -> AWS::DynamoDB::Table with one key.

import { isMap, valueAt } from '../plain-data.js';
import { pick, type SamType, tagList } from './sam-type.js';

const attributeTypes: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/** Source: AWS SAM Developer Guide, "AWS::Serverless::SimpleTable": the key is `id`, text, by default. */
export const simpleTableType: SamType = {
  type: 'AWS::Serverless::SimpleTable',
  properties: {
    PrimaryKey: 'used',
    ProvisionedThroughput: 'used',
    TableName: 'used',
    Tags: 'used',
    PointInTimeRecoverySpecification: 'harmless',
    SSESpecification: 'harmless',
  },
  expand({ logicalId, properties, attributes }, context) {
    const key = isMap(properties.PrimaryKey) ? properties.PrimaryKey : {};
    const name = key.Name ?? 'id';
    const type = context.textOf(valueAt(key, 'Type')) ?? 'String';
    if (!Object.hasOwn(attributeTypes, type)) {
      context.report({
        code: 'EW3304',
        path: `Resources.${logicalId}.Properties.PrimaryKey.Type`,
        message: `Table "${logicalId}" cannot have a key of type "${type}"`,
        help: 'use String, Number or Binary',
      });
    }
    context.add(logicalId, {
      ...attributes,
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        ...pick(properties, ['TableName', 'PointInTimeRecoverySpecification', 'SSESpecification']),
        ...(properties.Tags === undefined ? {} : { Tags: tagList(properties.Tags) }),
        AttributeDefinitions: [{ AttributeName: name, AttributeType: attributeTypes[type] ?? 'S' }],
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        ...(properties.ProvisionedThroughput === undefined
          ? { BillingMode: 'PAY_PER_REQUEST' }
          : { ProvisionedThroughput: properties.ProvisionedThroughput }),
      },
    });
  },
};

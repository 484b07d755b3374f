// The inputs of the operations on items, as the API model has them. Source: Amazon DynamoDB API Reference.

import { comparisonOperators } from './legacy-parameters.js';
import { maxBatchWrites, maxClientTokenCharacters, maxSegments, maxTransactItems } from './limits.js';
import type { Members, Shape } from './request-members.js';

const any: Shape = { kind: 'any' };
const flag: Shape = { kind: 'flag' };
const text: Shape = { kind: 'text' };
const tableName: Shape = { kind: 'text', required: true };
const item: Shape = { kind: 'map', of: any, required: true };
const values: Shape = { kind: 'map', of: any };
const names: Shape = { kind: 'map', of: text };
const list = (of: Shape, bounds: { min?: number; max?: number; required?: boolean } = {}): Shape => ({
  kind: 'list',
  of,
  ...bounds,
});
const structure = (members: Members, required = false): Shape => ({ kind: 'structure', members, required });
const oneOf = (...choices: readonly string[]): Shape => ({ kind: 'text', choices });

const returnValues = oneOf('ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW');
const onFailure = oneOf('ALL_OLD', 'NONE');
const capacity = oneOf('INDEXES', 'TOTAL', 'NONE');
const collections = oneOf('SIZE', 'NONE');
const conditionalOperator = oneOf('OR', 'AND');
const condition = structure({
  ComparisonOperator: { kind: 'text', required: true, choices: comparisonOperators },
  AttributeValueList: list(any),
});
const conditions: Shape = { kind: 'map', of: condition };
const expected: Shape = {
  kind: 'map',
  of: structure({
    Value: any,
    Exists: flag,
    ComparisonOperator: { kind: 'text', choices: comparisonOperators },
    AttributeValueList: list(any),
  }),
};

const write: Members = {
  TableName: tableName,
  ConditionExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
  Expected: expected,
  ConditionalOperator: conditionalOperator,
  ReturnValues: returnValues,
  ReturnValuesOnConditionCheckFailure: onFailure,
  ReturnConsumedCapacity: capacity,
  ReturnItemCollectionMetrics: collections,
};
const read: Members = {
  TableName: tableName,
  IndexName: text,
  Select: oneOf('SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'),
  Limit: { kind: 'number', min: 1 },
  ConsistentRead: flag,
  ExclusiveStartKey: values,
  AttributesToGet: list(text, { min: 1 }),
  ConditionalOperator: conditionalOperator,
  ProjectionExpression: text,
  FilterExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
  ReturnConsumedCapacity: capacity,
};
const reading: Members = {
  AttributesToGet: list(text, { min: 1 }),
  ConsistentRead: flag,
  ProjectionExpression: text,
  ExpressionAttributeNames: names,
};
/** What an action of a transaction has in common. */
const action: Members = {
  TableName: tableName,
  ConditionExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
  ReturnValuesOnConditionCheckFailure: onFailure,
};

/** Members by operation. Operations that are not here check their input themselves. */
export const requestShapes: Readonly<Record<string, Members>> = {
  PutItem: { ...write, Item: item },
  DeleteItem: { ...write, Key: item },
  UpdateItem: {
    ...write,
    Key: item,
    UpdateExpression: text,
    AttributeUpdates: {
      kind: 'map',
      of: structure({ Value: any, Action: oneOf('ADD', 'PUT', 'DELETE') }),
    },
  },
  GetItem: { ...reading, TableName: tableName, Key: item, ReturnConsumedCapacity: capacity },
  Query: {
    ...read,
    ScanIndexForward: flag,
    KeyConditionExpression: text,
    KeyConditions: conditions,
    QueryFilter: conditions,
  },
  Scan: {
    ...read,
    TotalSegments: { kind: 'number', min: 1, max: maxSegments },
    Segment: { kind: 'number', min: 0, max: maxSegments - 1 },
    ScanFilter: conditions,
  },
  BatchGetItem: {
    RequestItems: {
      kind: 'map',
      required: true,
      min: 1,
      of: structure({ ...reading, Keys: list(values, { min: 1, max: 100, required: true }) }),
    },
    ReturnConsumedCapacity: capacity,
  },
  BatchWriteItem: {
    RequestItems: {
      kind: 'map',
      required: true,
      min: 1,
      max: maxBatchWrites,
      of: list(
        structure({ PutRequest: structure({ Item: item }), DeleteRequest: structure({ Key: item }) }),
        {
          min: 1,
          max: maxBatchWrites,
        },
      ),
    },
    ReturnConsumedCapacity: capacity,
    ReturnItemCollectionMetrics: collections,
  },
  TransactWriteItems: {
    TransactItems: list(
      structure({
        Put: structure({ ...action, Item: item }),
        Update: structure({ ...action, Key: item, UpdateExpression: { kind: 'text', required: true } }),
        Delete: structure({ ...action, Key: item }),
        ConditionCheck: structure({
          ...action,
          Key: item,
          ConditionExpression: { kind: 'text', required: true },
        }),
      }),
      { min: 1, max: maxTransactItems, required: true },
    ),
    ClientRequestToken: { kind: 'text', minLength: 1, maxLength: maxClientTokenCharacters },
    ReturnConsumedCapacity: capacity,
    ReturnItemCollectionMetrics: collections,
  },
  TransactGetItems: {
    TransactItems: list(
      structure({
        Get: structure(
          { TableName: tableName, Key: item, ProjectionExpression: text, ExpressionAttributeNames: names },
          true,
        ),
      }),
      { min: 1, max: maxTransactItems, required: true },
    ),
    ReturnConsumedCapacity: capacity,
  },
};

// The inputs of CreateTable and UpdateTable, as the API model has them. Source: Amazon DynamoDB API Reference.

import type { Members, Shape } from './request-members.js';

const text: Shape = { kind: 'text' };
const name: Shape = { kind: 'text', required: true };
const flag: Shape = { kind: 'flag' };
const any: Shape = { kind: 'any' };
const list = (of: Shape, bounds: { min?: number; max?: number; required?: boolean } = {}): Shape => ({
  kind: 'list',
  of,
  ...bounds,
});
const structure = (members: Members, required = false): Shape => ({ kind: 'structure', members, required });

const units: Shape = { kind: 'number', required: true, min: 1 };
const throughput = structure({ ReadCapacityUnits: units, WriteCapacityUnits: units });
const definitions = list(
  structure({
    AttributeName: name,
    AttributeType: { kind: 'text', required: true, choices: ['B', 'N', 'S'] },
  }),
);
const keySchema = list(
  structure({
    AttributeName: name,
    KeyType: { kind: 'text', required: true, choices: ['HASH', 'RANGE'] },
  }),
  { min: 1, max: 2, required: true },
);
const projection = structure(
  {
    ProjectionType: { kind: 'text', choices: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
    NonKeyAttributes: list(text, { min: 1 }),
  },
  true,
);
const indexName: Shape = { kind: 'text', required: true, minLength: 3, maxLength: 255 };
const localIndex: Members = { IndexName: indexName, KeySchema: keySchema, Projection: projection };
const globalIndex: Members = { ...localIndex, ProvisionedThroughput: throughput };
const stream = structure({
  StreamEnabled: flag,
  StreamViewType: {
    kind: 'text',
    choices: ['KEYS_ONLY', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE'],
  },
});
const billingMode: Shape = { kind: 'text', choices: ['PROVISIONED', 'PAY_PER_REQUEST'] };

export const createTableShape: Members = {
  TableName: name,
  AttributeDefinitions: { ...definitions, required: true } as Shape,
  KeySchema: keySchema,
  BillingMode: billingMode,
  ProvisionedThroughput: throughput,
  GlobalSecondaryIndexes: list(structure(globalIndex)),
  LocalSecondaryIndexes: list(structure(localIndex)),
  StreamSpecification: stream,
  DeletionProtectionEnabled: flag,
  Tags: list(any),
};

export const updateTableShape: Members = {
  TableName: name,
  AttributeDefinitions: definitions,
  BillingMode: billingMode,
  ProvisionedThroughput: throughput,
  GlobalSecondaryIndexUpdates: list(
    structure({
      Create: structure(globalIndex),
      Delete: structure({ IndexName: indexName }),
      Update: structure({ IndexName: indexName, ProvisionedThroughput: throughput }),
    }),
  ),
  StreamSpecification: stream,
  DeletionProtectionEnabled: flag,
  SSESpecification: any,
  ReplicaUpdates: any,
  TableClass: any,
  OnDemandThroughput: any,
  WarmThroughput: any,
};

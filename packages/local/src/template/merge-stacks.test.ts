import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeStacks, type StackPart } from './merge-stacks.js';

const part = (name: string, body: Record<string, unknown>): StackPart => ({
  name,
  document: { file: `/${name}.json`, body, locate: (path) => ({ file: `/${name}.json`, path }) },
});

describe('mergeStacks', () => {
  it('puts a nested stack into its parent: parameters in, outputs out', () => {
    const parent = part('shop', {
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        Data: {
          Type: 'AWS::CloudFormation::Stack',
          Condition: 'IsShop',
          DependsOn: 'Topic',
          Properties: { TemplateURL: 'data.json', Parameters: { TopicArn: { Ref: 'Topic' }, Names: 'a,b' } },
        },
        Reader: {
          Type: 'AWS::Lambda::Function',
          DependsOn: ['Data'],
          Properties: {
            Environment: { Variables: { TABLE: { 'Fn::GetAtt': ['Data', 'Outputs.TableName'] } } },
          },
        },
      },
      Conditions: { IsShop: { 'Fn::Equals': ['a', 'a'] } },
      Outputs: { Table: { Value: { 'Fn::Sub': 'table ${Data.Outputs.TableName}' } } },
    });
    const nested = part('data', {
      Parameters: {
        TopicArn: { Type: 'String' },
        Names: { Type: 'CommaDelimitedList' },
        Mode: { Type: 'String', Default: 'fast' },
      },
      Conditions: { IsFast: { 'Fn::Equals': [{ Ref: 'Mode' }, 'fast'] } },
      Mappings: { Sizes: { fast: { value: 1 } } },
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Condition: 'IsFast',
          Properties: {
            Size: { 'Fn::FindInMap': ['Sizes', { Ref: 'Mode' }, 'value'] },
            Topic: { 'Fn::Sub': '${TopicArn}/${Table2.Arn}' },
            Names: { Ref: 'Names' },
            When: { 'Fn::If': ['IsFast', { Ref: 'Table2' }, 'no'] },
          },
        },
        Table2: { Type: 'AWS::DynamoDB::Table', DependsOn: 'Table' },
      },
      Outputs: { TableName: { Value: { Ref: 'Table2' } } },
    });
    const { body, locate } = mergeStacks([parent], (id) => (id === 'Data' ? nested : undefined));
    assert.deepEqual(body, {
      Parameters: {},
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        Reader: {
          Type: 'AWS::Lambda::Function',
          DependsOn: ['DataTable', 'DataTable2'],
          Properties: { Environment: { Variables: { TABLE: { Ref: 'DataTable2' } } } },
        },
        DataTable: {
          Type: 'AWS::DynamoDB::Table',
          Condition: 'DataIsFast',
          DependsOn: ['Topic'],
          Properties: {
            Size: { 'Fn::FindInMap': ['DataSizes', 'fast', 'value'] },
            Topic: {
              'Fn::Sub': [
                '${TopicArn}/${Table2.Arn}',
                { TopicArn: { Ref: 'Topic' }, 'Table2.Arn': { 'Fn::GetAtt': ['DataTable2', 'Arn'] } },
              ],
            },
            Names: ['a', 'b'],
            When: { 'Fn::If': ['DataIsFast', { Ref: 'DataTable2' }, 'no'] },
          },
        },
        DataTable2: { Type: 'AWS::DynamoDB::Table', Condition: 'IsShop', DependsOn: ['DataTable', 'Topic'] },
      },
      Conditions: {
        IsShop: { 'Fn::Equals': ['a', 'a'] },
        DataIsFast: { 'Fn::Equals': ['fast', 'fast'] },
      },
      Mappings: { DataSizes: { fast: { value: 1 } } },
      Outputs: {
        Table: {
          Value: {
            'Fn::Sub': [
              'table ${Data.Outputs.TableName}',
              { 'Data.Outputs.TableName': { Ref: 'DataTable2' } },
            ],
          },
        },
      },
    });
    assert.deepEqual(locate('Resources.DataTable2.Properties'), {
      file: '/data.json',
      path: 'Resources.Table2.Properties',
    });
  });

  it('hands outputs of one nested stack to another', () => {
    const nest = (Parameters: Record<string, unknown>) => ({
      Type: 'AWS::CloudFormation::Stack',
      Properties: { Parameters },
    });
    const parent = part('shop', {
      Resources: { B: nest({ Name: { 'Fn::GetAtt': ['A', 'Outputs.Name'] } }), A: nest({}) },
    });
    const a = part('a', {
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
      Outputs: { Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } } },
    });
    const b = part('b', {
      Parameters: { Name: { Type: 'String' } },
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
    });
    const { body } = mergeStacks([parent], (id) => ({ A: a, B: b })[id]);
    assert.deepEqual(body.Resources, {
      ATopic: { Type: 'AWS::SNS::Topic' },
      BQueue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::GetAtt': ['ATopic', 'TopicName'] } },
      },
    });
  });

  it('puts siblings beside each other, renames only what meets, and follows exports', () => {
    const data = part('Data', {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table' }, Same: { Type: 'AWS::SNS::Topic' } },
      Outputs: { Name: { Value: { Ref: 'Table' }, Export: { Name: 'Data:Name' } } },
    });
    const api = part('Api-1', {
      Parameters: { Level: { Type: 'String' } },
      Resources: {
        Same: { Type: 'AWS::SQS::Queue' },
        Reader: {
          Type: 'AWS::Lambda::Function',
          DependsOn: 'Same',
          Properties: { Table: { 'Fn::ImportValue': 'Data:Name' }, Other: { 'Fn::ImportValue': 'x' } },
        },
      },
    });
    const { body, locate } = mergeStacks([data, api], () => undefined);
    assert.deepEqual(body, {
      Parameters: { Level: { Type: 'String' } },
      Resources: {
        Table: { Type: 'AWS::DynamoDB::Table' },
        Same: { Type: 'AWS::SNS::Topic' },
        Api1Same: { Type: 'AWS::SQS::Queue' },
        Reader: {
          Type: 'AWS::Lambda::Function',
          DependsOn: ['Api1Same'],
          Properties: { Table: { Ref: 'Table' }, Other: { 'Fn::ImportValue': 'x' } },
        },
      },
      Conditions: {},
      Mappings: {},
      Outputs: { Name: { Value: { Ref: 'Table' }, Export: { Name: 'Data:Name' } } },
    });
    assert.deepEqual(locate('Resources.Api1Same'), { file: '/Api-1.json', path: 'Resources.Same' });
  });
});

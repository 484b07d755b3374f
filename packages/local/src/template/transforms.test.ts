import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTemplate } from './parse-template.js';
import { applyTransforms } from './transforms.js';

const included: Readonly<Record<string, unknown>> = {
  './queue.yaml': { QueueName: 'orders', DelaySeconds: 5 },
  './more.yaml': { Resources: { Extra: { Type: 'AWS::SNS::Topic' }, Topic: 'not this one' } },
};

function transform(text: string, parameters: Record<string, string> = {}) {
  const { document } = parseTemplate(text, '/shop/template.yaml');
  assert.ok(document);
  const result = applyTransforms(document, {
    parameters,
    loadInclude: (location) =>
      location in included
        ? { kind: 'content', value: included[location] }
        : { kind: 'failure', reason: 'the file does not exist' },
  });
  return {
    body: result.document.body,
    locate: result.document.locate,
    found: result.diagnostics.map(({ code, severity, message, where }) => [
      code,
      severity,
      message.split(':')[0],
      where?.line,
    ]),
  };
}

describe('applyTransforms', () => {
  it('names a macro and keeps the rest', () => {
    const { body, found } = transform(
      'Transform: [AWS::LanguageExtensions, Company-Tags]\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n',
    );
    assert.deepEqual(body.Resources, { Topic: { Type: 'AWS::SNS::Topic' } });
    assert.deepEqual(found, [['EW3121', 'error', 'Macro "Company-Tags" is not run', 1]]);
  });

  it('runs nothing for a resource that a macro would write, and keeps references to it', () => {
    const { body, found } = transform(
      [
        'Resources:',
        '  Topic: {Type: AWS::SNS::Topic}',
        '  Queue:',
        '    Type: AWS::SQS::Queue',
        '    Properties:',
        '      Fn::Transform: {Name: Company::Queues, Parameters: {Size: 1}}',
        '  Fn::ForEach::Tables: [Name, [A], {}]',
      ].join('\n'),
    );
    assert.deepEqual(body.Resources, {
      Topic: { Type: 'AWS::SNS::Topic' },
      Queue: { Type: 'Macro::Company::Queues', Properties: {} },
    });
    assert.deepEqual(found, [
      ['EW3121', 'error', 'Macro "Company', 6],
      ['EW3122', 'error', '"Fn', 7],
    ]);
  });

  it('puts included files in their place, under what the template says itself', () => {
    const { body, found } = transform(
      [
        'Transform: [{Name: AWS::Include, Parameters: {Location: ./more.yaml}}]',
        'Resources:',
        '  Topic: {Type: AWS::SNS::Topic}',
        '  Queue:',
        '    Type: AWS::SQS::Queue',
        '    Properties:',
        '      DelaySeconds: 9',
        '      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./queue.yaml}}',
        '  Other:',
        '    Type: AWS::SQS::Queue',
        '    Properties:',
        '      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}',
      ].join('\n'),
    );
    assert.deepEqual(body.Resources, {
      Extra: { Type: 'AWS::SNS::Topic' },
      Topic: { Type: 'AWS::SNS::Topic' },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 9, QueueName: 'orders' } },
      Other: { Type: 'AWS::SQS::Queue', Properties: {} },
    });
    assert.deepEqual(found, [['EW3124', 'error', 'Cannot include "s3', 12]]);
  });

  const loops = [
    'Transform: AWS::LanguageExtensions',
    'Parameters: {Names: {Type: CommaDelimitedList, Default: "a, b"}}',
    'Mappings: {Sizes: {all: {names: [big, tiny]}}}',
    'Resources:',
    "  'Fn::ForEach::Queues':",
    '    - Name',
    '    - !Ref Names',
    "    - 'Queue${Name}':",
    '        Type: AWS::SQS::Queue',
    '        Properties:',
    '          QueueName: !Sub "${Name}-orders-${AWS::Region}"',
    '          Tags: [{Key: of, Value: !Ref Name}]',
    "          'Fn::ForEach::Numbers': [Number, [1, 2], {'P${Number}': '${Name}${Number}'}]",
    'Outputs:',
    "  'Fn::ForEach::Sizes':",
    '    - Size',
    '    - !FindInMap [Sizes, all, names]',
    "    - 'Of&{Size}': {Value: '${Size}'}",
  ].join('\n');
  const queue = (name: string) => ({
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: { 'Fn::Sub': `${name}-orders-\${AWS::Region}` },
      Tags: [{ Key: 'of', Value: name }],
      P1: `${name}1`,
      P2: `${name}2`,
    },
  });

  it('unrolls loops over lists, parameters and mappings, and loops inside loops', () => {
    const { body, found, locate } = transform(loops);
    assert.deepEqual(body.Resources, { Queuea: queue('a'), Queueb: queue('b') });
    assert.deepEqual(body.Outputs, { Ofbig: { Value: 'big' }, Oftiny: { Value: 'tiny' } });
    assert.deepEqual(found, []);
    assert.equal(locate('Resources.Queueb.Properties.QueueName').line, 5);
  });

  it('takes the given value of a parameter, and letters and digits only where the template says so', () => {
    const text = loops.replace("'Queue${Name}'", "'Queue&{Name}'");
    const { body } = transform(text, { Names: 'my-shop' });
    assert.deepEqual(body.Resources, { Queuemyshop: queue('my-shop') });
  });

  it('leaves out a loop whose collection is not known yet', () => {
    const { body, found } = transform(loops.replace('!Ref Names', '!GetAtt Topic.Names'));
    assert.deepEqual(body.Resources, {});
    assert.deepEqual(found, [['EW3122', 'error', '"Fn', 5]]);
  });

  it('places findings of generated resources at the SAM resource', () => {
    const { locate } = transform(
      [
        'Transform: AWS::Serverless-2016-10-31',
        'Resources:',
        '  Order:',
        '    Type: AWS::Serverless::Function',
        '    Properties: {InlineCode: x, Handler: index.handler, Runtime: nodejs22.x}',
      ].join('\n'),
    );
    assert.equal(locate('Resources.OrderRole.Properties.Path').line, 3);
    assert.equal(locate('Resources.Order.Properties.Handler').line, 5);
  });
});

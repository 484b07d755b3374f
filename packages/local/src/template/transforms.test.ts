import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTemplate } from './parse-template.js';
import { applyTransforms } from './transforms.js';

function transform(text: string) {
  const { document } = parseTemplate(text, '/shop/template.yaml');
  assert.ok(document);
  const result = applyTransforms(document, { parameters: {} });
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
        '      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}',
        '  Fn::ForEach::Tables: [Name, [A], {}]',
      ].join('\n'),
    );
    assert.deepEqual(body.Resources, {
      Topic: { Type: 'AWS::SNS::Topic' },
      Queue: { Type: 'Macro::AWS::Include', Properties: {} },
    });
    assert.deepEqual(found, [
      ['EW3121', 'error', 'Macro "AWS', 6],
      ['EW3122', 'error', '"Fn', 7],
    ]);
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

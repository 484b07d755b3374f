import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readPlain } from './read-plain.js';

const root = mkdtempSync(join(tmpdir(), 'edgewire-plain-'));
after(() => rmSync(root, { recursive: true, force: true }));

async function read(name: string, files: Readonly<Record<string, string>>) {
  const folder = join(root, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const input = await readPlain({
    path: join(folder, 'template.yaml'),
    stage: undefined,
    region: undefined,
    stack: undefined,
    parameters: {},
    buckets: {},
    sources: {},
    cacheDir: join(root, 'cache'),
    endpointUrl: 'http://127.0.0.1:1',
    env: {},
  });
  return { input, folder };
}

describe('readPlain', () => {
  it('puts nested stacks of local files into the template, with their code and included files', async () => {
    const { input, folder } = await read('nested', {
      'template.yaml': `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Work:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./work/stack.yaml
      Parameters: { TopicArn: !Ref Topic, Names: 'a,b' }
Outputs:
  Worker: { Value: !GetAtt Work.Outputs.WorkerArn }
`,
      'work/stack.yaml': `
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  TopicArn: { Type: String }
  Names: { Type: CommaDelimitedList }
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Environment: { Variables: { TOPIC: !Ref TopicArn } }
  'Fn::ForEach::Queues':
    - Name
    - !Ref Names
    - '\${Name}': { Type: AWS::SQS::Queue, Properties: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: queue.yaml } } } }
Outputs:
  WorkerArn: { Value: !GetAtt Worker.Arn }
`,
      'work/queue.yaml': 'DelaySeconds: 7\n',
    });
    assert.deepEqual(input.diagnostics, []);
    const { Resources, Outputs } = input.template.body as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
      Outputs: unknown;
    };
    assert.deepEqual(
      Object.entries(Resources).map(([id, { Type }]) => [id, Type]),
      [
        ['Topic', 'AWS::SNS::Topic'],
        ['WorkWorker', 'AWS::Lambda::Function'],
        ['WorkWorkerRole', 'AWS::IAM::Role'],
        ['Worka', 'AWS::SQS::Queue'],
        ['Workb', 'AWS::SQS::Queue'],
      ],
    );
    assert.deepEqual(Resources.WorkWorker?.Properties.Environment, {
      Variables: { TOPIC: { Ref: 'Topic' } },
    });
    assert.deepEqual(Resources.Workb?.Properties, { DelaySeconds: 7 });
    assert.deepEqual(Outputs, { Worker: { Value: { 'Fn::GetAtt': ['WorkWorker', 'Arn'] } } });
    assert.deepEqual(input.sources, {
      WorkWorker: { code: { kind: 'folder', root: join(folder, 'work/src') } },
    });
    assert.deepEqual(input.watchedFiles, [
      join(folder, 'template.yaml'),
      join(folder, 'work/stack.yaml'),
      join(folder, 'work/queue.yaml'),
    ]);
    assert.equal(input.template.locate('Resources.Workb.Type').file, join(folder, 'work/stack.yaml'));
  });

  it('names a nested template that is not there, and keeps the rest', async () => {
    const { input, folder } = await read('missing', {
      'template.yaml': `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Work: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: work.yaml } }
  Remote: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://s3.amazonaws.com/b/t.yaml' } }
`,
    });
    assert.deepEqual(Object.keys(input.template.body.Resources as object), ['Topic', 'Work', 'Remote']);
    assert.deepEqual(
      input.diagnostics.map(({ code, message, where }) => [code, message, where?.line]),
      [['EW3123', 'Cannot read the template of nested stack "Work": "work.yaml" does not exist', 4]],
    );
    assert.deepEqual(input.watchedFiles, [join(folder, 'template.yaml'), join(folder, 'work.yaml')]);
  });
});

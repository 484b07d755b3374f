import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DiagnosticsError } from '@edgewire/diagnostics';
import { readStack } from './read-stack.js';

const root = mkdtempSync(join(tmpdir(), 'edgewire-cdk-'));
after(() => rmSync(root, { recursive: true, force: true }));

const helper = 'AWS::CDK::DeploymentHelper';

function project(name: string, files: Record<string, unknown>): string {
  const folder = join(root, name);
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const read = (path: string, stack?: string) =>
  readStack({
    path,
    stage: undefined,
    region: undefined,
    stack,
    parameters: {},
    buckets: {},
    sources: {},
    cacheDir: join(root, 'cache'),
    endpointUrl: 'http://127.0.0.1:1',
    env: process.env,
  });

const stackArtifact = (templateFile: string, more: Record<string, unknown> = {}) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/eu-west-3',
  properties: { templateFile },
  ...more,
});
const asset = (path: string, objectKey: string) => ({
  source: { path, packaging: 'zip' },
  destinations: { current: { bucketName: 'assets', objectKey } },
});
const code = (S3Key: string) => ({ S3Bucket: { 'Fn::Sub': 'assets-${AWS::Region}' }, S3Key });

const assembly = {
  'cdk.out': '{"version":"55.0.0"}',
  'manifest.json': {
    version: '55.0.0',
    artifacts: {
      'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
      Shop: stackArtifact('Shop.template.json', {
        properties: { templateFile: 'Shop.template.json', stackName: 'shop' },
      }),
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  },
  'Shop.assets.json': {
    files: {
      a: asset('asset.a', 'a.zip'),
      b: asset('../web', 'b.zip'),
      c: asset('nested.template.json', 'c.json'),
    },
  },
  'nested.template.json': {
    Resources: { Inner: { Type: 'AWS::Lambda::Function', Properties: { Code: code('a.zip') } } },
  },
  'Shop.template.json': {
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/v' } },
    Rules: { CheckBootstrapVersion: {} },
    Resources: {
      Order: { Type: 'AWS::Lambda::Function', Properties: { Code: code('a.zip') } },
      Elsewhere: { Type: 'AWS::Lambda::Function', Properties: { Code: code('unknown.zip') } },
      Nested: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '/assets/c.json']] },
        },
      },
      Page: { Type: 'AWS::S3::Bucket' },
      Deploy: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: {
          ServiceToken: {
            'Fn::GetAtt': ['CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81', 'Arn'],
          },
          SourceObjectKeys: ['b.zip'],
          DestinationBucketName: { Ref: 'Page' },
        },
      },
      DeployMore: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: {
          SourceObjectKeys: ['b.zip'],
          DestinationBucketName: { Ref: 'Page' },
          DestinationBucketKeyPrefix: 'more',
        },
      },
      CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81: { Type: 'AWS::Lambda::Function' },
      Own: { Type: 'Custom::Seed', Properties: { ServiceToken: 'arn' } },
    },
  },
};

describe('reading an assembly', () => {
  it('finds code, buckets and nested stacks, and leaves deployment helpers out', async () => {
    const folder = project('plain', assembly);
    const input = await read(folder);
    const resources = input.template.body.Resources as Record<string, { readonly Type: string }>;
    assert.equal(input.stackName, 'shop');
    assert.equal(input.region, 'eu-west-3');
    assert.deepEqual(input.template.body.Parameters, {});
    assert.deepEqual(
      Object.entries(resources).map(([id, { Type }]) => [id, Type]),
      [
        ['Order', 'AWS::Lambda::Function'],
        ['Elsewhere', 'AWS::Lambda::Function'],
        ['Page', 'AWS::S3::Bucket'],
        ['Deploy', helper],
        ['DeployMore', helper],
        ['CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81', helper],
        ['Own', 'Custom::Seed'],
        ['NestedInner', 'AWS::Lambda::Function'],
      ],
    );
    assert.deepEqual(input.sources, {
      Order: { code: { kind: 'folder', root: join(folder, 'asset.a') } },
      NestedInner: { code: { kind: 'folder', root: join(folder, 'asset.a') } },
    });
    assert.deepEqual(input.bucketFolders, { Page: join(root, 'web') });
    assert.deepEqual(
      input.diagnostics.map(({ code: number, message }) => [number, message]),
      [['EW3208', 'Bucket deployment "DeployMore" fills no bucket here: it fills only the prefix "more"']],
    );
  });

  it('refuses an app that needs a lookup', async () => {
    const manifest = { artifacts: {}, missing: [{ key: 'hosted-zone:domainName=shop.example' }] };
    const folder = project('lookup', { 'cdk.out/manifest.json': manifest });
    await assert.rejects(read(folder), (error) => {
      assert.ok(error instanceof DiagnosticsError);
      assert.equal(error.code, 'EW3207');
      assert.equal(
        error.message,
        'The CDK app looks up "hosted-zone:domainName=shop.example" in an account, and cdk.context.json does not have the answer',
      );
      return true;
    });
  });

  it('asks for a stage when there are several, and takes the one that is named', async () => {
    const stage = (name: string) => ({
      [`assembly-${name}/manifest.json`]: {
        artifacts: { [`${name}Api`]: stackArtifact('Api.template.json', { displayName: `${name}/Api` }) },
      },
      [`assembly-${name}/Api.template.json`]: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
    });
    const nested = (name: string) => ({
      type: 'cdk:cloud-assembly',
      properties: { directoryName: `assembly-${name}` },
    });
    const folder = project('stages', {
      'manifest.json': { artifacts: { Dev: nested('Dev'), Prod: nested('Prod') } },
      'cdk.out': '{}',
      ...stage('Dev'),
      ...stage('Prod'),
    });
    await assert.rejects(read(folder), { code: 'EW3209', help: 'choose with --stack: Dev, Prod' });
    await assert.rejects(read(folder, 'Prd/Api'), {
      code: 'EW3209',
      help: 'the nearest stack is "Prod/Api"',
    });
    assert.equal((await read(folder, 'Dev')).stackName, 'DevApi');
    assert.equal((await read(folder, 'Prod/Api')).stackName, 'ProdApi');
  });
});

describe('reading a CDK project', () => {
  // What `app.synth()` does at the end of an app.
  const app = `import { writeFileSync } from 'node:fs';
    const out = process.env.CDK_OUTDIR;
    const { stage, 'aws:cdk:disable-asset-staging': live } = JSON.parse(process.env.CDK_CONTEXT_JSON);
    writeFileSync(out + '/manifest.json', JSON.stringify({ artifacts: {
      Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } } } }));
    writeFileSync(out + '/t.json', JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic',
      Properties: { TopicName: stage + live } } } }));`;
  const library = { 'node_modules/aws-cdk-lib/package.json': '{"name":"aws-cdk-lib","version":"2.0.0"}' };
  const topicName = async (folder: string) => {
    const { template, diagnostics } = await read(folder);
    const { Topic } = template.body.Resources as { Topic: { Properties: { TopicName: string } } };
    return [
      Topic.Properties.TopicName,
      ...diagnostics.map(({ code: number, severity }) => `${number} ${severity}`),
    ];
  };
  const committed = {
    'cdk.out/manifest.json': { artifacts: { Shop: stackArtifact('t.json') } },
    'cdk.out/t.json': {
      Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'committed' } } },
    },
  };

  it('runs the app with its context, and again only after a change', async () => {
    const folder = project('app', {
      ...library,
      'cdk.json': { app: 'node app.mjs', context: { stage: 'dev-' } },
      'app.mjs': app,
    });
    assert.deepEqual(await topicName(folder), ['dev-true']);
    project('app', { 'cdk.json': { app: 'node app.mjs', context: { stage: 'new-' } } });
    assert.deepEqual(await topicName(folder), ['new-true']);
    assert.deepEqual((await read(folder)).watchedFiles, [join(folder, 'app.mjs'), join(folder, 'cdk.json')]);
  });

  it('takes the assembly that lies there without the library, or after a failure, and says so', async () => {
    const bare = project('bare', { ...committed, 'cdk.json': { app: 'node app.mjs' } });
    assert.deepEqual(await topicName(bare), ['committed', 'EW3206 note']);
    const failing = project('failing', {
      ...library,
      ...committed,
      'cdk.json': { app: 'node app.mjs' },
      'app.mjs': 'throw new Error("no account")',
    });
    assert.deepEqual(await topicName(failing), ['committed', 'EW3206 warning']);
  });

  it('refuses a cdk.json that is not JSON, with its place', async () => {
    const folder = project('damaged', { 'cdk.json': '{ "app": ' });
    await assert.rejects(read(folder), (error) => {
      assert.ok(error instanceof DiagnosticsError);
      assert.deepEqual(
        error.diagnostics.map(({ code: number, where }) => [number, where?.file]),
        [['EW3210', join(folder, 'cdk.json')]],
      );
      return true;
    });
  });

  it('refuses a failing app without an assembly, with its output', async () => {
    const folder = project('hopeless', {
      ...library,
      'cdk.json': { app: 'node app.mjs' },
      'app.mjs': 'throw new Error("no account")',
    });
    await assert.rejects(read(folder), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'EW3205');
      assert.match(error.message, /Error: no account/);
      return true;
    });
  });
});

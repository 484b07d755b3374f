import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventInvokeConfig, FunctionCode, LambdaFunctionConfig } from '../lambda/index.js';
import type { FunctionSource } from '../template/stack-input.js';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config.js';
import { lambdaFunction } from './lambda-function.js';
import { lambdaLayerVersion } from './lambda-layer-version.js';
import { lambdaAlias, lambdaVersion } from './lambda-version.js';
import type { ResourceContext, ResourceType } from './resource-type.js';

function create(source?: FunctionSource) {
  const functions: LambdaFunctionConfig[] = [];
  const layers = new Map<string, FunctionCode>();
  const invokeConfigs: [string, EventInvokeConfig | undefined][] = [];
  const context = {
    identity: {
      stackName: 'shop-dev',
      stage: 'dev',
      accountId: '123456789012',
      region: 'eu-west-1',
      partition: 'aws',
      urlSuffix: 'amazonaws.com',
    },
    services: {
      lambda: {
        putLayer: (arn: string, code: FunctionCode) => layers.set(arn, code),
        layerCode: (arn: string) => layers.get(arn),
        putFunction: (config: LambdaFunctionConfig) => functions.push(config),
        resolveName: (name: string) => name.split(':').at(-1),
        setEventInvokeConfig: (name: string, config: EventInvokeConfig | undefined) =>
          invokeConfigs.push([name, config]),
      },
    },
    emit: () => {},
    stableId: () => 'id',
    physicalName: (logicalId: string) => `shop-dev-${logicalId}-1`,
    codeSource: () => source,
    // Lambda's types use nothing else of the context.
  } as unknown as ResourceContext;
  const make = (type: ResourceType, properties: Record<string, unknown>, metadata = {}) =>
    type.create(context, { logicalId: 'Order', type: type.type, properties, metadata });
  return { context, functions, invokeConfigs, make };
}

const inline = { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = 1' } };

describe('AWS::Lambda::Function', () => {
  it('fills in the defaults of CloudFormation', async () => {
    const { functions, make } = create();
    assert.deepEqual(await make(lambdaFunction, inline), {
      physicalId: 'shop-dev-Order-1',
      attributes: {
        Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-Order-1',
        'SnapStartResponse.ApplyOn': 'None',
        'SnapStartResponse.OptimizationStatus': 'Off',
      },
    });
    assert.deepEqual(functions, [
      {
        logicalId: 'Order',
        functionName: 'shop-dev-Order-1',
        handler: 'index.handler',
        runtime: 'nodejs22.x',
        memoryMb: 128,
        timeoutSeconds: 3,
        environment: {},
        code: { kind: 'inline', text: 'exports.handler = 1' },
        architecture: 'x86_64',
      },
    ]);
  });
  it('prefers the source that the framework or the user names', async () => {
    const { functions, make } = create({ code: { kind: 'folder', root: '/app' }, handler: 'src/order.main' });
    await make(lambdaFunction, { ...inline, Timeout: '900', MemorySize: 10_240, Architectures: ['arm64'] });
    const { code, handler, timeoutSeconds, memoryMb, architecture } = functions[0] ?? {};
    assert.deepEqual(
      { code, handler, timeoutSeconds, memoryMb, architecture },
      {
        code: { kind: 'folder', root: '/app' },
        handler: 'src/order.main',
        timeoutSeconds: 900,
        memoryMb: 10_240,
        architecture: 'arm64',
      },
    );
  });
  const codes: [string, Record<string, unknown>, object, object][] = [
    ['an asset folder', { Code: {} }, { 'aws:asset:path': '/out/a' }, { kind: 'folder', root: '/out/a' }],
    ['an asset archive', { Code: {} }, { 'aws:asset:path': '/a.zip' }, { kind: 'zip', file: '/a.zip' }],
    [
      'an archive in S3',
      { Code: { S3Bucket: 'b', S3Key: 'k' } },
      {},
      {
        kind: 'unavailable',
        reason: 'its code is in S3; name the source folder with --source Order=PATH',
      },
    ],
    [
      'a container image',
      { Code: { ImageUri: 'i' }, PackageType: 'Image', Runtime: undefined },
      {},
      {
        kind: 'unavailable',
        reason: 'container images are not run locally; name the source folder with --source Order=PATH',
      },
    ],
  ];
  for (const [title, properties, metadata, expected] of codes) {
    it(`reads ${title}`, async () => {
      const { functions, make } = create();
      await make(lambdaFunction, { ...inline, ...properties }, metadata);
      assert.deepEqual(functions[0]?.code, expected);
    });
  }
  const refused: [string, Record<string, unknown>, RegExp][] = [
    ['a timeout of 0', { Timeout: 0 }, /"Timeout" .* from 1 to 900/],
    ['a timeout of 901', { Timeout: 901 }, /"Timeout" .* it is 901/],
    ['127 MB', { MemorySize: 127 }, /"MemorySize" .* from 128 to 10240/],
    ['10,241 MB', { MemorySize: 10_241 }, /"MemorySize"/],
    ['no runtime', { Runtime: undefined }, /"Runtime" .* required and absent/],
    ['a reserved variable', { Environment: { Variables: { AWS_REGION: 'x' } } }, /reserves "AWS_REGION"/],
    [
      '4,097 bytes of variables',
      { Environment: { Variables: { A: 'x'.repeat(4_096) } } },
      /its variables have 4097 bytes/,
    ],
  ];
  for (const [title, properties, message] of refused) {
    it(`refuses ${title}`, () => {
      const { make } = create();
      assert.throws(() => make(lambdaFunction, { ...inline, ...properties }), message);
    });
  }
  it('takes 4,096 bytes of variables', () => {
    const { make } = create();
    make(lambdaFunction, { ...inline, Environment: { Variables: { A: 'x'.repeat(4_095) } } });
  });
});

describe('AWS::Lambda::EventInvokeConfig', () => {
  it('sets age, retries and destinations, and takes them back', async () => {
    const { context, invokeConfigs, make } = create();
    const properties = {
      FunctionName: 'order',
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: '0',
      DestinationConfig: {
        OnSuccess: { Destination: 'arn:ok' },
        OnFailure: { Destination: 'arn:no' },
      },
    };
    const instance = await make(lambdaEventInvokeConfig, properties);
    await lambdaEventInvokeConfig.remove(
      context,
      { logicalId: 'Order', type: lambdaEventInvokeConfig.type, properties, metadata: {} },
      instance,
    );
    assert.deepEqual(invokeConfigs, [
      [
        'order',
        {
          maximumEventAgeSeconds: 60,
          maximumRetryAttempts: 0,
          onSuccessArn: 'arn:ok',
          onFailureArn: 'arn:no',
        },
      ],
      ['order', undefined],
    ]);
  });
  for (const [name, value] of [
    ['MaximumRetryAttempts', 3],
    ['MaximumEventAgeInSeconds', 59],
    ['MaximumEventAgeInSeconds', 21_601],
  ] as const) {
    it(`refuses ${name} of ${value}`, () => {
      const { make } = create();
      assert.throws(() => make(lambdaEventInvokeConfig, { FunctionName: 'order', [name]: value }), {
        name: 'PropertyError',
        property: name,
      });
    });
  }
});

describe('AWS::Lambda::LayerVersion', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:layer:tools:1';

  it('gives its content to functions, and names a layer that is not in the stack', async () => {
    const { functions, make } = create({ code: { kind: 'folder', root: '/shop/layer' } });
    await make(lambdaLayerVersion, { LayerName: 'tools' });
    await make(lambdaFunction, {
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Layers: [arn, 'arn:other'],
    });
    assert.deepEqual(functions[0]?.layers, [
      { kind: 'folder', root: '/shop/layer' },
      {
        kind: 'unavailable',
        reason: '"arn:other" is not in the stack; install what it carries in the project',
      },
    ]);
  });
});

describe('Lambda types that only name things', () => {
  it('give the ARNs of version, alias and layer', async () => {
    const { make } = create();
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:order';
    assert.deepEqual(await make(lambdaVersion, { FunctionName: arn }), {
      physicalId: `${arn}:1`,
      attributes: { FunctionArn: `${arn}:1`, Version: '1' },
    });
    assert.deepEqual(await make(lambdaAlias, { FunctionName: 'order', Name: 'live' }), {
      physicalId: `${arn}:live`,
      attributes: { AliasArn: `${arn}:live` },
    });
    const layer = 'arn:aws:lambda:eu-west-1:123456789012:layer:shop-dev-Order-1:1';
    assert.deepEqual(await make(lambdaLayerVersion, { Content: {} }), {
      physicalId: layer,
      attributes: { LayerVersionArn: layer },
    });
  });
});

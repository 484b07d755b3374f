// AWS::Serverless::Function -> AWS::Lambda::Function with its role, version, alias, retries and event sources.

import { isMap, type PlainMap, valueAt } from '../plain-data.js';
import { expandEvent } from './function-events.js';
import { pick, type SamContext, type SamResource, type SamType, tagList } from './sam-type.js';

/** Properties that Lambda has under the same name. */
const sameNames = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'Timeout',
  'VpcConfig',
] as const;

/** Source: AWS SAM Developer Guide, "AWS::Serverless::Function" and its generated resources. */
export const functionType: SamType = {
  type: 'AWS::Serverless::Function',
  properties: {
    ...Object.fromEntries(sameNames.map((name) => [name, 'used' as const])),
    AutoPublishAlias: 'used',
    CodeUri: 'used',
    DeadLetterQueue: 'used',
    EventInvokeConfig: 'used',
    Events: 'used',
    FunctionUrlConfig: 'used',
    ImageUri: 'used',
    InlineCode: 'used',
    Role: 'used',
    Tags: 'used',
    AssumeRolePolicyDocument: 'harmless',
    AutoPublishAliasAllProperties: 'harmless',
    AutoPublishCodeSha256: 'harmless',
    DeploymentPreference: 'harmless',
    PermissionsBoundary: 'harmless',
    Policies: 'harmless',
    PropagateTags: 'harmless',
    ProvisionedConcurrencyConfig: 'harmless',
    PublishToLatestPublished: 'harmless',
    RolePath: 'harmless',
    SourceKMSKeyArn: 'harmless',
    Tracing: 'harmless',
    VersionDeletionPolicy: 'harmless',
    VersionDescription: 'harmless',
    CapacityProviderConfig: { ignored: 'functions run on this machine' },
    DurableConfig: { ignored: 'durable functions are not run locally' },
    FunctionScalingConfig: { ignored: 'functions run on this machine' },
    TenancyConfig: { ignored: 'tenants share environments locally' },
  },
  expand(resource, context) {
    const { logicalId, properties, attributes } = resource;
    const roleId = `${logicalId}Role`;
    const hasRole = properties.Role !== undefined;
    context.add(logicalId, {
      ...attributes,
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...pick(properties, sameNames),
        Code: codeOf(properties),
        Role: hasRole ? properties.Role : { 'Fn::GetAtt': [roleId, 'Arn'] },
        ...deadLetters(properties.DeadLetterQueue),
        ...(properties.Tags === undefined ? {} : { Tags: tagList(properties.Tags) }),
      },
    });
    if (!hasRole) context.add(roleId, role(properties));
    const qualified = publish(resource, context);
    if (isMap(properties.EventInvokeConfig)) {
      addEventInvokeConfig(resource, properties.EventInvokeConfig, context);
    }
    if (isMap(properties.FunctionUrlConfig)) {
      context.add(`${logicalId}Url`, {
        Type: 'AWS::Lambda::Url',
        Properties: { ...properties.FunctionUrlConfig, TargetFunctionArn: qualified },
      });
    }
    for (const [eventId, event] of Object.entries(isMap(properties.Events) ? properties.Events : {})) {
      expandEvent({ functionId: logicalId, functionArn: qualified, eventId, event }, context);
    }
  },
};

// A folder or archive stays a path, as `aws cloudformation package` takes it.
function codeOf(properties: PlainMap): unknown {
  const { InlineCode, ImageUri, CodeUri } = properties;
  if (InlineCode !== undefined) return { ZipFile: InlineCode };
  if (ImageUri !== undefined) return { ImageUri };
  if (properties.PackageType === 'Image') return {};
  return uriOf(CodeUri ?? '.');
}

/** A SAM code location: `s3://bucket/key` or a map of Bucket, Key and Version; a local path stays as it is. */
export function uriOf(uri: unknown): unknown {
  if (isMap(uri) && uri.Bucket !== undefined) {
    const version = uri.Version === undefined ? {} : { S3ObjectVersion: uri.Version };
    return { S3Bucket: uri.Bucket, S3Key: uri.Key, ...version };
  }
  const [, bucket, key] = (typeof uri === 'string' && /^s3:\/\/([^/]+)\/(.+)$/.exec(uri)) || [];
  return bucket === undefined ? uri : { S3Bucket: bucket, S3Key: key };
}

function deadLetters(queue: unknown): PlainMap {
  const target = valueAt(queue, 'TargetArn');
  return target === undefined ? {} : { DeadLetterConfig: { TargetArn: target } };
}

function role(properties: PlainMap): {
  readonly Type: 'AWS::IAM::Role';
  readonly Properties: PlainMap;
} {
  const document = properties.AssumeRolePolicyDocument ?? {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
    ],
  };
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } };
}

// What events and `Ref: Function.Alias` point to: the alias where there is one.
function publish({ logicalId, properties }: SamResource, context: SamContext): unknown {
  const name = context.textOf(properties.AutoPublishAlias);
  if (properties.AutoPublishAlias === undefined) return { 'Fn::GetAtt': [logicalId, 'Arn'] };
  if (name === undefined) {
    context.report({
      code: 'EW3305',
      severity: 'warning',
      path: `Resources.${logicalId}.Properties.AutoPublishAlias`,
      message: `Function "${logicalId}" gets no alias: AutoPublishAlias is neither text nor a parameter`,
    });
    return { 'Fn::GetAtt': [logicalId, 'Arn'] };
  }
  const versionId = `${logicalId}Version`;
  const aliasId = `${logicalId}Alias${name.replace(/[^A-Za-z0-9]/g, '')}`;
  context.add(versionId, {
    Type: 'AWS::Lambda::Version',
    DeletionPolicy: 'Retain',
    Properties: { FunctionName: { Ref: logicalId } },
  });
  context.add(aliasId, {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      Name: name,
      FunctionName: { Ref: logicalId },
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
    },
  });
  context.alias(`${logicalId}.Version`, { Ref: versionId });
  context.alias(`${logicalId}.Alias`, { Ref: aliasId });
  return { Ref: aliasId };
}

function addEventInvokeConfig(
  { logicalId, properties }: SamResource,
  config: PlainMap,
  context: SamContext,
): void {
  const id = `${logicalId}EventInvokeConfig`;
  const destinations: Record<string, unknown> = {};
  for (const on of ['OnSuccess', 'OnFailure']) {
    const wanted = valueAt(config.DestinationConfig, on);
    if (isMap(wanted)) destinations[on] = { Destination: destinationArn(`${id}${on}`, wanted, context) };
  }
  context.add(id, {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: logicalId },
      Qualifier: context.textOf(properties.AutoPublishAlias) ?? '$LATEST',
      ...pick(config, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']),
      ...(config.DestinationConfig === undefined ? {} : { DestinationConfig: destinations }),
    },
  });
}

// SAM makes the queue or topic when only its kind is given.
function destinationArn(id: string, { Type, Destination }: PlainMap, context: SamContext): unknown {
  if (Destination !== undefined) return Destination;
  if (Type === 'SNS') {
    context.add(`${id}Topic`, { Type: 'AWS::SNS::Topic', Properties: {} });
    return { Ref: `${id}Topic` };
  }
  context.add(`${id}Queue`, { Type: 'AWS::SQS::Queue', Properties: {} });
  return { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] };
}

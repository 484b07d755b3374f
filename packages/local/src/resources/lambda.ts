// AWS::Lambda::*: functions, and the types that only name them (spec/websocket-api.md 8.1, 8.2).

import { type FunctionCode, functionArn } from '../lambda/index.js';
import { harmlessType } from './harmless-type.js';
import { listOf, mapOf, numberOf, PropertyError, requiredText, textMapOf, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  properties: {
    FunctionName: 'used',
    Handler: 'used',
    Runtime: 'used',
    Code: 'used',
    MemorySize: 'used',
    Timeout: 'used',
    Environment: 'used',
    Architectures: 'used',
    ReservedConcurrentExecutions: 'used',
    DeadLetterConfig: 'used',
    Role: 'harmless',
    Description: 'harmless',
    Tags: 'harmless',
    TracingConfig: 'harmless',
    LoggingConfig: 'harmless',
    KmsKeyArn: 'harmless',
    RuntimeManagementConfig: 'harmless',
    RecursiveLoop: 'harmless',
    SnapStart: 'harmless',
    PackageType: 'used',
    EphemeralStorage: 'harmless',
    CodeSigningConfigArn: 'harmless',
    Layers: { ignored: 'layers are not mounted locally: install what they carry in the project' },
    VpcConfig: { ignored: 'functions run on this machine, outside any VPC' },
    FileSystemConfigs: { ignored: 'file systems are not mounted locally' },
    ImageConfig: { ignored: 'container images are not run locally' },
  },
  create: putFunction,
  update(context, resource, previous) {
    return resource.properties.FunctionName === previous.resource.properties.FunctionName
      ? putFunction(context, resource)
      : 'replace';
  },
  async remove({ services }, _resource, { physicalId }) {
    await services.lambda.removeFunction(physicalId);
  },
};

function putFunction(context: ResourceContext, resource: ResolvedResource): ResourceInstance {
  const { logicalId, properties } = resource;
  if (textOf(properties.PackageType) === 'Image') {
    throw new PropertyError(
      'PackageType',
      'container images are not run locally: give the source with --source',
    );
  }
  const functionName = textOf(properties.FunctionName) ?? context.physicalName(logicalId);
  const source = context.codeSource(logicalId);
  const code = source?.code ?? codeOf(resource);
  if (code === undefined) {
    throw new PropertyError(
      'Code',
      `its code is in S3: name the source folder with --source ${logicalId}=PATH`,
    );
  }
  const deadLetterTargetArn = textOf(mapOf(properties.DeadLetterConfig).TargetArn);
  const reservedConcurrency = numberOf(properties.ReservedConcurrentExecutions);
  context.services.lambda.putFunction({
    logicalId,
    functionName,
    handler: source?.handler ?? textOf(properties.Handler) ?? 'index.handler',
    runtime: requiredText(properties, 'Runtime'),
    memoryMb: numberOf(properties.MemorySize) ?? 128,
    timeoutSeconds: numberOf(properties.Timeout) ?? 3,
    environment: textMapOf(mapOf(properties.Environment).Variables),
    code,
    architecture: listOf(properties.Architectures)[0] === 'arm64' ? 'arm64' : 'x86_64',
    ...(deadLetterTargetArn === undefined ? {} : { deadLetterTargetArn }),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
  });
  return { physicalId: functionName, attributes: { Arn: functionArn(context.identity, functionName) } };
}

function codeOf({ properties, metadata }: ResolvedResource): FunctionCode | undefined {
  const asset = textOf(metadata['aws:asset:path']);
  if (asset !== undefined) return { kind: 'folder', root: asset };
  const inline = mapOf(properties.Code).ZipFile;
  return typeof inline === 'string' ? { kind: 'inline', text: inline } : undefined;
}

export const lambdaPermission: ResourceType = harmlessType('AWS::Lambda::Permission', {
  properties: [
    'Action',
    'EventSourceToken',
    'FunctionName',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'Principal',
    'PrincipalOrgID',
    'SourceAccount',
    'SourceArn',
  ],
  instance: (name) => ({ physicalId: name, attributes: { Id: name } }),
});

/** A version or alias is the function itself locally; its ARN carries the qualifier. */
export const lambdaVersion: ResourceType = {
  type: 'AWS::Lambda::Version',
  properties: {
    FunctionName: 'used',
    CodeSha256: 'harmless',
    Description: 'harmless',
    ProvisionedConcurrencyConfig: 'harmless',
    RuntimePolicy: 'harmless',
  },
  create({ identity, services }, { properties }) {
    const given = requiredText(properties, 'FunctionName');
    const arn = `${functionArn(identity, services.lambda.resolveName(given) ?? given)}:1`;
    return { physicalId: arn, attributes: { FunctionArn: arn, Version: '1' } };
  },
  remove() {
    // Nothing was created.
  },
};

export const lambdaAlias: ResourceType = {
  type: 'AWS::Lambda::Alias',
  properties: {
    FunctionName: 'used',
    Name: 'used',
    FunctionVersion: 'harmless',
    Description: 'harmless',
    ProvisionedConcurrencyConfig: 'harmless',
    RoutingConfig: { ignored: 'an alias always runs the present code locally' },
  },
  create({ identity, services }, { properties }) {
    const given = requiredText(properties, 'FunctionName');
    const name = services.lambda.resolveName(given) ?? given;
    const arn = `${functionArn(identity, name)}:${requiredText(properties, 'Name')}`;
    return { physicalId: arn, attributes: { AliasArn: arn } };
  },
  remove() {
    // Nothing was created.
  },
};

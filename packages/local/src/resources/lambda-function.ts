// AWS::Lambda::Function (spec/websocket-api.md 8.1, 8.2).

import { type FunctionCode, functionArn, type LambdaFunctionConfig } from '../lambda/index.js';
import { numberWithin } from './number-within.js';
import { listOf, mapOf, numberOf, PropertyError, requiredText, textMapOf, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Names and values of the variables together. Source: spec/websocket-api.md 9.3. */
const maxEnvironmentBytes = 4_096;

/** Variables that a function cannot set. Source: AWS, "Defined runtime environment variables". */
const reservedVariables: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

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
    PackageType: 'used',
    Role: 'harmless',
    Description: 'harmless',
    Tags: 'harmless',
    TracingConfig: 'harmless',
    LoggingConfig: 'harmless',
    KmsKeyArn: 'harmless',
    RuntimeManagementConfig: 'harmless',
    RecursiveLoop: 'harmless',
    SnapStart: 'harmless',
    EphemeralStorage: 'harmless',
    CodeSigningConfigArn: 'harmless',
    Layers: 'used',
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
  const config = readFunction(context, resource);
  context.services.lambda.putFunction(config);
  const arn = functionArn(context.identity, config.functionName);
  return {
    physicalId: config.functionName,
    attributes: {
      Arn: arn,
      'SnapStartResponse.ApplyOn': 'None',
      'SnapStartResponse.OptimizationStatus': 'Off',
    },
  };
}

/** @throws PropertyError for what CloudFormation or Lambda refuses. */
function readFunction(context: ResourceContext, resource: ResolvedResource): LambdaFunctionConfig {
  const { logicalId, properties } = resource;
  const isImage = textOf(properties.PackageType) === 'Image';
  const source = context.codeSource(logicalId);
  const deadLetterTargetArn = textOf(mapOf(properties.DeadLetterConfig).TargetArn);
  const reservedConcurrency = numberOf(properties.ReservedConcurrentExecutions);
  const environment = textMapOf(mapOf(properties.Environment).Variables);
  refuseEnvironment(environment);
  return {
    logicalId,
    functionName: textOf(properties.FunctionName) ?? context.physicalName(logicalId),
    handler: source?.handler ?? textOf(properties.Handler) ?? (isImage ? 'image' : 'index.handler'),
    runtime: isImage ? 'provided.al2023' : requiredText(properties, 'Runtime'),
    memoryMb: numberWithin(properties, { name: 'MemorySize', min: 128, max: 10_240 }) ?? 128,
    timeoutSeconds: numberWithin(properties, { name: 'Timeout', min: 1, max: 900 }) ?? 3,
    environment,
    code: source?.code ?? codeOf(resource, isImage),
    ...layersOf(context, properties),
    architecture: listOf(properties.Architectures)[0] === 'arm64' ? 'arm64' : 'x86_64',
    ...(deadLetterTargetArn === undefined ? {} : { deadLetterTargetArn }),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
  };
}

// A layer of another account is not on this machine; its invocations go on without it.
function layersOf(
  { services }: ResourceContext,
  { Layers }: Readonly<Record<string, unknown>>,
): { readonly layers?: readonly FunctionCode[] } {
  const layers = listOf(Layers).map((value): FunctionCode => {
    const arn = String(value);
    const reason = `"${arn}" is not in the stack; install what it carries in the project`;
    return services.lambda.layerCode(arn) ?? { kind: 'unavailable', reason };
  });
  return layers.length === 0 ? {} : { layers };
}

function codeOf({ logicalId, properties, metadata }: ResolvedResource, isImage: boolean): FunctionCode {
  const remedy = `name the source folder with --source ${logicalId}=PATH`;
  if (isImage) return { kind: 'unavailable', reason: `container images are not run locally; ${remedy}` };
  const asset = textOf(metadata['aws:asset:path']);
  if (asset !== undefined) {
    return asset.endsWith('.zip') ? { kind: 'zip', file: asset } : { kind: 'folder', root: asset };
  }
  const inline = mapOf(properties.Code).ZipFile;
  if (typeof inline === 'string') return { kind: 'inline', text: inline };
  return { kind: 'unavailable', reason: `its code is in S3; ${remedy}` };
}

function refuseEnvironment(environment: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(environment).filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    throw new PropertyError(
      'Environment',
      `Lambda reserves ${reserved.map((name) => `"${name}"`).join(', ')} and refuses functions that set it`,
    );
  }
  const bytes = Object.entries(environment).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes > maxEnvironmentBytes) {
    throw new PropertyError(
      'Environment',
      `its variables have ${bytes} bytes, and Lambda takes ${maxEnvironmentBytes}`,
    );
  }
}

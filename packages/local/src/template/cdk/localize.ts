// What a CDK template means on a laptop: assets are files here, bucket deployments are folders, and CDK's own
// helpers for deployments have nothing to do. Pure.

import { isMap, type PlainMap, valueAt } from '../plain-data.js';
import { deploymentHelperType } from './deployment-helper-type.js';

/** A template's resources, with what their assets stand for. Paths are absolute. */
export interface LocalizedTemplate {
  readonly resources: PlainMap;
  /** Paths of code by logical id of the function or layer. */
  readonly codePaths: Readonly<Record<string, string>>;
  /** Folders by logical id of the bucket. */
  readonly bucketFolders: Readonly<Record<string, string>>;
  /** Bucket deployments that have no folder here, by logical id, with the reason. */
  readonly unusedDeployments: Readonly<Record<string, string>>;
}

const codeProperties: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Code',
  'AWS::Lambda::LayerVersion': 'Content',
};

/** Functions behind CDK's own custom resources; their ids are fixed in aws-cdk-lib. */
const providerFunction =
  /(8693BB64968944B69AAFB0CC9EB8756C|CustomResourceProviderHandler|AWS679f53fac002430cb0da5b7982bd2287|LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a|frameworkon(Event|Timeout)|frameworkisComplete)/;

/** Custom resources of CDK that change nothing locally. */
const harmlessCustom: ReadonlySet<string> = new Set(['Custom::S3AutoDeleteObjects', 'Custom::LogRetention']);

/** @param assets - Paths by object key. */
export function localize(resources: PlainMap, assets: ReadonlyMap<string, string>): LocalizedTemplate {
  const kept: Record<string, unknown> = {};
  const codePaths: Record<string, string> = {};
  const bucketFolders: Record<string, string> = {};
  const unusedDeployments: Record<string, string> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    const type = String(valueAt(resource, 'Type'));
    const properties = valueAt(resource, 'Properties');
    const helper = { ...(resource as PlainMap), Type: deploymentHelperType, Properties: {} };
    if (type === 'Custom::CDKBucketDeployment') {
      const deployment = readDeployment(properties, assets, bucketFolders);
      if (deployment.kind === 'folder') bucketFolders[deployment.bucket] = deployment.path;
      else unusedDeployments[logicalId] = deployment.reason;
      kept[logicalId] = helper;
      continue;
    }
    const isProvider = type === 'AWS::Lambda::Function' && providerFunction.test(logicalId);
    if (isProvider || harmlessCustom.has(type)) {
      kept[logicalId] = helper;
      continue;
    }
    kept[logicalId] = resource;
    const key = valueAt(valueAt(properties, codeProperties[type] ?? ''), 'S3Key');
    const path = typeof key === 'string' ? assets.get(key) : undefined;
    if (path !== undefined) codePaths[logicalId] = path;
  }
  return { resources: kept, codePaths, bucketFolders, unusedDeployments };
}

type Deployment =
  | { readonly kind: 'folder'; readonly bucket: string; readonly path: string }
  | { readonly kind: 'unused'; readonly reason: string };

function readDeployment(
  properties: unknown,
  assets: ReadonlyMap<string, string>,
  taken: Readonly<Record<string, string>>,
): Deployment {
  const unused = (reason: string): Deployment => ({ kind: 'unused', reason });
  const bucket = valueAt(valueAt(properties, 'DestinationBucketName'), 'Ref');
  const keys = valueAt(properties, 'SourceObjectKeys');
  const [key] = Array.isArray(keys) ? keys : [];
  const path = typeof key === 'string' ? assets.get(key) : undefined;
  const prefix = valueAt(properties, 'DestinationBucketKeyPrefix');
  if (typeof bucket !== 'string') return unused('its bucket is not in the template');
  if (Array.isArray(keys) && keys.length > 1) return unused('it has several sources');
  if (path === undefined) return unused('its source is not in the assembly');
  if (path.endsWith('.zip')) return unused('its source is an archive');
  if (typeof prefix === 'string' && prefix !== '' && prefix !== '/') {
    return unused(`it fills only the prefix "${prefix}"`);
  }
  if (Object.hasOwn(taken, bucket)) return unused(`bucket "${bucket}" has a folder already`);
  return { kind: 'folder', bucket, path };
}

/** The template of a nested stack in the assembly, by the object key in its URL. */
export function nestedTemplatePath(
  resource: unknown,
  assets: ReadonlyMap<string, string>,
): string | undefined {
  if (!isMap(resource) || resource.Type !== 'AWS::CloudFormation::Stack') return undefined;
  const url = JSON.stringify(valueAt(resource.Properties, 'TemplateURL') ?? '');
  const [, key] = /\/([^/"]+\.json)"/.exec(url) ?? [];
  return key === undefined ? undefined : assets.get(key);
}

// AWS::S3::Bucket.

import { DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import { parseBucket } from '../s3/index.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/cloudfront.md 7.17; AWS CloudFormation reference, AWS::S3::Bucket. */
export const s3Bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: {
    BucketName: 'used',
    BucketNamePrefix: { ignored: 'the name is made from stack and logical id locally' },
    BucketNamespace: 'harmless',
    WebsiteConfiguration: 'used',
    CorsConfiguration: 'used',
    AccessControl: 'used',
    PublicAccessBlockConfiguration: 'used',
    OwnershipControls: 'harmless',
    BucketEncryption: 'harmless',
    VersioningConfiguration: { ignored: 'objects have no versions locally' },
    LifecycleConfiguration: { ignored: 'objects do not expire locally' },
    NotificationConfiguration: { ignored: 'object events do not reach functions locally' },
    ReplicationConfiguration: { ignored: 'objects are not replicated locally' },
    ObjectLockConfiguration: { ignored: 'objects are not locked locally' },
    ObjectLockEnabled: { ignored: 'objects are not locked locally' },
    MetadataConfiguration: 'harmless',
    MetadataTableConfiguration: 'harmless',
    AbacStatus: 'harmless',
    AccelerateConfiguration: 'harmless',
    AnalyticsConfigurations: 'harmless',
    IntelligentTieringConfigurations: 'harmless',
    InventoryConfigurations: 'harmless',
    LoggingConfiguration: 'harmless',
    MetricsConfigurations: 'harmless',
    Tags: 'harmless',
  },
  create: putBucket,
  update(context, resource, previous) {
    if (bucketName(context, resource) !== previous.instance.physicalId) return 'replace';
    return putBucket(context, resource);
  },
  remove({ services }, _resource, { physicalId }) {
    services.s3.removeBucket(physicalId);
  },
};

function putBucket(context: ResourceContext, resource: ResolvedResource): ResourceInstance {
  const name = bucketName(context, resource);
  const { value, diagnostics } = parseBucket(resource.properties, { logicalId: resource.logicalId, name });
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics);
  context.services.s3.putBucket(value);
  const { region, partition, urlSuffix } = context.identity;
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:${partition}:s3:::${name}`,
      DomainName: `${name}.s3.${urlSuffix}`,
      RegionalDomainName: `${name}.s3.${region}.${urlSuffix}`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.${urlSuffix}`,
      WebsiteURL: `http://${name}.${websiteHost(region)}.${urlSuffix}`,
    },
  };
}

function bucketName({ physicalName }: ResourceContext, { logicalId, properties }: ResolvedResource): string {
  const given = properties.BucketName;
  // Bucket names have no capitals: CloudFormation lowers the ones it makes.
  if (typeof given === 'string' && given !== '') return given;
  return physicalName(logicalId).toLowerCase().slice(0, 63);
}

// Older Regions have a hyphen between "s3-website" and their name, newer ones a dot.
function websiteHost(region: string): string {
  return hyphenRegions.has(region) ? `s3-website-${region}` : `s3-website.${region}`;
}

/** Source: AWS General Reference, "Amazon S3 website endpoints". */
const hyphenRegions: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-west-1',
  'sa-east-1',
  'us-gov-west-1',
]);

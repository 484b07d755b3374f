// AWS::S3::BucketPolicy: decides between 403 and 404 for missing keys, and who may read at all.

import { DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import { isPublicPolicy, parseBucketPolicy } from '../s3/index.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/cloudfront.md 7.17. */
export const s3BucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  properties: { Bucket: 'used', PolicyDocument: 'used' },
  create: putPolicy,
  update(context, resource, previous) {
    if (resource.properties.Bucket !== previous.resource.properties.Bucket) return 'replace';
    return putPolicy(context, resource);
  },
  remove({ services }, { properties }) {
    if (typeof properties.Bucket === 'string') services.s3.removeBucketPolicy(properties.Bucket);
  },
};

function putPolicy(context: ResourceContext, resource: ResolvedResource): ResourceInstance {
  const { logicalId, properties } = resource;
  const path = `Resources.${logicalId}.Properties`;
  const bucketName = properties.Bucket;
  if (typeof bucketName !== 'string' || bucketName === '') {
    throw new DiagnosticsError([
      {
        code: 'EW4001',
        severity: 'error',
        message: 'Property "Bucket" is missing',
        where: { path },
        help: 'name the bucket, for example with "!Ref"',
      },
    ]);
  }
  const { value, diagnostics } = parseBucketPolicy(properties.PolicyDocument, {
    path: `${path}.PolicyDocument`,
  });
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics);
  const { services, emit, identity } = context;
  const bucket = services.s3.bucketConfig(bucketName);
  // Not refused: buckets made before April 2023 keep their old default, and the template cannot tell.
  if (isPublicPolicy(value) && bucket?.publicAccessBlock.blockPublicPolicy === true) {
    emit(
      'stack.notice',
      {
        code: 'EW4504',
        message: `AWS refuses the policy "${logicalId}": it makes bucket "${bucketName}" public, and the bucket's public access block forbids that${bucket.publicAccessBlock.isExplicit ? '' : ' by default'}`,
      },
      { level: 'warn', resource: logicalId },
    );
  }
  services.s3.putBucketPolicy(bucketName, value);
  return { physicalId: `${bucketName}-policy`, attributes: { Id: `${identity.stackName}-${logicalId}` } };
}

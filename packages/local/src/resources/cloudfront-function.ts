// AWS::CloudFront::Function.

import { DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import { parseFunction } from '../cloudfront/index.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/cloudfront.md 5.3, 5.6. */
export const cloudFrontFunction: ResourceType = {
  type: 'AWS::CloudFront::Function',
  properties: {
    Name: 'used',
    FunctionCode: 'used',
    FunctionConfig: 'used',
    AutoPublish: 'used',
    FunctionMetadata: 'harmless',
    Tags: 'harmless',
  },
  create: putFunction,
  update(context, resource, previous) {
    if (resource.properties.Name !== previous.resource.properties.Name) return 'replace';
    return putFunction(context, resource);
  },
  remove({ services }, { properties }) {
    services.cloudfront.removeFunction(String(properties.Name));
  },
};

function putFunction(
  context: ResourceContext,
  { logicalId, properties }: ResolvedResource,
): ResourceInstance {
  const { value, diagnostics } = parseFunction(properties, { logicalId });
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics);
  const { arn } = context.services.cloudfront.putFunction(value);
  const stage = value.autoPublish ? 'LIVE' : 'DEVELOPMENT';
  return {
    physicalId: arn,
    attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn, Stage: stage },
  };
}

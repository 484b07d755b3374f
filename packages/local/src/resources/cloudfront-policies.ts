// AWS::CloudFront::CachePolicy, OriginRequestPolicy and ResponseHeadersPolicy.

import { type Diagnostic, DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import type { CloudFront } from '../cloudfront/index.js';
import {
  parseCachePolicy,
  parseOriginRequestPolicy,
  parseResponseHeadersPolicy,
} from '../cloudfront/index.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/cloudfront.md 5.7, 7.6. */
export const cloudFrontCachePolicy: ResourceType = policyType(
  'AWS::CloudFront::CachePolicy',
  'CachePolicyConfig',
  (properties, options) => {
    const { value, diagnostics } = parseCachePolicy(properties, options);
    return { diagnostics, put: (cloudfront) => cloudfront.putCachePolicy(value) };
  },
);

/** Source: spec/cloudfront.md 5.7, 7.7. */
export const cloudFrontOriginRequestPolicy: ResourceType = policyType(
  'AWS::CloudFront::OriginRequestPolicy',
  'OriginRequestPolicyConfig',
  (properties, options) => {
    const { value, diagnostics } = parseOriginRequestPolicy(properties, options);
    return { diagnostics, put: (cloudfront) => cloudfront.putOriginRequestPolicy(value) };
  },
);

/** Source: spec/cloudfront.md 7.16. */
export const cloudFrontResponseHeadersPolicy: ResourceType = policyType(
  'AWS::CloudFront::ResponseHeadersPolicy',
  'ResponseHeadersPolicyConfig',
  (properties, options) => {
    const { value, diagnostics } = parseResponseHeadersPolicy(properties, options);
    return { diagnostics, put: (cloudfront) => cloudfront.putResponseHeadersPolicy(value) };
  },
);

type ParsePolicy = (
  properties: ResolvedResource['properties'],
  options: { readonly id: string; readonly logicalId: string },
) => { readonly diagnostics: readonly Diagnostic[]; readonly put: (cloudfront: CloudFront) => void };

function policyType(type: string, configName: string, parse: ParsePolicy): ResourceType {
  const put = (context: ResourceContext, { logicalId, properties }: ResolvedResource): ResourceInstance => {
    const id = policyId(context.stableId(logicalId, 32));
    const parsed = parse(properties, { id, logicalId });
    if (hasErrors(parsed.diagnostics)) throw new DiagnosticsError(parsed.diagnostics);
    parsed.put(context.services.cloudfront);
    return { physicalId: id, attributes: { Id: id } };
  };
  return {
    type,
    properties: { [configName]: 'used', Tags: 'harmless' },
    create: put,
    update: put,
    remove({ services }, _resource, { physicalId }) {
      services.cloudfront.removePolicy(physicalId);
    },
  };
}

// Policies have UUIDs; ours are made of hexadecimal digits from the stable id.
function policyId(text: string): string {
  const hex = [...text].map((character) => (character.charCodeAt(0) % 16).toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

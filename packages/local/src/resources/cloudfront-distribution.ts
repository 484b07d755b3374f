// AWS::CloudFront::Distribution.

import { DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import { parseDistribution } from '../cloudfront/index.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Members of `DistributionConfig` that change behaviour on AWS and nothing here. */
const ignoredMembers: Readonly<Record<string, string>> = {
  WebACLId: 'web ACLs are not evaluated locally',
  Restrictions: 'geographic restrictions are not applied locally',
  ViewerMtlsConfig: 'viewers are not asked for certificates locally',
  ConnectionFunctionAssociation: 'connection functions are not run locally',
  ContinuousDeploymentPolicyId: 'continuous deployment is not applied locally',
  TenantConfig: 'distribution tenants are not run locally',
};

/** Source: spec/cloudfront.md 5.7, 7. */
export const cloudFrontDistribution: ResourceType = {
  type: 'AWS::CloudFront::Distribution',
  properties: { DistributionConfig: 'used', Tags: 'harmless' },
  create: putDistribution,
  update: putDistribution,
  remove({ services }, _resource, { physicalId }) {
    services.cloudfront.removeDistribution(physicalId);
  },
};

function putDistribution(
  context: ResourceContext,
  { logicalId, properties }: ResolvedResource,
): ResourceInstance {
  const { services, identity, emit } = context;
  const id = `E${context.stableId(logicalId, 13).toUpperCase()}`;
  const domainName = `d${context.stableId(`${logicalId}/domain`, 13)}.cloudfront.net`;
  const arn = `arn:${identity.partition}:cloudfront::${identity.accountId}:distribution/${id}`;
  const { value, diagnostics } = parseDistribution(properties, { id, arn, domainName, logicalId });
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics);
  for (const { code, message } of diagnostics) {
    emit('stack.notice', { code, message }, { level: 'warn', resource: logicalId });
  }
  services.cloudfront.putDistribution(value);
  for (const [path, reason] of ignored(logicalId, properties.DistributionConfig)) {
    emit('stack.property-ignored', { path, reason }, { level: 'warn', resource: logicalId });
  }
  return { physicalId: id, attributes: { Id: id, DomainName: domainName } };
}

function ignored(logicalId: string, config: unknown): [path: string, reason: string][] {
  // Any object can be read by property name; every member stays unknown.
  const members = (config ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(ignoredMembers).flatMap(([name, reason]): [string, string][] => {
    const value = members[name];
    if (value === undefined || value === '' || isNoRestriction(value)) return [];
    return [[`Resources.${logicalId}.Properties.DistributionConfig.${name}`, reason]];
  });
}

function isNoRestriction(value: unknown): boolean {
  const geo = (value as { readonly GeoRestriction?: { readonly RestrictionType?: unknown } } | null)
    ?.GeoRestriction;
  return geo !== undefined && geo.RestrictionType === 'none';
}

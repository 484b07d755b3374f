// AWS::CloudFront::OriginAccessControl and the legacy CloudFrontOriginAccessIdentity.

import { DiagnosticsError } from '@edgewire/diagnostics';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/cloudfront.md 5.7, 7.17. */
export const cloudFrontOriginAccessControl: ResourceType = {
  type: 'AWS::CloudFront::OriginAccessControl',
  properties: { OriginAccessControlConfig: 'used', Tags: 'harmless' },
  create: putControl,
  update: putControl,
  remove({ services }, _resource, { physicalId }) {
    services.cloudfront.removeOriginAccessControl(physicalId);
  },
};

function putControl(context: ResourceContext, { logicalId, properties }: ResolvedResource): ResourceInstance {
  // Any object can be read by property name; every member stays unknown.
  const config = (properties.OriginAccessControlConfig ?? {}) as Readonly<Record<string, unknown>>;
  const missing = ['Name', 'OriginAccessControlOriginType', 'SigningBehavior', 'SigningProtocol'].filter(
    (name) => typeof config[name] !== 'string',
  );
  if (missing.length > 0) {
    throw new DiagnosticsError(
      missing.map((name) => ({
        code: 'EW4001',
        severity: 'error',
        message: `Property "${name}" is missing`,
        where: { path: `Resources.${logicalId}.Properties.OriginAccessControlConfig` },
        help: `add "${name}"`,
      })),
    );
  }
  const id = `E${context.stableId(logicalId, 13).toUpperCase()}`;
  context.services.cloudfront.putOriginAccessControl({
    id,
    name: String(config.Name),
    originType: String(config.OriginAccessControlOriginType),
    signingBehavior: String(config.SigningBehavior),
  });
  return { physicalId: id, attributes: { Id: id } };
}

/** Source: spec/cloudfront.md 7.17. */
export const cloudFrontOriginAccessIdentity: ResourceType = {
  type: 'AWS::CloudFront::CloudFrontOriginAccessIdentity',
  properties: { CloudFrontOriginAccessIdentityConfig: 'used' },
  create: putIdentity,
  update: putIdentity,
  remove({ services }, _resource, { physicalId }) {
    services.cloudfront.removeOriginAccessIdentity(physicalId);
  },
};

function putIdentity(context: ResourceContext, { logicalId }: ResolvedResource): ResourceInstance {
  const id = `E${context.stableId(logicalId, 13).toUpperCase()}`;
  const canonicalUserId = [...context.stableId(`${logicalId}/canonical`, 96)]
    .map((character) => (character.charCodeAt(0) % 16).toString(16))
    .join('');
  context.services.cloudfront.putOriginAccessIdentity({ id, canonicalUserId });
  return { physicalId: id, attributes: { Id: id, S3CanonicalUserId: canonicalUserId } };
}

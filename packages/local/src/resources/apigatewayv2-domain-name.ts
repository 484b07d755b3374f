// AWS::ApiGatewayV2::DomainName and ::ApiMapping: custom domains answer when their host name comes in.

import { parseApiMapping } from '../apigateway/index.js';
import { accepted } from './apigatewayv2-part.js';
import { requiredText, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 1.1, 8.1, 8.2. */
export const apiGatewayDomainName: ResourceType = {
  type: 'AWS::ApiGatewayV2::DomainName',
  properties: {
    DomainName: 'used',
    DomainNameConfigurations: 'harmless',
    MutualTlsAuthentication: { ignored: 'client certificates are not asked for locally' },
    RoutingMode: { ignored: 'requests are routed by API mappings locally' },
    Tags: 'harmless',
  },
  create({ identity, stableId }, { logicalId, properties }) {
    const name = requiredText(properties, 'DomainName');
    const { partition, region, urlSuffix } = identity;
    return {
      physicalId: name,
      attributes: {
        RegionalDomainName: `d-${stableId(logicalId, 10)}.execute-api.${region}.${urlSuffix}`,
        // The zone of execute-api in us-east-1; DNS is not run locally.
        RegionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
        DomainNameArn: `arn:${partition}:apigateway:${region}::/domainnames/${name}`,
      },
    };
  },
  remove() {
    // Mappings hold the name; they go by themselves.
  },
};

/** Source: spec/websocket-api.md 1.1, 8.1. */
export const apiGatewayApiMapping: ResourceType = {
  type: 'AWS::ApiGatewayV2::ApiMapping',
  properties: { ApiId: 'used', DomainName: 'used', Stage: 'used', ApiMappingKey: 'used' },
  create: putMapping,
  update(context, resource, previous) {
    return resource.properties.DomainName === previous.resource.properties.DomainName
      ? putMapping(context, resource)
      : 'replace';
  },
  remove({ services }, _resource, { physicalId }) {
    services.apigateway.removeMapping(physicalId);
  },
};

function putMapping(context: ResourceContext, { logicalId, properties }: ResolvedResource): ResourceInstance {
  const id = context.stableId(logicalId, 6);
  const { apigateway } = context.services;
  if (!apigateway.isForeignApi(textOf(properties.ApiId) ?? '')) {
    apigateway.putMapping(accepted(parseApiMapping({ logicalId, id, properties }), context));
  }
  return { physicalId: id, attributes: { ApiMappingId: id } };
}

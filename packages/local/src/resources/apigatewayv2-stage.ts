// AWS::ApiGatewayV2::Stage and ::Deployment. A deployment is a snapshot on AWS; locally a stage always serves the
// present configuration, so that an edit shows at once (apigateway/assumptions.ts).

import { parseStage } from '../apigateway/index.js';
import { partType } from './apigatewayv2-part.js';
import { requiredText, textOf } from './property.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 1.1, 6.4, 8.1. */
export const apiGatewayStage: ResourceType = partType({
  name: 'Stage',
  kind: 'stages',
  replacedBy: ['StageName'],
  properties: {
    StageName: 'used',
    StageVariables: 'used',
    DefaultRouteSettings: 'used',
    RouteSettings: 'used',
    DeploymentId: 'used',
    AutoDeploy: 'used',
    AccessLogSettings: 'used',
    AccessPolicyId: 'harmless',
    ClientCertificateId: { ignored: 'backends are called without a client certificate locally' },
    Description: 'harmless',
    Tags: 'harmless',
  },
  idOf: (_context, { properties }) => requiredText(properties, 'StageName'),
  parse: parseStage,
});

/** Source: spec/websocket-api.md 8.1. With `StageName` it makes a stage that the template need not have. */
export const apiGatewayDeployment: ResourceType = {
  type: 'AWS::ApiGatewayV2::Deployment',
  properties: { ApiId: 'used', StageName: 'used', Description: 'harmless' },
  create({ services, stableId }, { logicalId, properties }) {
    const id = stableId(logicalId, 6);
    const apiId = requiredText(properties, 'ApiId');
    const name = textOf(properties.StageName);
    const { apigateway } = services;
    const isMissing = name !== undefined && !apigateway.stageNames(apiId).includes(name);
    if (isMissing && !apigateway.isForeignApi(apiId)) {
      const stage = { apiId, name, variables: undefined, throttle: undefined, routeThrottles: {} };
      apigateway.put('stages', name, stage);
    }
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  update: (_context, _resource, { instance }) => instance,
  remove() {
    // The stage that it may have made belongs to the API and goes with it.
  },
};

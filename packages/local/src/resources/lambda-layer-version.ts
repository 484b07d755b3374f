// AWS::Lambda::LayerVersion: functions that name it find its content where their runtime looks for `/opt`.

import { formatArn } from '../arn.js';
import { textOf } from './property.js';
import type { ResourceType } from './resource-type.js';

export const lambdaLayerVersion: ResourceType = {
  type: 'AWS::Lambda::LayerVersion',
  properties: {
    LayerName: 'used',
    Content: 'used',
    CompatibleArchitectures: 'harmless',
    CompatibleRuntimes: 'harmless',
    Description: 'harmless',
    LicenseInfo: 'harmless',
  },
  create({ identity, physicalName, codeSource, services }, { logicalId, properties }) {
    const arn = formatArn({
      partition: identity.partition,
      service: 'lambda',
      region: identity.region,
      accountId: identity.accountId,
      resource: `layer:${textOf(properties.LayerName) ?? physicalName(logicalId)}:1`,
    });
    const reason = `the content of layer "${logicalId}" is in S3; name its folder with --source ${logicalId}=PATH`;
    services.lambda.putLayer(arn, codeSource(logicalId)?.code ?? { kind: 'unavailable', reason });
    return { physicalId: arn, attributes: { LayerVersionArn: arn } };
  },
  remove({ services }, _resource, { physicalId }) {
    services.lambda.removeLayer(physicalId);
  },
};

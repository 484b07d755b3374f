// AWS::Lambda::LayerVersion: named so that references resolve; functions say themselves that layers are not mounted.

import { formatArn } from '../arn.js';
import { textOf } from './property.js';
import type { ResourceType } from './resource-type.js';

export const lambdaLayerVersion: ResourceType = {
  type: 'AWS::Lambda::LayerVersion',
  properties: {
    LayerName: 'used',
    Content: { ignored: 'layers are not mounted locally: install what they carry in the project' },
    CompatibleArchitectures: 'harmless',
    CompatibleRuntimes: 'harmless',
    Description: 'harmless',
    LicenseInfo: 'harmless',
  },
  create({ identity, physicalName }, { logicalId, properties }) {
    const arn = formatArn({
      partition: identity.partition,
      service: 'lambda',
      region: identity.region,
      accountId: identity.accountId,
      resource: `layer:${textOf(properties.LayerName) ?? physicalName(logicalId)}:1`,
    });
    return { physicalId: arn, attributes: { LayerVersionArn: arn } };
  },
  remove() {
    // Nothing was created.
  },
};

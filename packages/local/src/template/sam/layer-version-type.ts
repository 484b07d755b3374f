// AWS::Serverless::LayerVersion -> AWS::Lambda::LayerVersion. SAM appends a hash of the content to the logical id;
// here the id stays, so that a changed layer is an update.

import { uriOf } from './function-type.js';
import { pick, type SamType } from './sam-type.js';

/** Source: AWS SAM Developer Guide, "AWS::Serverless::LayerVersion". */
export const layerVersionType: SamType = {
  type: 'AWS::Serverless::LayerVersion',
  properties: {
    CompatibleArchitectures: 'harmless',
    CompatibleRuntimes: 'harmless',
    ContentUri: 'used',
    Description: 'harmless',
    LayerName: 'used',
    LicenseInfo: 'harmless',
    PublishLambdaVersion: 'harmless',
    RetentionPolicy: 'harmless',
  },
  expand({ logicalId, properties, attributes }, context) {
    context.add(logicalId, {
      ...attributes,
      Type: 'AWS::Lambda::LayerVersion',
      Properties: {
        ...pick(properties, ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo']),
        LayerName: properties.LayerName ?? logicalId,
        Content: uriOf(properties.ContentUri ?? '.'),
      },
    });
  },
};

// AWS::Serverless::Connector: nothing but permissions, which are not enforced locally.

import type { SamType } from './sam-type.js';

/** Source: AWS SAM Developer Guide, "AWS::Serverless::Connector". */
export const connectorType: SamType = {
  type: 'AWS::Serverless::Connector',
  properties: {
    Source: 'harmless',
    Destination: 'harmless',
    Permissions: 'harmless',
    SourceReference: 'harmless',
  },
  expand({ logicalId }, context) {
    context.report({
      code: 'EW3306',
      severity: 'note',
      path: `Resources.${logicalId}`,
      message: `Connector "${logicalId}" makes permissions only, and a local stack enforces none`,
    });
  },
};

// AWS::Lambda::Permission: nothing is refused for lack of one locally (spec/websocket-api.md 8.1).

import { harmlessType } from './harmless-type.js';
import type { ResourceType } from './resource-type.js';

export const lambdaPermission: ResourceType = harmlessType('AWS::Lambda::Permission', {
  properties: [
    'Action',
    'EventSourceToken',
    'FunctionName',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'Principal',
    'PrincipalOrgID',
    'SourceAccount',
    'SourceArn',
  ],
  instance: (name) => ({ physicalId: name, attributes: { Id: name } }),
});

// AWS::Logs::LogGroup: logs go to the event stream; the group is only a name.

import { harmlessType } from './harmless-type.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.2 (`Arn` ends with `:*`). */
export const logsLogGroup: ResourceType = harmlessType('AWS::Logs::LogGroup', {
  nameProperty: 'LogGroupName',
  properties: [
    'DataProtectionPolicy',
    'FieldIndexPolicies',
    'KmsKeyId',
    'LogGroupClass',
    'RetentionInDays',
    'Tags',
  ],
  instance: (name, arn) => ({
    physicalId: name,
    attributes: { Arn: `${arn('logs', `log-group:${name}`)}:*` },
  }),
});

// AWS::IAM::*: permissions are not enforced locally; names and ARNs are needed by references.

import { harmlessType } from './harmless-type.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.2. */
export const iamRole: ResourceType = harmlessType('AWS::IAM::Role', {
  nameProperty: 'RoleName',
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'Tags',
  ],
  instance: (name, arn, { stableId }) => ({
    physicalId: name,
    attributes: {
      Arn: arn('iam', `role/${name}`, { region: '' }),
      RoleId: `AROA${stableId(name, 17).toUpperCase()}`,
    },
  }),
});

export const iamPolicy: ResourceType = harmlessType('AWS::IAM::Policy', {
  nameProperty: 'PolicyName',
  properties: ['Groups', 'PolicyDocument', 'Roles', 'Users'],
  instance: (name) => ({ physicalId: name, attributes: { Id: name } }),
});

export const iamManagedPolicy: ResourceType = harmlessType('AWS::IAM::ManagedPolicy', {
  nameProperty: 'ManagedPolicyName',
  properties: ['Description', 'Groups', 'Path', 'PolicyDocument', 'Roles', 'Users'],
  instance: (name, arn) => {
    const policyArn = arn('iam', `policy/${name}`, { region: '' });
    return { physicalId: policyArn, attributes: { PolicyArn: policyArn } };
  },
});

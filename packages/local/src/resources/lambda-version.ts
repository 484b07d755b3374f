// AWS::Lambda::Version and AWS::Lambda::Alias: locally both are the function's present code under an ARN with a
// qualifier (spec/websocket-api.md 8.2).

import { functionArn } from '../lambda/index.js';
import { requiredText } from './property.js';
import type { ResourceContext, ResourceType } from './resource-type.js';

export const lambdaVersion: ResourceType = {
  type: 'AWS::Lambda::Version',
  properties: {
    FunctionName: 'used',
    CodeSha256: 'harmless',
    Description: 'harmless',
    ProvisionedConcurrencyConfig: 'harmless',
    RuntimePolicy: 'harmless',
  },
  create(context, { properties }) {
    const arn = `${arnOf(context, properties)}:1`;
    return { physicalId: arn, attributes: { FunctionArn: arn, Version: '1' } };
  },
  remove() {
    // Nothing was created.
  },
};

export const lambdaAlias: ResourceType = {
  type: 'AWS::Lambda::Alias',
  properties: {
    FunctionName: 'used',
    Name: 'used',
    FunctionVersion: 'harmless',
    Description: 'harmless',
    ProvisionedConcurrencyConfig: 'harmless',
    RoutingConfig: { ignored: 'an alias always runs the present code locally' },
  },
  create(context, { properties }) {
    const arn = `${arnOf(context, properties)}:${requiredText(properties, 'Name')}`;
    return { physicalId: arn, attributes: { AliasArn: arn } };
  },
  remove() {
    // Nothing was created.
  },
};

// The property takes a name, a partial ARN or an ARN.
function arnOf(
  { identity, services }: ResourceContext,
  properties: Readonly<Record<string, unknown>>,
): string {
  const given = requiredText(properties, 'FunctionName');
  return functionArn(identity, services.lambda.resolveName(given) ?? given);
}

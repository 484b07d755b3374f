// AWS::Lambda::EventInvokeConfig: what becomes of a function's asynchronous invocations (spec/websocket-api.md 8.1).

import type { EventInvokeConfig } from '../lambda/index.js';
import { numberWithin } from './number-within.js';
import { mapOf, requiredText, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

export const lambdaEventInvokeConfig: ResourceType = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: {
    FunctionName: 'used',
    MaximumEventAgeInSeconds: 'used',
    MaximumRetryAttempts: 'used',
    DestinationConfig: 'used',
    // Every qualifier runs the present code.
    Qualifier: 'harmless',
  },
  create: putConfig,
  update: (context, resource, previous) =>
    resource.properties.FunctionName === previous.resource.properties.FunctionName
      ? putConfig(context, resource)
      : 'replace',
  remove({ services }, { properties }) {
    services.lambda.setEventInvokeConfig(requiredText(properties, 'FunctionName'), undefined);
  },
};

function putConfig(context: ResourceContext, { logicalId, properties }: ResolvedResource): ResourceInstance {
  const functionName = requiredText(properties, 'FunctionName');
  context.services.lambda.setEventInvokeConfig(functionName, readConfig(properties));
  return { physicalId: context.physicalName(logicalId), attributes: {} };
}

function readConfig(properties: Readonly<Record<string, unknown>>): EventInvokeConfig {
  const maximumEventAgeSeconds = numberWithin(properties, {
    name: 'MaximumEventAgeInSeconds',
    min: 60,
    max: 21_600,
  });
  const maximumRetryAttempts = numberWithin(properties, { name: 'MaximumRetryAttempts', min: 0, max: 2 });
  const destinations = mapOf(properties.DestinationConfig);
  const onSuccessArn = textOf(mapOf(destinations.OnSuccess).Destination);
  const onFailureArn = textOf(mapOf(destinations.OnFailure).Destination);
  return {
    ...(maximumEventAgeSeconds === undefined ? {} : { maximumEventAgeSeconds }),
    ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
    ...(onSuccessArn === undefined ? {} : { onSuccessArn }),
    ...(onFailureArn === undefined ? {} : { onFailureArn }),
  };
}

// Resource policies and metadata that change nothing locally.

import { harmlessType } from './harmless-type.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2. */
export const snsTopicPolicy: ResourceType = harmlessType('AWS::SNS::TopicPolicy', {
  properties: ['PolicyDocument', 'Topics'],
  instance: (name) => ({ physicalId: name, attributes: { Id: name } }),
});

export const sqsQueuePolicy: ResourceType = harmlessType('AWS::SQS::QueuePolicy', {
  properties: ['PolicyDocument', 'Queues'],
  instance: (name) => ({ physicalId: name, attributes: { Id: name } }),
});

export const cdkMetadata: ResourceType = harmlessType('AWS::CDK::Metadata', {
  properties: ['Analytics'],
  instance: (name) => ({ physicalId: name, attributes: {} }),
});

// AWS::Events::Rule and AWS::Events::EventBus.

import { parseEventPattern } from '../event-pattern/event-pattern.js';
import { parseSchedule, type RuleTarget, type TargetInput } from '../eventbridge/index.js';
import { harmlessType } from './harmless-type.js';
import { mapOf, textOf } from './property.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2, 10.4. */
export const eventsRule: ResourceType = {
  type: 'AWS::Events::Rule',
  properties: {
    Name: 'used',
    EventBusName: 'used',
    EventPattern: 'used',
    ScheduleExpression: 'used',
    State: 'used',
    Targets: 'used',
    Description: 'harmless',
    RoleArn: 'harmless',
    Tags: 'harmless',
  },
  create({ services, physicalName }, { logicalId, properties }) {
    const name = typeof properties.Name === 'string' ? properties.Name : physicalName(logicalId);
    const busText = typeof properties.EventBusName === 'string' ? properties.EventBusName : 'default';
    const busName = busText.slice(busText.lastIndexOf('/') + 1);
    const pattern =
      properties.EventPattern === undefined
        ? undefined
        : parseEventPattern(properties.EventPattern, { nested: true });
    if (pattern?.kind === 'refused') throw new Error(`EventPattern: ${pattern.reason}`);
    const schedule =
      typeof properties.ScheduleExpression === 'string'
        ? parseSchedule(properties.ScheduleExpression)
        : undefined;
    if (schedule?.kind === 'refused') throw new Error(`ScheduleExpression: ${schedule.reason}`);
    const rule = services.eventbridge.putRule({
      name,
      busName,
      isEnabled: properties.State !== 'DISABLED',
      ...(pattern === undefined ? {} : { pattern: pattern.pattern }),
      ...(schedule === undefined ? {} : { schedule: schedule.schedule }),
      targets: parseTargets(properties.Targets),
    });
    const physicalId = busName === 'default' ? name : `${busName}|${name}`;
    return { physicalId, attributes: { Arn: rule.arn } };
  },
  remove({ services }, _resource, { attributes }) {
    services.eventbridge.removeRule(String(attributes.Arn));
  },
};

export const eventsEventBus: ResourceType = harmlessType('AWS::Events::EventBus', {
  nameProperty: 'Name',
  properties: ['DeadLetterConfig', 'Description', 'EventSourceName', 'KmsKeyIdentifier', 'Policy', 'Tags'],
  instance: (name, arn) => ({
    physicalId: name,
    attributes: { Name: name, Arn: arn('events', `event-bus/${name}`) },
  }),
});

function parseTargets(value: unknown): RuleTarget[] {
  if (!Array.isArray(value)) return [];
  return value.map((target: Readonly<Record<string, unknown>>) => ({
    id: String(target.Id),
    arn: String(target.Arn),
    input: parseInput(target),
    ...deadLetterOf(target),
    ...messageGroupOf(target),
  }));
}

function deadLetterOf(target: Readonly<Record<string, unknown>>): { deadLetterArn?: string } {
  const deadLetterArn = textOf(mapOf(target.DeadLetterConfig).Arn);
  return deadLetterArn === undefined ? {} : { deadLetterArn };
}

function messageGroupOf(target: Readonly<Record<string, unknown>>): { messageGroupId?: string } {
  const messageGroupId = textOf(mapOf(target.SqsParameters).MessageGroupId);
  return messageGroupId === undefined ? {} : { messageGroupId };
}

function parseInput(target: Readonly<Record<string, unknown>>): TargetInput {
  if (typeof target.Input === 'string') return { kind: 'constant', text: target.Input };
  if (typeof target.InputPath === 'string') return { kind: 'path', path: target.InputPath };
  const transformer = target.InputTransformer as
    | { InputPathsMap?: unknown; InputTemplate?: unknown }
    | undefined;
  if (typeof transformer?.InputTemplate === 'string') {
    return {
      kind: 'template',
      paths: (transformer.InputPathsMap ?? {}) as Record<string, string>,
      template: transformer.InputTemplate,
    };
  }
  return { kind: 'event' };
}

// AWS::Scheduler::Schedule and AWS::Scheduler::ScheduleGroup.

import { parseSchedule } from '../scheduler/index.js';
import { PropertyError, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

export const schedulerSchedule: ResourceType = {
  type: 'AWS::Scheduler::Schedule',
  properties: {
    Name: 'used',
    GroupName: 'used',
    ScheduleExpression: 'used',
    ScheduleExpressionTimezone: 'used',
    StartDate: 'used',
    EndDate: 'used',
    State: 'used',
    FlexibleTimeWindow: 'used',
    Target: 'used',
    Description: 'harmless',
    KmsKeyArn: 'harmless',
  },
  create: putSchedule,
  update: (context, resource, previous) =>
    resource.properties.Name === previous.resource.properties.Name &&
    resource.properties.GroupName === previous.resource.properties.GroupName
      ? putSchedule(context, resource)
      : 'replace',
  remove({ services }, { properties }, { physicalId }) {
    services.scheduler.remove(textOf(properties.GroupName) ?? 'default', physicalId);
  },
};

export const schedulerScheduleGroup: ResourceType = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: { Name: 'used', Tags: 'harmless' },
  create({ services, physicalName }, { logicalId, properties }) {
    const name = textOf(properties.Name) ?? physicalName(logicalId);
    return { physicalId: name, attributes: { Arn: services.scheduler.putGroup(name), State: 'ACTIVE' } };
  },
  remove: ({ services }, _resource, { physicalId }) => services.scheduler.removeGroup(physicalId),
};

function putSchedule(
  { services, physicalName }: ResourceContext,
  { logicalId, properties }: ResolvedResource,
): ResourceInstance {
  const parsed = parseSchedule(textOf(properties.Name) ?? physicalName(logicalId), properties);
  if (parsed.kind === 'refused') throw new PropertyError(parsed.property, parsed.reason);
  const { groupName, name } = parsed.schedule;
  if (!services.scheduler.hasGroup(groupName)) {
    throw new PropertyError('GroupName', `the stack has no schedule group "${groupName}"`);
  }
  return { physicalId: name, attributes: { Arn: services.scheduler.put(parsed.schedule).arn } };
}

// Events of a SAM function -> the CloudFormation resources that carry them, one table row an event type.

import { nearestName } from '@edgewire/diagnostics';
import { isMap, type PlainMap, valueAt } from '../plain-data.js';
import { pick, type SamContext } from './sam-type.js';

/** One entry of `Events`. `functionArn` is the alias where the function has one. */
export interface SamEvent {
  readonly functionId: string;
  readonly functionArn: unknown;
  readonly eventId: string;
  readonly event: unknown;
}

/** An entry with its parts looked up. */
interface EventFacts extends SamEvent {
  /** Logical id of its main resource. */
  readonly id: string;
  readonly path: string;
  readonly properties: PlainMap;
}

type Expansion = (facts: EventFacts, context: SamContext) => void;

const pollingNames = [
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'FilterCriteria',
  'FunctionResponseTypes',
  'KmsKeyArn',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'MetricsConfig',
  'ParallelizationFactor',
  'ProvisionedPollerConfig',
  'ScalingConfig',
  'StartingPosition',
  'StartingPositionTimestamp',
  'TumblingWindowInSeconds',
];

/** Event types that run. Source: AWS SAM Developer Guide, "EventSource". */
const expansions: Readonly<Record<string, Expansion>> = {
  SNS: expandSns,
  SQS: polling('Queue'),
  DynamoDB: polling('Stream'),
  Schedule: expandSchedule,
  ScheduleV2: expandScheduler,
  CloudWatchEvent: expandRule,
  EventBridgeRule: expandRule,
  // HTTP requests are not served locally: the API is named once as not run, and references to it resolve.
  Api: ({ properties }, context) => {
    if (properties.RestApiId !== undefined) return;
    context.add('ServerlessRestApi', { Type: 'AWS::ApiGateway::RestApi', Properties: {} });
    context.add('ServerlessRestApiProdStage', { Type: 'AWS::ApiGateway::Stage', Properties: {} });
  },
  HttpApi: ({ properties }, context) => {
    if (properties.ApiId !== undefined) return;
    context.add('ServerlessHttpApi', {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'ServerlessHttpApi', ProtocolType: 'HTTP' },
    });
  },
};

/** Event types that SAM has and nothing local sends. */
const unsent: readonly string[] = [
  'AlexaSkill',
  'CloudWatchLogs',
  'Cognito',
  'DocumentDB',
  'IoTRule',
  'Kinesis',
  'MQ',
  'MSK',
  'S3',
  'SelfManagedKafka',
];

/** Event types by what becomes of them, for the reference page. */
export const samEventTypes: { readonly run: readonly string[]; readonly notRun: readonly string[] } = {
  run: ['SNS', 'SQS', 'DynamoDB', 'Schedule', 'ScheduleV2', 'CloudWatchEvent', 'EventBridgeRule'],
  notRun: ['Api', 'HttpApi', ...unsent],
};

/** Adds what carries the event; an event that nothing carries is reported, and the rest goes on. */
export function expandEvent(entry: SamEvent, context: SamContext): void {
  const { functionId, eventId, event } = entry;
  const path = `Resources.${functionId}.Properties.Events.${eventId}`;
  const type = context.textOf(valueAt(event, 'Type')) ?? '';
  const properties = valueAt(event, 'Properties');
  const facts = {
    ...entry,
    path,
    id: `${functionId}${eventId}`,
    properties: isMap(properties) ? properties : {},
  };
  if (Object.hasOwn(expansions, type)) {
    expansions[type]?.(facts, context);
    return;
  }
  if (unsent.includes(type)) {
    notRun(facts, context);
    return;
  }
  const nearest = nearestName(type, [...Object.keys(expansions), ...unsent]);
  context.report({
    code: 'EW3304',
    path: `${path}.Type`,
    message: `Event "${eventId}" of function "${functionId}" has the type "${type}", which SAM does not have`,
    help: nearest === undefined ? undefined : `the nearest type is "${nearest}"`,
  });
}

function notRun({ functionId, eventId, event, path }: EventFacts, { report }: SamContext): void {
  report({
    code: 'EW3303',
    severity: 'warning',
    path,
    message: `Event "${eventId}" of function "${functionId}" never comes: ${String(valueAt(event, 'Type'))} events have no local source`,
    help: 'invoke the function through the aws endpoint instead',
  });
}

function permission(facts: EventFacts, principal: string, sourceArn: unknown) {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: facts.functionArn,
      Principal: principal,
      SourceArn: sourceArn,
    },
  };
}

function expandSns(facts: EventFacts, context: SamContext): void {
  const { id, properties } = facts;
  const { Topic, SqsSubscription } = properties;
  const filters = pick(properties, ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'Region']);
  if (SqsSubscription === undefined || SqsSubscription === false) {
    context.add(id, {
      Type: 'AWS::SNS::Subscription',
      Properties: { Protocol: 'lambda', Endpoint: facts.functionArn, TopicArn: Topic, ...filters },
    });
    context.add(`${id}Permission`, permission(facts, 'sns.amazonaws.com', Topic));
    return;
  }
  const own = isMap(SqsSubscription) ? SqsSubscription : {};
  if (own.QueueArn === undefined) context.add(`${id}Queue`, { Type: 'AWS::SQS::Queue', Properties: {} });
  const queueArn = own.QueueArn ?? { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] };
  context.add(id, {
    Type: 'AWS::SNS::Subscription',
    Properties: { Protocol: 'sqs', Endpoint: queueArn, TopicArn: Topic, ...filters },
  });
  context.add(`${id}EventSourceMapping`, {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: queueArn,
      FunctionName: facts.functionArn,
      BatchSize: own.BatchSize ?? 10,
      Enabled: own.Enabled ?? true,
    },
  });
}

function polling(source: 'Queue' | 'Stream'): Expansion {
  return ({ id, properties, functionArn }, context) =>
    context.add(id, {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: properties[source],
        FunctionName: functionArn,
        ...pick(properties, pollingNames),
      },
    });
}

function expandSchedule(facts: EventFacts, context: SamContext): void {
  const { properties } = facts;
  addRule(facts, context, {
    ...pick(properties, ['Name', 'Description', 'State', 'RoleArn']),
    ...(properties.Enabled === undefined
      ? {}
      : { State: isTrue(properties.Enabled) ? 'ENABLED' : 'DISABLED' }),
    ScheduleExpression: properties.Schedule,
  });
}

function expandRule(facts: EventFacts, context: SamContext): void {
  const { properties } = facts;
  addRule(facts, context, {
    ...pick(properties, ['EventBusName', 'State']),
    ...(properties.RuleName === undefined ? {} : { Name: properties.RuleName }),
    ...(properties.Enabled === undefined
      ? {}
      : { State: isTrue(properties.Enabled) ? 'ENABLED' : 'DISABLED' }),
    EventPattern: properties.Pattern,
  });
}

function addRule(facts: EventFacts, context: SamContext, rule: PlainMap): void {
  const { id, properties } = facts;
  const targetId = valueAt(properties.Target, 'Id') ?? `${id}LambdaTarget`;
  context.add(id, {
    Type: 'AWS::Events::Rule',
    Properties: {
      ...rule,
      Targets: [
        {
          Arn: facts.functionArn,
          Id: targetId,
          ...pick(properties, ['Input', 'InputPath', 'InputTransformer', 'RetryPolicy']),
          ...deadLetterConfig(facts, context),
        },
      ],
    },
  });
  context.add(`${id}Permission`, permission(facts, 'events.amazonaws.com', { 'Fn::GetAtt': [id, 'Arn'] }));
}

function expandScheduler(facts: EventFacts, context: SamContext): void {
  const { id, properties } = facts;
  const hasRole = properties.RoleArn !== undefined;
  context.add(id, {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ...pick(properties, [
        'Description',
        'EndDate',
        'GroupName',
        'KmsKeyArn',
        'ScheduleExpression',
        'ScheduleExpressionTimezone',
        'StartDate',
        'State',
      ]),
      ...(isTrue(properties.OmitName) ? {} : { Name: properties.Name ?? id }),
      FlexibleTimeWindow: properties.FlexibleTimeWindow ?? { Mode: 'OFF' },
      Target: {
        Arn: facts.functionArn,
        RoleArn: hasRole ? properties.RoleArn : { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        ...pick(properties, ['Input', 'RetryPolicy']),
        ...deadLetterConfig(facts, context),
      },
    },
  });
  if (!hasRole) context.add(`${id}Role`, { Type: 'AWS::IAM::Role', Properties: {} });
}

// A queue of the template by its ARN, or one that SAM makes.
function deadLetterConfig({ id, properties }: EventFacts, context: SamContext): PlainMap {
  const { DeadLetterConfig } = properties;
  if (valueAt(DeadLetterConfig, 'Type') !== 'SQS') return pick(properties, ['DeadLetterConfig']);
  const queueId = String(valueAt(DeadLetterConfig, 'QueueLogicalId') ?? `${id}Queue`);
  context.add(queueId, { Type: 'AWS::SQS::Queue', Properties: {} });
  return { DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queueId, 'Arn'] } } };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

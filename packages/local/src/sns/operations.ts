// The SNS API: one small function per action (spec/websocket-api.md 10.1).

import { attributeMap, listMembers, parseQueryCall, type QueryCall } from '../aws-query/parse-query.js';
import { QueryError, queryFailure, queryResult } from '../aws-query/respond.js';
import { XmlList, type XmlValue } from '../aws-query/xml.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { maxBatchEntries, maxMessageBytes } from './limits.js';
import type { Subscription, Topic } from './model.js';
import { parseMessage } from './parse-publish.js';
import type { Sns } from './sns.js';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** Facts of one call that no parameter carries. */
export interface SnsCallContext {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly accountId: string;
}

type Operation = (sns: Sns, call: QueryCall, context: SnsCallContext) => XmlValue;

/** Answers one request to the SNS endpoint. Never throws for a bad request. */
export function answerSnsCall(sns: Sns, request: WireRequest, context: SnsCallContext): WireResponse {
  const envelope = { namespace, requestId: context.requestId };
  try {
    const call = parseQueryCall(request.body.length > 0 ? request.body.toString('utf8') : request.query);
    if (call === undefined) throw new QueryError('MissingAction', 'Missing Action');
    const operation = operations[call.action];
    if (operation === undefined) {
      throw new QueryError('InvalidAction', `The action ${call.action} is not valid for this web service.`);
    }
    return queryResult(call.action, operation(sns, call, context), envelope);
  } catch (error) {
    if (error instanceof QueryError) return queryFailure(error, envelope);
    throw error;
  }
}

const operations: Readonly<Record<string, Operation>> = {
  CreateTopic: (sns, { parameters }) => ({
    TopicArn: sns.createTopic(required(parameters, 'Name'), attributeMap(parameters, 'Attributes')).arn,
  }),
  DeleteTopic: (sns, { parameters }) => {
    sns.deleteTopic(required(parameters, 'TopicArn'));
    return undefined;
  },
  ListTopics: (sns) => ({ Topics: sns.topics().map(({ arn }) => ({ TopicArn: arn })) }),
  GetTopicAttributes: (sns, { parameters }, { accountId }) => {
    const topic = requireTopic(sns, required(parameters, 'TopicArn'));
    const confirmed = sns.subscriptions().filter(({ topicArn }) => topicArn === topic.arn).length;
    return {
      Attributes: attributeEntries({
        TopicArn: topic.arn,
        Owner: accountId,
        DisplayName: '',
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
        ...topic.attributes,
      }),
    };
  },
  SetTopicAttributes: (sns, { parameters }) => {
    sns.setTopicAttributes(required(parameters, 'TopicArn'), {
      [required(parameters, 'AttributeName')]: parameters.get('AttributeValue') ?? '',
    });
    return undefined;
  },
  Subscribe: (sns, { parameters }) => ({
    SubscriptionArn: sns.subscribe({
      topicArn: required(parameters, 'TopicArn'),
      protocol: required(parameters, 'Protocol'),
      endpoint: required(parameters, 'Endpoint'),
      attributes: attributeMap(parameters, 'Attributes'),
    }).arn,
  }),
  ConfirmSubscription: () => {
    throw new QueryError('InvalidParameter', 'Invalid parameter: Token');
  },
  Unsubscribe: (sns, { parameters }) => {
    sns.unsubscribe(required(parameters, 'SubscriptionArn'));
    return undefined;
  },
  ListSubscriptions: (sns, _call, { accountId }) => ({
    Subscriptions: sns.subscriptions().map((subscription) => describe(subscription, accountId)),
  }),
  ListSubscriptionsByTopic: (sns, { parameters }, { accountId }) => {
    const topic = requireTopic(sns, required(parameters, 'TopicArn'));
    return {
      Subscriptions: sns
        .subscriptions()
        .filter(({ topicArn }) => topicArn === topic.arn)
        .map((subscription) => describe(subscription, accountId)),
    };
  },
  GetSubscriptionAttributes: (sns, { parameters }, { accountId }) => {
    const arn = required(parameters, 'SubscriptionArn');
    const subscription = sns.subscriptions().find((candidate) => candidate.arn === arn);
    if (subscription === undefined) throw new QueryError('NotFound', 'Subscription does not exist', 404);
    return {
      Attributes: attributeEntries({
        ...describe(subscription, accountId),
        ConfirmationWasAuthenticated: 'true',
        PendingConfirmation: 'false',
        RawMessageDelivery: String(subscription.rawMessageDelivery),
        ...subscription.attributes,
      }),
    };
  },
  SetSubscriptionAttributes: (sns, { parameters }) => {
    sns.setSubscriptionAttributes(required(parameters, 'SubscriptionArn'), {
      [required(parameters, 'AttributeName')]: parameters.get('AttributeValue') ?? '',
    });
    return undefined;
  },
  Publish: (sns, { parameters }, { traceId }) => ({
    MessageId: sns.publish(publishTarget(parameters), parseMessage(parameters), traceId),
  }),
  PublishBatch: (sns, { parameters }, { traceId }) => publishBatch(sns, parameters, traceId),
};

function publishBatch(
  sns: Sns,
  parameters: ReadonlyMap<string, string>,
  traceId: string | undefined,
): XmlValue {
  const topicArn = requireTopic(sns, required(parameters, 'TopicArn')).arn;
  const entries = listMembers(parameters, 'PublishBatchRequestEntries.member');
  checkBatch(entries);
  const successful: XmlValue[] = [];
  const failed: XmlValue[] = [];
  for (const entry of entries) {
    const Id = entry.get('Id') ?? '';
    try {
      successful.push({ Id, MessageId: sns.publish(topicArn, parseMessage(entry), traceId) });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}

function checkBatch(entries: readonly ReadonlyMap<string, string>[]): void {
  if (entries.length === 0) {
    throw new QueryError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (entries.length > maxBatchEntries) {
    throw new QueryError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    );
  }
  const ids = entries.map((entry) => entry.get('Id') ?? '');
  if (ids.some((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    throw new QueryError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size !== ids.length) {
    throw new QueryError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.get('Message') ?? ''), 0);
  if (bytes > maxMessageBytes) {
    throw new QueryError(
      'BatchRequestTooLong',
      'The length of all the batch messages put together is more than the limit.',
    );
  }
}

function publishTarget(parameters: ReadonlyMap<string, string>): string {
  if (parameters.has('PhoneNumber')) {
    throw new QueryError('InvalidParameter', 'Invalid parameter: PhoneNumber is not run locally');
  }
  const target = parameters.get('TopicArn') ?? parameters.get('TargetArn');
  if (target === undefined) {
    throw new QueryError(
      'InvalidParameter',
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    );
  }
  if (!target.startsWith('arn:')) {
    throw new QueryError(
      'InvalidParameter',
      `Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not ${target.split(':').length}`,
    );
  }
  return target;
}

function requireTopic(sns: Sns, topicArn: string): Topic {
  const topic = sns.topic(topicArn);
  if (topic === undefined) throw new QueryError('NotFound', 'Topic does not exist', 404);
  return topic;
}

function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value !== undefined && value !== '') return value;
  throw new QueryError('InvalidParameter', `Invalid parameter: ${name}`);
}

function describe(subscription: Subscription, accountId: string): Record<string, string> {
  return {
    SubscriptionArn: subscription.arn,
    Owner: accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  };
}

// A map in this protocol is a list of `<entry><key/><value/></entry>`.
function attributeEntries(attributes: Readonly<Record<string, string>>): XmlList {
  return new XmlList(
    'entry',
    Object.entries(attributes).map(([key, value]) => ({ key, value })),
  );
}

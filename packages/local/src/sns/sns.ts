// Topics, subscriptions and delivery. Publishing answers at once; deliveries run on as AWS's asynchronous
// invocations do.

import { formatArn } from '../arn.js';
import { QueryError } from '../aws-query/respond.js';
import { matchesEventPattern, parseEventPattern } from '../event-pattern/event-pattern.js';
import { bodyValues } from '../event-pattern/json-values.js';
import type { Emit } from '../events/stack-event.js';
import { traceRootOf, uuid } from '../ids.js';
import type { InvokeOutcome } from '../lambda/lambda.js';
import type { CancelTimer, Clock, Closable, Random, StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { clientErrorRetries, retryDelayMs } from './assumptions.js';
import { buildSnsLambdaEvent, buildSnsQueueBody } from './build-lambda-event.js';
import { attributeValues } from './message-values.js';
import type { Message, Subscription, Topic } from './model.js';
import { answerSnsCall } from './operations.js';
import type { MessageDraft } from './parse-publish.js';

/** What SNS needs from its surroundings. */
export interface SnsPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Asynchronous invocation of a Lambda subscriber. */
  readonly invokeLambda: (
    functionArn: string,
    payload: string,
    traceId: string | undefined,
  ) => Promise<InvokeOutcome>;
  /** Delivery to a queue; false when there is no such queue. */
  readonly sendToQueue: (queueArn: string, body: string, message: Message) => Promise<boolean>;
}

/** Parameters of a subscription before it has an ARN. */
export interface SubscriptionDraft {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The SNS service of one stack. */
export interface Sns extends Closable {
  /** Creates the topic, or returns the one of that name (CreateTopic is idempotent). */
  createTopic(name: string, attributes: Readonly<Record<string, string>>): Topic;
  setTopicAttributes(topicArn: string, attributes: Readonly<Record<string, string>>): void;
  deleteTopic(topicArn: string): void;
  topic(topicArn: string): Topic | undefined;
  topics(): readonly Topic[];
  /** @throws QueryError for an unknown topic or a filter policy that AWS refuses. */
  subscribe(draft: SubscriptionDraft): Subscription;
  setSubscriptionAttributes(subscriptionArn: string, attributes: Readonly<Record<string, string>>): void;
  unsubscribe(subscriptionArn: string): void;
  subscriptions(): readonly Subscription[];
  /** Accepts one message and starts its deliveries. @returns The message id. */
  publish(topicArn: string, draft: MessageDraft, traceId: string | undefined): string;
  request(request: WireRequest): Promise<WireResponse>;
}

/** Creates an SNS service without topics. `close` waits for deliveries under way. */
export function createSns(ports: SnsPorts): Sns {
  const { clock, random, emit, identity } = ports;
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const underWay = new Set<Promise<void>>();
  const retries = new Set<CancelTimer>();
  let closed = false;

  const track = (work: Promise<void>): Promise<void> => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };

  const requireTopic = (topicArn: string): Topic => {
    const topic = topics.get(topicArn);
    if (topic === undefined) throw new QueryError('NotFound', 'Topic does not exist', 404);
    return topic;
  };

  const requireSubscription = (subscriptionArn: string): Subscription => {
    const subscription = subscriptions.get(subscriptionArn);
    if (subscription === undefined) throw new QueryError('NotFound', 'Subscription does not exist', 404);
    return subscription;
  };

  const warn = (subscription: Subscription, reason: string, traceId: string | undefined) =>
    emit(
      'stack.notice',
      { code: 'EW6301', message: `SNS could not deliver to "${subscription.endpoint}": ${reason}` },
      { level: 'warn', traceId },
    );

  const deliverToLambda = async (
    message: Message,
    subscription: Subscription,
    traceId: string | undefined,
  ) => {
    const payload = JSON.stringify(buildSnsLambdaEvent(message, subscription, identity.region));
    const attempt = async (retriesLeft: number): Promise<void> => {
      const outcome = await ports.invokeLambda(subscription.endpoint, payload, traceId);
      if (outcome.kind === 'accepted' || outcome.kind === 'success' || outcome.kind === 'function-error')
        return;
      if (closed) return;
      if (retriesLeft === 0) {
        warn(subscription, outcome.message, traceId);
        await sendToDeadLetterQueue(message, subscription, payload);
        return;
      }
      const cancel = clock.after(retryDelayMs, () => {
        retries.delete(cancel);
        // A test that moves the clock waits for the attempt, and so for the next pause.
        return track(attempt(retriesLeft - 1));
      });
      retries.add(cancel);
    };
    await attempt(clientErrorRetries);
  };

  const sendToDeadLetterQueue = async (message: Message, subscription: Subscription, body: string) => {
    const queueArn = subscription.deadLetterTargetArn;
    if (queueArn === undefined || (await ports.sendToQueue(queueArn, body, message))) return;
    warn(subscription, `its dead-letter queue "${queueArn}" does not run locally`, undefined);
  };

  const deliver = async (message: Message, subscription: Subscription, traceId: string | undefined) => {
    switch (subscription.protocol) {
      case 'lambda':
        return deliverToLambda(message, subscription, traceId);
      case 'sqs': {
        const body = buildSnsQueueBody(message, subscription, identity.region);
        if (await ports.sendToQueue(subscription.endpoint, body, message)) return;
        warn(subscription, 'no such queue runs locally', traceId);
        return sendToDeadLetterQueue(message, subscription, body);
      }
      default:
        return warn(subscription, `protocol "${subscription.protocol}" is not run locally`, traceId);
    }
  };

  const sns: Sns = {
    createTopic(name, attributes) {
      const isFifo = attributes.FifoTopic === 'true';
      if (!/^[A-Za-z0-9_-]{1,256}$/.test(isFifo ? name.replace(/\.fifo$/, '') : name)) {
        throw new QueryError('InvalidParameter', 'Invalid parameter: Topic Name');
      }
      const arn = formatArn({
        partition: identity.partition,
        service: 'sns',
        region: identity.region,
        accountId: identity.accountId,
        resource: name,
      });
      const topic = topics.get(arn) ?? { arn, name, attributes, isFifo };
      topics.set(arn, topic);
      return topic;
    },
    setTopicAttributes(topicArn, attributes) {
      const topic = requireTopic(topicArn);
      topics.set(topicArn, { ...topic, attributes: { ...topic.attributes, ...attributes } });
    },
    deleteTopic(topicArn) {
      topics.delete(topicArn);
      for (const { arn, topicArn: owner } of subscriptions.values()) {
        if (owner === topicArn) subscriptions.delete(arn);
      }
    },
    topic: (topicArn) => topics.get(topicArn),
    topics: () => [...topics.values()],
    subscribe(draft) {
      const topic = requireTopic(draft.topicArn);
      if (topic.isFifo && draft.protocol === 'lambda') {
        throw new QueryError('InvalidParameter', 'Invalid parameter: Invalid protocol type: lambda');
      }
      const existing = [...subscriptions.values()].find(
        (candidate) =>
          candidate.topicArn === draft.topicArn &&
          candidate.protocol === draft.protocol &&
          candidate.endpoint === draft.endpoint,
      );
      const arn = existing?.arn ?? `${draft.topicArn}:${uuid(random)}`;
      const subscription = buildSubscription(arn, draft);
      subscriptions.set(arn, subscription);
      return subscription;
    },
    setSubscriptionAttributes(subscriptionArn, attributes) {
      const subscription = requireSubscription(subscriptionArn);
      subscriptions.set(
        subscriptionArn,
        buildSubscription(subscriptionArn, {
          ...subscription,
          attributes: { ...subscription.attributes, ...attributes },
        }),
      );
    },
    unsubscribe(subscriptionArn) {
      subscriptions.delete(subscriptionArn);
    },
    subscriptions: () => [...subscriptions.values()],
    publish(topicArn, draft, traceId) {
      requireTopic(topicArn);
      const message: Message = { ...draft, messageId: uuid(random), topicArn, timestampMs: clock.nowMs() };
      const receivers = [...subscriptions.values()].filter(
        (subscription) => subscription.topicArn === topicArn && accepts(subscription, message),
      );
      emit(
        'sns.publish',
        { topicArn, messageId: message.messageId, deliveries: receivers.length },
        { traceId },
      );
      for (const subscription of receivers) {
        void track(deliver(message, subscription, traceId));
      }
      return message.messageId;
    },
    request: (request) =>
      Promise.resolve(
        answerSnsCall(sns, request, {
          requestId: uuid(random),
          traceId: traceRootOf(request.headers['x-amzn-trace-id']),
          accountId: identity.accountId,
        }),
      ),
    async close() {
      closed = true;
      for (const cancel of retries) cancel();
      await Promise.allSettled([...underWay]);
    },
  };
  return sns;
}

function accepts(subscription: Subscription, message: Message): boolean {
  if (subscription.filter === undefined) return true;
  const { pattern, scope } = subscription.filter;
  const values =
    scope === 'MessageBody'
      ? bodyValues(message.textFor(subscription.protocol))
      : attributeValues(message.attributes);
  return values !== undefined && matchesEventPattern(pattern, values);
}

function buildSubscription(arn: string, draft: SubscriptionDraft): Subscription {
  const { attributes } = draft;
  const policyText = attributes.FilterPolicy;
  const deadLetterTargetArn = deadLetterTarget(attributes.RedrivePolicy);
  return {
    arn,
    topicArn: draft.topicArn,
    protocol: draft.protocol,
    endpoint: draft.endpoint,
    ...(policyText === undefined || policyText === '' || policyText === '{}'
      ? {}
      : { filter: filterOf(policyText, attributes.FilterPolicyScope) }),
    rawMessageDelivery: attributes.RawMessageDelivery === 'true',
    ...(deadLetterTargetArn === undefined ? {} : { deadLetterTargetArn }),
    attributes,
  };
}

function filterOf(text: string, scopeText: string | undefined): NonNullable<Subscription['filter']> {
  const scope = scopeText === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';
  const parsed = parseEventPattern(parseJsonParameter(text, 'FilterPolicy'), {
    nested: scope === 'MessageBody',
  });
  if (parsed.kind === 'refused') {
    throw new QueryError('InvalidParameter', `Invalid parameter: FilterPolicy: ${parsed.reason}`);
  }
  return { pattern: parsed.pattern, scope };
}

function deadLetterTarget(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const policy = parseJsonParameter(text, 'RedrivePolicy');
  const target = (policy as { deadLetterTargetArn?: unknown } | null)?.deadLetterTargetArn;
  return typeof target === 'string' ? target : undefined;
}

function parseJsonParameter(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(
      new QueryError('InvalidParameter', `Invalid parameter: ${name}: failed to parse JSON`),
      { cause },
    );
  }
}

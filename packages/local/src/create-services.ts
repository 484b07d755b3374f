// Builds the services of one stack and joins them by the interfaces that AWS has between them.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createApiGateway } from './apigateway/index.js';
import type { ManualClock } from './clock/manual-clock.js';
import { createCloudFront, createEdgeFunctionRunner } from './cloudfront/index.js';
import type { DynamoDb } from './dynamodb/index.js';
import { createFrontDoor, type ServiceHandler } from './endpoint/front-door.js';
import {
  answerCloudFormation,
  answerSsm,
  answerSts,
  type PackageTimeFacts,
} from './endpoint/package-time.js';
import { parseJson } from './event-pattern/json-values.js';
import { createEventSources } from './event-sources/index.js';
import { createEventBridge } from './eventbridge/index.js';
import type { Emit } from './events/stack-event.js';
import { uuid } from './ids.js';
import { awsHostPattern, createIntercept, isAwsHost } from './intercept/index.js';
import { createLambda, invocationResultEvent } from './lambda/index.js';
import type { AccessKey } from './local-credentials.js';
import type { Clock, Random, StackIdentity } from './ports.js';
import { createS3 } from './s3/index.js';
import { createScheduler, readUniversalTarget } from './scheduler/index.js';
import type { Services } from './services.js';
import { createSns } from './sns/index.js';
import { createSqs, type MessageAttribute } from './sqs/index.js';

/** What the services of a stack share. */
export interface ServiceOptions {
  readonly clock: Clock;
  readonly manualClock: ManualClock | undefined;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  readonly endpointUrl: string;
  readonly stateFolder: (name: string) => string;
  readonly isEphemeral: boolean;
  /** Opened, and closed, by the caller. */
  readonly dynamodb: DynamoDb;
  readonly bucketFolders: Readonly<Record<string, string>>;
  /** Environments of one function at the most. */
  readonly maxEnvironments: number;
  readonly isCacheStrict: boolean;
  /** Whether `@connections` refuses what is unsigned or signed with an unknown key. */
  readonly requiresSignatures: boolean;
  /** Keys that signatures are verified with. */
  readonly accessKeys: readonly AccessKey[];
  readonly passthroughHosts: readonly string[];
  readonly watches: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: () => Readonly<Record<string, string>>;
  /** Where a domain name of the stack's own endpoints listens. */
  readonly localAddress: (domainName: string) => { readonly host: string; readonly port: number } | undefined;
}

/** What a target of a rule or schedule is sent. */
interface DeliveredPayload {
  readonly payload: string;
  readonly traceId: string | undefined;
  /** For FIFO queues. */
  readonly groupId?: string | undefined;
}

/** Bodies of DynamoDB batches reach 16 MB, of S3 objects more. */
const maxBodyBytes = 64 * 1_048_576;

/** Creates the services and the listener of the AWS endpoint. `close` ends them in the order of their use. */
export function createServices(options: ServiceOptions): {
  readonly services: Services;
  readonly frontDoor: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
} {
  const { clock, random, emit, identity, endpointUrl, stateFolder, dynamodb } = options;
  const common = { clock, random, emit, identity };
  const clockOffset = options.manualClock === undefined ? undefined : shareClockOffset(options.manualClock);

  const sqs = createSqs({
    ...common,
    endpoint: () => endpointUrl,
    ...(options.isEphemeral ? {} : { stateDir: stateFolder('sqs') }),
  });
  const intercept = createIntercept({
    folder: stateFolder('tls'),
    passthroughHosts: options.passthroughHosts,
    nowMs: () => Date.now(),
    emit,
    entryOf: (host) => {
      const apiId = apigateway.apiOfHost(host);
      if (apiId !== undefined) return apigateway.entry(apiId);
      return isAwsHost(host) && !host.includes('.execute-api.') ? { request: frontDoor } : undefined;
    },
  });
  const lambda = createLambda({
    ...common,
    endpoint: () => endpointUrl,
    maxEnvironments: options.maxEnvironments,
    cacheDir: stateFolder('cache'),
    watches: options.watches,
    clockOffset,
    redirect: {
      hostPattern: awsHostPattern,
      passthrough: options.passthroughHosts,
      target: () => intercept.target(),
      processVariables: () => intercept.processVariables(),
    },
    sendToDeadLetterTarget: (targetArn, body, attributes) => sendToTarget(targetArn, body, attributes),
    async sendToDestination(targetArn, record) {
      if (!eventbridge.putServiceEvent(targetArn, invocationResultEvent(targetArn, record)))
        await sendToTarget(targetArn, record);
    },
  });
  const sendToTarget = async (
    targetArn: string,
    body: string,
    attributes: Readonly<Record<string, string>> = {},
  ) => {
    if (sqs.sendTo(targetArn, { body, attributes: stringAttributes(attributes) })) return;
    if (sns.topic(targetArn) === undefined) throw new Error('the stack has no such queue or topic');
    sns.publish(targetArn, { subject: null, textFor: () => body, attributes: {} }, undefined);
  };
  const invokeLambda = (arn: string, payload: string, traceId: string | undefined) =>
    lambda.invoke(arn, payload, { type: 'Event', traceId });
  const sns = createSns({
    ...common,
    invokeLambda,
    sendToQueue: async (queueArn, body, message) => {
      const attributes = Object.fromEntries(
        Object.entries(message.attributes).map(([name, { Type, Value }]) => [
          name,
          Type.startsWith('Binary')
            ? { DataType: Type, BinaryValue: Value }
            : { DataType: Type, StringValue: Value },
        ]),
      );
      return sqs.sendTo(queueArn, {
        body,
        attributes,
        ...(message.groupId === undefined ? {} : { groupId: message.groupId }),
        ...(message.deduplicationId === undefined ? {} : { deduplicationId: message.deduplicationId }),
      });
    },
  });
  // @returns Why it could not, if so.
  const deliver = async (targetArn: string, given: DeliveredPayload): Promise<string | undefined> => {
    const { payload, traceId, groupId } = given;
    const draft = { body: payload, attributes: {}, ...(groupId === undefined ? {} : { groupId }) };
    if (sqs.sendTo(targetArn, draft)) return undefined;
    if (sns.topic(targetArn) !== undefined) {
      sns.publish(targetArn, { subject: null, textFor: () => payload, attributes: {} }, traceId);
      return undefined;
    }
    const outcome = await invokeLambda(targetArn, payload, traceId);
    return outcome.kind === 'accepted' ? undefined : 'message' in outcome ? outcome.message : outcome.kind;
  };
  const eventbridge = createEventBridge({
    ...common,
    sendToQueue: (queueArn, body, attributes) =>
      sqs.sendTo(queueArn, { body, attributes: stringAttributes(attributes) }),
    deliver: ({ arn, messageGroupId }, payload, traceId) =>
      deliver(arn, { payload, traceId, groupId: messageGroupId }),
  });
  const scheduler = createScheduler({
    ...common,
    ...(options.isEphemeral ? {} : { stateDir: stateFolder('scheduler') }),
    sendToQueue: (queueArn, body, attributes) =>
      sqs.sendTo(queueArn, { body, attributes: stringAttributes(attributes) }),
    async deliver({ target: { arn, event, messageGroupId }, payload, traceId }) {
      const call = readUniversalTarget(arn, payload);
      if (typeof call === 'string') return call;
      if (call !== undefined) {
        const response = await handlers[call.service]?.(call.request, uuid(random));
        return response !== undefined && response.status < 300 ? undefined : String(response?.body);
      }
      const isBus = eventbridge.putServiceEvent(arn, {
        source: event?.source ?? 'aws.scheduler',
        detailType: event?.detailType ?? 'Scheduled Event',
        resources: [],
        detail: parseJson(payload),
      });
      return isBus ? undefined : deliver(arn, { payload, traceId, groupId: messageGroupId });
    },
  });
  const eventSources = createEventSources({
    ...common,
    lambda,
    sqs,
    dynamodb,
    sendFailure: async (targetArn, body) => {
      try {
        await sendToTarget(targetArn, body);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        emit(
          'stack.notice',
          { code: 'EW6303', message: `A discarded batch could not be sent to "${targetArn}": ${reason}` },
          { level: 'error' },
        );
      }
    },
  });
  const s3 = createS3({ ...common, stateFolder: stateFolder('s3'), bucketFolders: options.bucketFolders });
  const apigateway = createApiGateway({
    ...common,
    lambda,
    hasManualClock: options.manualClock !== undefined,
    behavior: { requiresSignatures: options.requiresSignatures },
    credentials: options.accessKeys.map((key) => ({
      ...key,
      userArn: `arn:${identity.partition}:iam::${identity.accountId}:user/local`,
    })),
    callService: (service, request) => {
      const handler = handlers[service];
      return handler?.(request, uuid(random));
    },
  });
  const functions = createEdgeFunctionRunner({ clock, random });
  const cloudfront = createCloudFront({
    ...common,
    s3,
    functions,
    isCacheStrict: options.isCacheStrict,
    resolveLocal: options.localAddress,
  });
  const services: Services = {
    apigateway,
    cloudfront,
    dynamodb,
    eventbridge,
    eventSources,
    lambda,
    s3,
    scheduler,
    sns,
    sqs,
  };

  const facts: PackageTimeFacts = {
    identity,
    parameters: options.parameters,
    outputs: (stackName) => (stackName === identity.stackName ? options.outputs() : undefined),
  };
  const handlers: Readonly<Partial<Record<string, ServiceHandler>>> = {
    'apigateway-management': (request) => apigateway.request(request),
    cloudfront: (request, requestId) => cloudfront.request(request, requestId),
    cloudformation: (request, requestId) => answerCloudFormation(request, facts, requestId),
    dynamodb: (request) => dynamodb.request(request),
    events: (request, requestId) => eventbridge.request(request, requestId),
    lambda: (request, requestId) =>
      request.path.startsWith('/2015-03-31/event-source-mappings')
        ? eventSources.request(request, requestId)
        : lambda.request(request),
    s3: (request) => s3.request(request),
    scheduler: (request, requestId) => scheduler.request(request, requestId),
    sns: (request) => sns.request(request),
    sqs: (request, requestId) => sqs.request(request, requestId),
    ssm: (request, requestId) => answerSsm(request, facts, requestId),
    sts: (request, requestId) => answerSts(request, facts, requestId),
  };
  const frontDoor = createFrontDoor({
    random,
    emit,
    maxBodyBytes,
    ownHosts: isAwsHost,
    services: handlers,
  });

  return {
    services,
    frontDoor,
    async close() {
      await apigateway.close();
      await eventSources.close();
      await scheduler.close();
      await eventbridge.close();
      await sns.close();
      await lambda.close();
      await sqs.close();
      await cloudfront.close();
      await functions.close();
      await s3.close();
      await intercept.close();
    },
  };
}

function stringAttributes(
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, MessageAttribute>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

// Workers add this to their Date, so that a handler's "now" moves with the test's clock.
function shareClockOffset(clock: ManualClock): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(8);
  const offset = new Float64Array(shared);
  clock.onAdvance((nowMs) => {
    offset[0] = nowMs - Date.now();
  });
  return shared;
}

// The one function behind the conformance stack: it records the events it gets and answers as the message asks.
// Plain SDK code without a local branch: the same file runs on AWS.

const {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} = require('@aws-sdk/client-dynamodb');
const { EventBridgeClient, PutEventsCommand } = require('@aws-sdk/client-eventbridge');
const { PublishBatchCommand, PublishCommand, SNSClient } = require('@aws-sdk/client-sns');
const { SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');

const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const dynamodb = new DynamoDBClient({});
const events = new EventBridgeClient({});
const sns = new SNSClient({});
const sqs = new SQSClient({});
const TableName = process.env.TABLE;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function record(event, type) {
  // The marker of a connection is the `run` query parameter of its $connect; later events carry only the id.
  const key = event.requestContext.connectionId;
  await dynamodb.send(
    new PutItemCommand({
      TableName,
      Item: {
        pk: { S: key },
        sk: {
          S: `${type}#${String(event.requestContext.requestTimeEpoch)}#${event.requestContext.requestId}`,
        },
        run: { S: event.queryStringParameters?.run ?? '-' },
        event: { S: JSON.stringify(event) },
      },
    }),
  );
}

async function recorded(key, index) {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      ...(index === undefined ? {} : { IndexName: index }),
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': index === undefined ? 'pk' : 'run' },
      ExpressionAttributeValues: { ':key': { S: key } },
    }),
  );
  return Items.map((item) => ({ type: item.sk.S.split('#')[0], event: JSON.parse(item.event.S) }));
}

// What a message asks to be sent through a source of events; `key` finds the record of its arrival.
const emitters = {
  sns: (key, { message, options }) =>
    sns.send(
      new PublishCommand({
        TopicArn: process.env.TOPIC,
        Message: JSON.stringify({ key, ...message }),
        ...options,
      }),
    ),
  'sns-batch': (key) =>
    sns.send(
      new PublishBatchCommand({
        TopicArn: process.env.TOPIC,
        PublishBatchRequestEntries: ['1', '2'].map((Id) => ({ Id, Message: JSON.stringify({ key, Id }) })),
      }),
    ),
  filtered: (key, { options }) =>
    sns.send(
      new PublishCommand({ TopicArn: process.env.FILTERED, Message: JSON.stringify({ key }), ...options }),
    ),
  sqs: (key, { message, options }) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: process.env.QUEUE,
        MessageBody: JSON.stringify({ key, ...message }),
        ...options,
      }),
    ),
  async stream(key, { writes }) {
    const TableName = process.env.SOURCE;
    for (const note of writes) {
      await dynamodb.send(
        note === null
          ? new DeleteItemCommand({ TableName, Key: { id: { S: key } } })
          : new PutItemCommand({ TableName, Item: { id: { S: key }, note: { S: note } } }),
      );
    }
  },
  events: (key, { detail, type = 'probe' }) =>
    events.send(
      new PutEventsCommand({
        Entries: [{ Source: 'conformance', DetailType: type, Detail: JSON.stringify({ key, ...detail }) }],
      }),
    ),
};

/** The parts of an event of a source, each with what finds it. */
function partsOf(event) {
  if (event.Records === undefined) return [{ type: 'EVENTS', key: event.detail.key, event }];
  return event.Records.map((record) => {
    const alone = { Records: event.Records.length === 1 ? event.Records : [record] };
    if (record.EventSource === 'aws:sns')
      return { type: 'SNS', key: JSON.parse(record.Sns.Message).key, event: { Records: event.Records } };
    if (record.eventSource === 'aws:sqs')
      return { type: 'SQS', key: JSON.parse(record.body).key, event: alone };
    return { type: 'STREAM', key: record.dynamodb.Keys.id.S, event: alone };
  });
}

let serial = 0;

exports.source = async (event) => {
  const batchItemFailures = [];
  for (const part of partsOf(event)) {
    // The last record of a type is what a row looks at: order holds within a millisecond too.
    const nonce = `${Date.now()}#${String(serial++).padStart(9, '0')}#${Math.random()}`;
    await dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: {
          pk: { S: part.key },
          sk: { S: `${part.type}#${nonce}` },
          run: { S: '-' },
          event: { S: JSON.stringify(part.event) },
        },
      }),
    );
    const [record] = part.event.Records ?? [];
    const failsOnce = part.type === 'SQS' && JSON.parse(record.body).failsOnce === true;
    if (failsOnce && record.attributes.ApproximateReceiveCount === '1')
      batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
};

exports.connect = async (event) => {
  await record(event, 'CONNECT');
  const query = event.queryStringParameters ?? {};
  if (query.delay) await wait(Number(query.delay));
  if (query.throw) throw new Error('refused by the test');
  if (query.exit) process.exit(1);
  if (query.malformed === 'null') return null;
  if (query.malformed === 'text') return 'ok';
  if (query.malformed === 'nostatus') return {};
  if (query.malformed === 'textstatus') return { statusCode: 'ok' };
  const offered = Object.entries(event.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'sec-websocket-protocol',
  );
  const headers = { 'X-Ignored': 'yes', 'Set-Cookie': 'a=b' };
  if (offered !== undefined && !query.silent)
    headers[query.lower ? 'sec-websocket-protocol' : 'Sec-WebSocket-Protocol'] = offered[1]
      .split(',')[0]
      .trim();
  return { statusCode: Number(query.status ?? 200), headers, body: 'never delivered' };
};

exports.disconnect = async (event) => {
  await record(event, 'DISCONNECT');
  return { statusCode: 200 };
};

exports.message = async (event, context) => {
  const body = event.body ?? '';
  let message;
  try {
    message = JSON.parse(body);
  } catch {
    message = {};
  }
  switch (message.do) {
    case 'event':
      return { statusCode: 200, body: JSON.stringify(event) };
    case 'record':
      await record(event, 'MESSAGE');
      return { statusCode: 200, body: 'recorded' };
    case 'recorded':
      return {
        statusCode: 200,
        body: JSON.stringify(await recorded(message.key, message.by === 'run' ? 'run' : undefined)),
      };
    case 'emit':
      await emitters[message.via](event.requestContext.connectionId, message);
      return { statusCode: 200, body: 'emitted' };
    case 'answer':
      return message.answer;
    case 'runtime':
      return { statusCode: 200, body: JSON.stringify(describeRuntime(context)) };
    case 'throw':
      throw new Error('thrown by the test');
    case 'exit':
      process.exit(1);
      break;
    case 'undefined':
      return undefined;
    case 'slow':
      await wait(message.ms);
      return { statusCode: 200, body: `slow ${message.ms}` };
    default:
      return { statusCode: 200, body: `${event.requestContext.routeKey} ${body}` };
  }
};

// What Lambda tells a handler, secrets as yes or no.
function describeRuntime(context) {
  const { env } = process;
  const names = Object.keys(env).filter((name) => /^(AWS_(?!.*(KEY|TOKEN))|LAMBDA_|_|TZ$|LANG$)/.test(name));
  const { functionName, functionVersion, invokedFunctionArn, memoryLimitInMB, awsRequestId } = context;
  const file = join(tmpdir(), `probe-${awsRequestId}`);
  writeFileSync(file, 'kept');
  const kept = readFileSync(file, 'utf8');
  rmSync(file);
  return {
    env: Object.fromEntries(names.map((name) => [name, env[name]])),
    hasCredentials: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].every(
      (name) => (env[name] ?? '') !== '',
    ),
    context: {
      ...{ functionName, functionVersion, invokedFunctionArn, memoryLimitInMB, awsRequestId },
      logGroupName: context.logGroupName,
      logStreamName: context.logStreamName,
      isPatient: context.callbackWaitsForEmptyEventLoop,
      hasTime: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 10_000,
    },
    tmp: kept,
  };
}

// The ways in which a handler may end, one for each value of `style`.
exports.styled = (event, context, callback) => {
  const answer = (body) => ({ statusCode: 200, body });
  switch (JSON.parse(event.body).style) {
    case 'callback':
      return void setTimeout(() => callback(null, answer('called back')), 5);
    case 'callback-error':
      return callback(new Error('called back with an error'));
    case 'callback-text':
      return callback('text as error');
    case 'callback-twice':
      callback(null, answer('first'));
      return callback(null, answer('second'));
    case 'callback-waits':
      setTimeout(() => {}, 50);
      return callback(null, answer('after the loop'));
    case 'callback-at-once':
      context.callbackWaitsForEmptyEventLoop = false;
      setTimeout(() => {}, 2_500);
      return callback(null, answer('at once'));
    case 'promise':
      return Promise.resolve(answer('promised'));
    case 'thenable':
      // biome-ignore lint/suspicious/noThenProperty: handlers may return any thenable.
      return { then: (resolve) => resolve(answer('then')) };
    case 'returns':
      return answer('ignored');
    case 'succeed':
      return context.succeed(answer('succeeded'));
    case 'done':
      return context.done(null, answer('done'));
    case 'fail':
      return context.fail(new Error('failed'));
    case 'never':
      return new Promise(() => {});
    case 'rejects':
      return Promise.reject(new Error('rejected'));
    case 'rejects-unseen':
      Promise.reject(new Error('nobody looks'));
      return new Promise((resolve) => setTimeout(() => resolve(answer('too late')), 1_000));
    case 'throws-later':
      setTimeout(() => {
        throw new Error('later');
      }, 5);
      return new Promise((resolve) => setTimeout(() => resolve(answer('too late')), 1_000));
    default:
      return callback(null, answer('no such style'));
  }
};

exports.authorizer = async (event) => {
  await record({ ...event, queryStringParameters: event.queryStringParameters }, 'AUTHORIZER');
  const token = event.queryStringParameters?.token;
  if (token === 'unauthorized') throw new Error('Unauthorized');
  if (token === 'throw') throw new Error('something else');
  if (token === 'malformed') return { hello: 'world' };
  const base = event.methodArn.split('/').slice(0, 2).join('/');
  const resources = {
    allow: event.methodArn,
    star: `${base}/*`,
    segments: `${base}/*/*`,
    other: `${base}/sendMessage`,
    question: event.methodArn.replace('connect', 'connec?'),
  };
  const statements =
    token === 'both'
      ? [
          { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' },
          { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: event.methodArn },
        ]
      : [
          {
            Action: token === 'action' ? 'execute-api:*' : 'execute-api:Invoke',
            Effect: token === 'deny' ? 'Deny' : 'Allow',
            Resource: resources[token] ?? event.methodArn,
          },
        ];
  return {
    principalId: 'user-17',
    policyDocument: { Version: '2012-10-17', Statement: statements },
    context: token === 'nested' ? { nested: { a: 1 } } : { tenant: 'acme', level: 3, beta: true },
  };
};

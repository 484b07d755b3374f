// The one function behind the conformance stack: it records the events it gets and answers as the message asks.
// Plain SDK code without a local branch: the same file runs on AWS.

const { DynamoDBClient, PutItemCommand, QueryCommand } = require('@aws-sdk/client-dynamodb');

const dynamodb = new DynamoDBClient({});
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

exports.message = async (event) => {
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
    case 'answer':
      return message.answer;
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

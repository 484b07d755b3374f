// Plain SDK code without a local branch. The table holds the open connections only, so it must not grow for ever.

const { DynamoDBClient, PutItemCommand, DeleteItemCommand } = require('@aws-sdk/client-dynamodb');
const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');

const dynamodb = new DynamoDBClient({});
const TableName = process.env.TABLE;
let management;

exports.connect = async ({ requestContext }) => {
  await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: requestContext.connectionId } } }));
  return { statusCode: 200 };
};

exports.disconnect = async ({ requestContext }) => {
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: { id: { S: requestContext.connectionId } } }));
  return { statusCode: 200 };
};

exports.echo = async ({ body }) => ({ statusCode: 200, body });

// Posts `times` messages of `bytes` bytes to the sender, one after the other.
exports.push = async ({ requestContext, body }) => {
  const { connectionId, domainName, stage } = requestContext;
  const { text, times = 1, bytes = 0 } = JSON.parse(body);
  management ??= new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  const Data = Buffer.from(text + ' '.repeat(Math.max(0, bytes - text.length)));
  try {
    for (let index = 0; index < times; index++)
      await management.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
  } catch (error) {
    if (error.name !== 'GoneException') throw error;
  }
  return { statusCode: 200 };
};

// $connect: remembers the connection and announces it. The greeting has to come from elsewhere: no message can
// reach a connection before this handler has returned.

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';
import { environmentVariable } from '../aws/environment.js';
import { type Arrival, connectionOf } from '../aws/events.js';
import { createShopTable } from '../aws/shop-table.js';

const table = createShopTable(environmentVariable('TABLE_NAME'));
const topic = environmentVariable('CONNECTED_TOPIC_ARN');
const sns = new SNSClient({});

export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ requestContext }) => {
  await table.remember(connectionOf(requestContext));
  const arrival: Arrival = {
    connectionId: requestContext.connectionId,
    domainName: requestContext.domainName,
    stage: requestContext.stage,
  };
  await sns.send(new PublishCommand({ TopicArn: topic, Message: JSON.stringify(arrival) }));
  return { statusCode: 200 };
};

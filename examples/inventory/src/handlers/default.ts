// $default: whatever no route wants gets told what the shop understands.

import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';
import { reply } from '../aws/events.js';
import { helpMessage } from '../core/messages.js';

export const handler: APIGatewayProxyWebsocketHandlerV2 = async () => reply(helpMessage());

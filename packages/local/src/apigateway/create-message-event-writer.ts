// MESSAGE events as JSON text. A connection's events differ in a few members only: the rest is serialised once,
// at its first message, which makes an event of a busy connection about five times cheaper.

import { clfTime } from './clf-time.js';
import type { ConnectionFacts } from './model.js';

/** What differs from message to message. */
export interface MessageFacts {
  readonly routeKey: string;
  readonly messageId: string;
  readonly requestId: string;
  readonly nowMs: number;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * @returns A function whose text equals `JSON.stringify(buildMessageEvent(...))`.
 * @source spec/websocket-api.md 3.3
 */
export function createMessageEventWriter(connection: ConnectionFacts): (message: MessageFacts) => string {
  const json = (value: unknown): string => JSON.stringify(value);
  const { stageVariables, authorizer } = connection;
  const variables = stageVariables === undefined ? '' : `"stageVariables":${json(stageVariables)},`;
  const head = `{${variables}"requestContext":{"routeKey":`;
  const beforeMessageId = `${authorizer === undefined ? '' : `,"authorizer":${json(authorizer)}`},"messageId":"`;
  const beforeEpoch =
    `","messageDirection":"IN","stage":${json(connection.stage)},` +
    `"connectedAt":${connection.connectedAtMs},"requestTimeEpoch":`;
  const identity = json({
    ...connection.identity,
    ...(connection.userAgent === undefined ? {} : { userAgent: connection.userAgent }),
    sourceIp: connection.sourceIp,
  });
  const beforeRequestId = `,"identity":${identity},"requestId":"`;
  const beforeBody =
    `","domainName":${json(connection.domainName)},"connectionId":"${connection.connectionId}",` +
    `"apiId":${json(connection.apiId)}},"body":`;
  let secondMs = -1;
  let secondText = '';
  return ({ routeKey, messageId, requestId, nowMs, body, isBase64Encoded }) => {
    const second = nowMs - (nowMs % 1_000);
    if (second !== secondMs) {
      secondMs = second;
      secondText = clfTime(nowMs);
    }
    return (
      `${head}${json(routeKey)}${beforeMessageId}${messageId}","eventType":"MESSAGE","extendedRequestId":"${requestId}",` +
      `"requestTime":"${secondText}${beforeEpoch}${nowMs}${beforeRequestId}${requestId}${beforeBody}${json(body)},` +
      `"isBase64Encoded":${isBase64Encoded}}`
    );
  };
}

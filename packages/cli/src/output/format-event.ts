// One event of the stack as one line for people.

import type { StackEvent } from '@edgewire/local';

/** How lines are drawn. */
export interface FormatOptions {
  readonly color: boolean;
  /** Debug events too. */
  readonly verbose: boolean;
}

type Paint = (style: 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold', text: string) => string;

const codes = { red: 31, yellow: 33, green: 32, cyan: 36, dim: 2, bold: 1 } as const;

/**
 * @returns One line without its newline (log lines of a handler may span several), or `undefined` for an event
 *   that people need not see.
 */
export function formatEvent(event: StackEvent, options: FormatOptions): string | undefined {
  if (event.level === 'debug' && !options.verbose) return undefined;
  const paint: Paint = (style, text) => (options.color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
  const text = describe(event, paint);
  if (text === undefined) return undefined;
  const time = new Date(event.timeMs).toISOString().slice(11, 23);
  const mark =
    event.level === 'error' ? paint('red', 'error ') : event.level === 'warn' ? paint('yellow', 'warn ') : '';
  return `${paint('dim', time)} ${mark}${text}`;
}

function describe(event: StackEvent, paint: Paint): string | undefined {
  switch (event.kind) {
    case 'cloudfront.request': {
      const { method, uri, status, xCache, bytes, durationMs } = event.data;
      const cache = xCache.replace(/ from cloudfront$/, '');
      return `${paint('cyan', 'edge  ')} ${method} ${uri} ${paintStatus(status, paint)} ${paint('dim', `${cache} ${formatBytes(bytes)} ${formatMs(durationMs)}`)}`;
    }
    case 'cloudfront.function': {
      const { name, eventType, outcome, error, logs, durationMs } = event.data;
      const lines = logs.map((line) => `\n             ${paint('dim', '|')} ${line}`).join('');
      if (outcome === 'success' && logs.length === 0) return undefined;
      return `${paint('cyan', 'edge  ')} ${name} ${eventType} ${outcome === 'success' ? '' : paint('red', outcome)}${error === undefined ? '' : ` ${error}`} ${paint('dim', formatMs(durationMs))}${lines}`;
    }
    case 'apigateway.connect': {
      const { connectionId, status, durationMs } = event.data;
      const outcome = status === 101 ? paint('green', 'connected') : paintStatus(status, paint);
      return `${paint('cyan', 'socket')} ${connectionId} ${outcome} ${paint('dim', formatMs(durationMs))}`;
    }
    case 'apigateway.message': {
      const { connectionId, routeKey, direction, bytes, error, durationMs } = event.data;
      const arrow = direction === 'in' ? '->' : '<-';
      const tail = error === undefined ? '' : ` ${paint('red', error)}`;
      const time = durationMs === undefined ? '' : ` ${formatMs(durationMs)}`;
      return `${paint('cyan', 'socket')} ${connectionId} ${arrow} ${routeKey}${tail} ${paint('dim', `${formatBytes(bytes)}${time}`)}`;
    }
    case 'apigateway.disconnect': {
      const { connectionId, code, reason } = event.data;
      return `${paint('cyan', 'socket')} ${connectionId} closed ${paint('dim', `${code} ${reason}`.trimEnd())}`;
    }
    case 'apigateway.post': {
      const { connectionId, operation, status, bytes } = event.data;
      return `${paint('cyan', 'socket')} ${connectionId} ${operation} ${paintStatus(status, paint)} ${paint('dim', formatBytes(bytes))}`;
    }
    case 'apigateway.error': {
      const { connectionId, routeKey, message } = event.data;
      return `${paint('cyan', 'socket')} ${[connectionId, routeKey].filter((part) => part !== undefined).join(' ')} ${message}`;
    }
    case 'lambda.start':
      return undefined;
    case 'lambda.log':
      return `${paint('cyan', 'lambda')} ${event.data.function} ${event.data.line.trimEnd()}`;
    case 'lambda.end': {
      const { error, durationMs, initDurationMs } = event.data;
      const init = initDurationMs === undefined ? '' : ` (init ${formatMs(initDurationMs)})`;
      if (error === undefined) {
        return `${paint('cyan', 'lambda')} ${event.data.function} ${paint('dim', `${formatMs(durationMs)}${init}`)}`;
      }
      const place = error.file === undefined ? '' : ` at ${error.file}`;
      return `${paint('cyan', 'lambda')} ${event.data.function} ${paint('red', error.type)} ${error.message}${place} ${paint('dim', formatMs(durationMs))}`;
    }
    case 'lambda.source-changed':
      return `${paint('cyan', 'lambda')} ${event.data.function} reloaded ${paint('dim', event.data.files.join(', '))}`;
    case 'sns.publish':
      return `${paint('cyan', 'sns   ')} ${topicName(event.data.topicArn)} -> ${event.data.deliveries} subscriber${event.data.deliveries === 1 ? '' : 's'}`;
    case 'dynamodb.ttl-deleted':
      return `${paint('cyan', 'dynamo')} ${event.data.table}: ${event.data.count} expired`;
    case 'dynamodb.request': {
      const { operation, table, status, error } = event.data;
      return `${paint('cyan', 'dynamo')} ${operation} ${table ?? ''} ${paintStatus(status, paint)}${error === undefined ? '' : ` ${error}`}`;
    }
    case 'stack.notice':
      return `${event.data.code === undefined ? '' : `${event.data.code} `}${event.data.message}`;
    case 'stack.resource-not-run':
      return `not run locally: ${event.data.type} (${event.data.logicalIds.join(', ')})`;
    case 'stack.property-ignored':
      return `${event.data.path} is ignored: ${event.data.reason}`;
    case 'stack.reloaded': {
      const { added, changed, removed, durationMs } = event.data;
      return `${paint('green', 'reloaded')} ${added} added, ${changed} changed, ${removed} removed ${paint('dim', formatMs(durationMs))}`;
    }
    case 'stack.fault':
      return `${event.data.message}${event.data.stack === undefined ? '' : `\n${event.data.stack}`}`;
    default:
      return `${paint('dim', event.kind)} ${JSON.stringify(event.data)}`;
  }
}

function paintStatus(status: number, paint: Paint): string {
  return paint(status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green', String(status));
}

function formatBytes(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${(bytes / 1_024).toFixed(1)} KB`;
}

function formatMs(ms: number): string {
  return ms < 10
    ? `${ms.toFixed(1)} ms`
    : ms < 1_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1_000).toFixed(2)} s`;
}

function topicName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

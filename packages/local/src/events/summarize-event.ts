// One event in a few words for people: the terminal and the console page draw the same text.

import type { StackEvent } from './stack-event.js';

/** How a part of the text is meant; each screen has its own colours. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'quiet';

/** A part of the text. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** An event in words. Spans are joined by one space. */
export interface EventSummary {
  /** The part of the stack that speaks; absent for the stack itself. */
  readonly service?: 'edge' | 'socket' | 'lambda' | 'sns' | 'sqs' | 'events' | 'dynamo' | 'aws';
  readonly spans: readonly Span[];
  /** Lines that belong below it, such as what a function logged. */
  readonly lines: readonly string[];
}

const plain = (text: string): Span => ({ text, tone: 'plain' });
const quiet = (text: string): Span => ({ text, tone: 'quiet' });
const bad = (text: string): Span => ({ text, tone: 'bad' });
const good = (text: string): Span => ({ text, tone: 'good' });

/** @returns `undefined` for an event that tells people nothing which another one does not. */
export function summarizeEvent(event: StackEvent): EventSummary | undefined {
  const of = (service: EventSummary['service'], ...spans: readonly (Span | undefined)[]): EventSummary => ({
    ...(service === undefined ? {} : { service }),
    spans: spans.filter((span) => span !== undefined && span.text !== '') as Span[],
    lines: [],
  });
  switch (event.kind) {
    case 'cloudfront.request': {
      const { method, uri, status, xCache, bytes, durationMs } = event.data;
      const cache = xCache.replace(/ from cloudfront$/, '');
      return of(
        'edge',
        plain(`${method} ${uri}`),
        statusSpan(status),
        quiet(`${cache} ${formatBytes(bytes)} ${formatMs(durationMs)}`),
      );
    }
    case 'cloudfront.function': {
      const { name, eventType, outcome, error, logs, durationMs, computeEstimate } = event.data;
      const cost = computeEstimate === undefined ? '' : ` compute index ${computeEstimate}`;
      return {
        ...of(
          'edge',
          plain(`${name} ${eventType}`),
          outcome === 'success' ? undefined : bad(outcome),
          plain(error ?? ''),
          quiet(`${formatMs(durationMs)}${cost}`),
        ),
        lines: logs,
      };
    }
    case 'apigateway.connect': {
      const { connectionId, status, durationMs } = event.data;
      return of(
        'socket',
        plain(connectionId),
        status === 101 ? good('connected') : statusSpan(status),
        quiet(formatMs(durationMs)),
      );
    }
    case 'apigateway.message': {
      const { connectionId, routeKey, direction, bytes, error, durationMs } = event.data;
      const time = durationMs === undefined ? '' : ` ${formatMs(durationMs)}`;
      return of(
        'socket',
        plain(`${connectionId} ${direction === 'in' ? '->' : '<-'} ${routeKey}`),
        bad(error ?? ''),
        quiet(`${formatBytes(bytes)}${time}`),
      );
    }
    case 'apigateway.disconnect': {
      const { connectionId, code, reason } = event.data;
      return of('socket', plain(`${connectionId} closed`), quiet(`${code} ${reason}`.trimEnd()));
    }
    case 'apigateway.post': {
      const { connectionId, operation, status, bytes } = event.data;
      return of(
        'socket',
        plain(`${connectionId} ${operation}`),
        statusSpan(status),
        quiet(formatBytes(bytes)),
      );
    }
    case 'apigateway.access-log':
      return of('socket', plain(event.data.line));
    case 'apigateway.error': {
      const { connectionId, routeKey, message } = event.data;
      return of('socket', plain(connectionId ?? ''), plain(routeKey ?? ''), plain(message));
    }
    case 'lambda.start':
      return undefined;
    case 'lambda.log':
      return of('lambda', plain(event.data.function), plain(event.data.line.trimEnd()));
    case 'lambda.end': {
      const { function: name, error, durationMs, initDurationMs } = event.data;
      const init = initDurationMs === undefined ? '' : ` (init ${formatMs(initDurationMs)})`;
      if (error === undefined) return of('lambda', plain(name), quiet(`${formatMs(durationMs)}${init}`));
      return of(
        'lambda',
        plain(name),
        bad(error.type),
        plain(error.file === undefined ? error.message : `${error.message} at ${error.file}`),
        quiet(formatMs(durationMs)),
      );
    }
    case 'lambda.source-changed':
      return of('lambda', plain(`${event.data.function} reloaded`), quiet(event.data.files.join(', ')));
    case 'sns.publish': {
      const { topicArn, deliveries } = event.data;
      return of(
        'sns',
        plain(`${topicArn.slice(topicArn.lastIndexOf(':') + 1)} -> ${count(deliveries, 'subscriber')}`),
      );
    }
    case 'dynamodb.ttl-deleted':
      return of('dynamo', plain(`${event.data.table}: ${event.data.count} expired`));
    case 'dynamodb.request': {
      const { operation, table, status, error, durationMs } = event.data;
      return of(
        'dynamo',
        plain(operation),
        plain(table ?? ''),
        statusSpan(status),
        plain(error ?? ''),
        quiet(formatMs(durationMs)),
      );
    }
    case 'endpoint.request': {
      const { service, operation, status, durationMs } = event.data;
      // DynamoDB tells its requests itself, with the table.
      if (service === 'dynamodb') return undefined;
      return of('aws', plain(`${service} ${operation}`), statusSpan(status), quiet(formatMs(durationMs)));
    }
    case 'stack.notice':
      return of(undefined, plain(event.data.code ?? ''), plain(event.data.message));
    case 'stack.resource-not-run':
      return of(
        undefined,
        plain(`not run locally: ${event.data.type} (${event.data.logicalIds.join(', ')})`),
      );
    case 'stack.property-ignored':
      return of(undefined, plain(`${event.data.path} is ignored: ${event.data.reason}`));
    case 'stack.reloaded': {
      const { added, changed, removed, durationMs } = event.data;
      return of(
        undefined,
        good('reloaded'),
        plain(`${added} added, ${changed} changed, ${removed} removed`),
        quiet(formatMs(durationMs)),
      );
    }
    case 'stack.fault':
      return { ...of(undefined, plain(event.data.message)), lines: event.data.stack?.split('\n') ?? [] };
    default:
      return of(undefined, quiet(event.kind), plain(JSON.stringify(event.data)));
  }
}

function statusSpan(status: number): Span {
  return { text: String(status), tone: status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good' };
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
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

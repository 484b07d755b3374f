// An event source mapping as plain data, from its CloudFormation properties.

import { parseArn } from '../arn.js';
import { type EventPattern, parseEventPattern } from '../event-pattern/event-pattern.js';

/** A mapping of a queue or stream to a function, defaults filled in. */
export interface EventSourceMapping {
  readonly id: string;
  readonly functionName: string;
  readonly sourceArn: string;
  readonly source: 'sqs' | 'dynamodb';
  readonly isEnabled: boolean;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly reportsItemFailures: boolean;
  /** A record passes when any pattern matches; empty means all pass. */
  readonly filters: readonly EventPattern[];
  /** The patterns as they were given. */
  readonly filterTexts: readonly string[];
  /** Streams only. */
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** -1 repeats until the record expires. */
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeSeconds: number;
  readonly bisectsOnError: boolean;
  readonly parallelizationFactor: number;
  readonly onFailureArn?: string;
  /** Queues only: parallel invocations at the most. */
  readonly maximumConcurrency: number;
}

/** The mapping, or why it cannot be made. */
export type ParsedMapping =
  | { readonly kind: 'mapping'; readonly mapping: EventSourceMapping }
  | { readonly kind: 'refused'; readonly property: string; readonly reason: string };

/** Pollers AWS starts with for a queue. Source: AWS page "Using Lambda with Amazon SQS", scaling. */
const defaultQueueConcurrency = 5;

/**
 * @param properties - Resolved properties of `AWS::Lambda::EventSourceMapping`.
 * @source spec/websocket-api.md 8.1, 8.5, 10.4
 */
export function parseMapping(id: string, properties: Readonly<Record<string, unknown>>): ParsedMapping {
  const refuse = (property: string, reason: string): ParsedMapping => ({ kind: 'refused', property, reason });
  const sourceArn = String(properties.EventSourceArn ?? '');
  const service = parseArn(sourceArn)?.service;
  if (service !== 'sqs' && service !== 'dynamodb') {
    return refuse(
      'EventSourceArn',
      `"${sourceArn}" is not run locally: only SQS queues and DynamoDB streams are`,
    );
  }
  const filters: EventPattern[] = [];
  const given = filterList(properties.FilterCriteria);
  for (const { Pattern } of given) {
    const parsed = parsePattern(Pattern);
    if (typeof parsed === 'string') return refuse('FilterCriteria', parsed);
    filters.push(parsed);
  }
  const number = (name: string, fallback: number) =>
    properties[name] === undefined ? fallback : Number(properties[name]);
  const batchSize = number('BatchSize', service === 'sqs' ? 10 : 100);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10_000) {
    return refuse('BatchSize', `${String(properties.BatchSize)} is not between 1 and 10000`);
  }
  const destination = properties.DestinationConfig as { OnFailure?: { Destination?: unknown } } | undefined;
  const onFailureArn = destination?.OnFailure?.Destination;
  const scaling = properties.ScalingConfig as { MaximumConcurrency?: unknown } | undefined;
  const responseTypes = Array.isArray(properties.FunctionResponseTypes)
    ? properties.FunctionResponseTypes
    : [];
  return {
    kind: 'mapping',
    mapping: {
      id,
      functionName: String(properties.FunctionName ?? ''),
      sourceArn,
      source: service,
      isEnabled: String(properties.Enabled ?? true) !== 'false',
      batchSize,
      batchWindowSeconds: number('MaximumBatchingWindowInSeconds', 0),
      reportsItemFailures: responseTypes.includes('ReportBatchItemFailures'),
      filters,
      filterTexts: given.map(({ Pattern }) => String(Pattern)),
      startingPosition: properties.StartingPosition === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON',
      maximumRetryAttempts: number('MaximumRetryAttempts', -1),
      maximumRecordAgeSeconds: number('MaximumRecordAgeInSeconds', -1),
      bisectsOnError: String(properties.BisectBatchOnFunctionError) === 'true',
      parallelizationFactor: number('ParallelizationFactor', 1),
      ...(typeof onFailureArn === 'string' ? { onFailureArn } : {}),
      maximumConcurrency: Number(scaling?.MaximumConcurrency ?? defaultQueueConcurrency),
    },
  };
}

function filterList(criteria: unknown): readonly { Pattern?: unknown }[] {
  const filters = (criteria as { Filters?: unknown } | undefined)?.Filters;
  return Array.isArray(filters) ? filters : [];
}

function parsePattern(text: unknown): EventPattern | string {
  let source: unknown;
  try {
    source = JSON.parse(String(text));
  } catch {
    return `Pattern ${String(text)} is not JSON`;
  }
  const parsed = parseEventPattern(source, { nested: true });
  return parsed.kind === 'pattern' ? parsed.pattern : parsed.reason;
}

// DynamoDB of the stack that lives elsewhere: calls are passed on, tables are made there, streams are read there.

import { EnvironmentError } from '@edgewire/diagnostics';
import { formatArn } from '../../arn.js';
import { traceRootOf } from '../../ids.js';
import type { DynamoDb, DynamoDbPorts } from '../service.js';
import { type Credentials, createEndpointClient } from './endpoint-client.js';
import { type EnsuredTable, ensureRemoteTable } from './ensure-table.js';
import { openStreamMirror, type StreamMirror } from './stream-mirror.js';

/**
 * Opens a DynamoDB that listens at `url`.
 *
 * @throws EnvironmentError EW3904 when it does not answer, or not as DynamoDB does.
 */
export async function openRemoteDynamoDb(
  ports: DynamoDbPorts,
  options: { readonly url: string; readonly credentials: Credentials },
): Promise<DynamoDb> {
  const { emit, identity } = ports;
  const client = createEndpointClient({ ...options, region: identity.region, nowMs: () => Date.now() });
  try {
    await client.call('ListTables', { Limit: 1 });
  } catch (cause) {
    client.close();
    throw new EnvironmentError('EW3904', `Cannot use the DynamoDB at ${options.url}: ${reasonOf(cause)}`, {
      help: 'start it, or name another one with --dynamodb',
      cause,
    });
  }
  const tables = new Map<string, EnsuredTable>();
  const mirrors = new Map<string, StreamMirror>();
  const notice = (code: string, message: string, level: 'info' | 'warn' | 'error') =>
    emit('stack.notice', { code, message }, { level });

  return {
    async request(request) {
      const startedMs = performance.now();
      const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const tell = (status: number, error?: string) =>
        emit(
          'dynamodb.request',
          {
            operation,
            ...tableOf(request.body),
            status,
            ...(error === undefined ? {} : { error }),
            durationMs: performance.now() - startedMs,
          },
          { level: 'debug', traceId: traceRootOf(request.headers['x-amzn-trace-id']) },
        );
      try {
        const answer = await client.forward(request);
        tell(answer.status, answer.status === 200 ? undefined : errorType(answer.body));
        return answer;
      } catch (error) {
        tell(500, 'InternalServerError');
        const message = `No answer from the DynamoDB at ${client.url}: ${reasonOf(error)}`;
        notice('EW3907', message, 'error');
        return {
          status: 500,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message }),
        };
      }
    },
    async ensureTable(description) {
      const { name } = description;
      const table = await ensureRemoteTable(client, description);
      tables.set(name, table);
      for (const difference of table.differences)
        notice('EW3908', `Table "${name}" at ${client.url} lacks ${difference}`, 'warn');
      const { streamArn } = table;
      if (streamArn === undefined || mirrors.has(streamArn)) return;
      const mirror = await openStreamMirror(client, {
        arn: streamArn,
        tableName: name,
        from: table.hasNewStream ? 'TRIM_HORIZON' : 'LATEST',
        clock: ports.clock,
        onFault: (error) =>
          notice(
            'EW3907',
            `Cannot read the stream of "${name}" at ${client.url}: ${reasonOf(error)}`,
            'error',
          ),
      });
      mirrors.set(streamArn, mirror);
    },
    removeTable(name) {
      tables.delete(name);
      notice('EW3909', `Table "${name}" is out of the template and stays at ${client.url}`, 'info');
    },
    tableArn: (name) =>
      tables.get(name)?.arn ?? formatArn({ ...identity, service: 'dynamodb', resource: `table/${name}` }),
    streamArn: (name) => tables.get(name)?.streamArn,
    stream: (arn) => mirrors.get(arn),
    async close() {
      await Promise.all([...mirrors.values()].map((mirror) => mirror.close()));
      client.close();
    },
  };
}

// Large bodies are not parsed for a line of the log.
function tableOf(body: Buffer): { readonly table?: string } {
  const table = /"TableName"\s*:\s*"([^"]+)"/.exec(body.subarray(0, 4_096).toString('utf8'))?.[1];
  return table === undefined ? {} : { table };
}

function errorType(body: Buffer | string): string {
  return /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(body.toString())?.[1] ?? 'unknown';
}

// A refused connection to a name with several addresses has an empty message of its own.
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

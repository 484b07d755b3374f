// The DynamoDB service of one stack behind its wire protocol.

import { crc32 } from 'node:zlib';
import { formatArn } from '../arn.js';
import type { Emit } from '../events/stack-event.js';
import { traceRootOf, uuid } from '../ids.js';
import { createMemoryJournal, openFileJournal } from '../state/journal.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { createEngine, type Engine } from './engine.js';
import { DynamoDbError } from './errors.js';
import { findOperation } from './operations/index.js';
import type { DynamoDb, DynamoDbPorts } from './service.js';

/** Creates the embedded DynamoDB. */
export function createDynamoDb(ports: DynamoDbPorts): DynamoDb {
  const { clock, random, emit, identity } = ports;
  const tableArn = (name: string) =>
    formatArn({
      partition: identity.partition,
      service: 'dynamodb',
      region: identity.region,
      accountId: identity.accountId,
      resource: `table/${name}`,
    });
  const engine = createEngine({
    journal:
      ports.stateDir === undefined
        ? createMemoryJournal()
        : openFileJournal(ports.stateDir, { fsync: ports.fsync ?? false }),
    clock,
    random,
    emit,
    region: identity.region,
    tableArn,
  });
  return {
    request: (request) => Promise.resolve(answer(engine, request, { emit, requestId: uuid(random) })),
    async ensureTable(description) {
      const stored = engine.table(description.name);
      if (stored === undefined) {
        engine.create(description);
        return;
      }
      const { schema, keyTypes } = stored.description;
      const isSame =
        schema.hash === description.schema.hash &&
        schema.range === description.schema.range &&
        keyTypes[schema.hash] === description.keyTypes[schema.hash] &&
        (schema.range === undefined || keyTypes[schema.range] === description.keyTypes[schema.range]);
      if (!isSame) {
        engine.drop(description.name);
        engine.create(description);
        return;
      }
      const { createdMs, tags, stream } = stored.description;
      // A stream of the same view keeps its label, and with it its ARN.
      const kept =
        stream !== undefined && stream.viewType === description.stream?.viewType
          ? stream
          : description.stream;
      engine.redescribe(stored, { ...description, createdMs, tags, stream: kept });
    },
    removeTable: (name) => engine.drop(name),
    tableArn,
    streamArn: (tableName) => engine.streams().find((stream) => stream.tableName === tableName)?.arn,
    stream: (arn) => engine.streams().find((stream) => stream.arn === arn),
    async close() {
      engine.close();
    },
  };
}

function answer(
  engine: Engine,
  request: WireRequest,
  context: { readonly emit: Emit; readonly requestId: string },
): WireResponse {
  const startedMs = performance.now();
  const [service = '', operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  let input: Readonly<Record<string, unknown>> = {};
  const finish = (status: number, body: unknown, error?: string): WireResponse => {
    const text = JSON.stringify(body);
    const table = typeof input.TableName === 'string' ? input.TableName : undefined;
    context.emit(
      'dynamodb.request',
      {
        operation,
        ...(table === undefined ? {} : { table }),
        status,
        ...(error === undefined ? {} : { error }),
        durationMs: performance.now() - startedMs,
      },
      { level: 'debug', traceId: traceRootOf(request.headers['x-amzn-trace-id']) },
    );
    return {
      status,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': context.requestId,
        'x-amz-crc32': String(checksum(text)),
      },
      body: text,
    };
  };
  try {
    input = parseInput(request);
    const run = findOperation(service, operation);
    if (run === undefined)
      throw new DynamoDbError('UnknownOperationException', `The operation "${operation}" is not run locally`);
    return finish(200, run(engine, input));
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
    return finish(
      error.status,
      { __type: error.wireType, message: error.message, ...error.members },
      error.type,
    );
  }
}

function parseInput(request: WireRequest): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8') || '{}');
  } catch (cause) {
    throw Object.assign(new DynamoDbError('SerializationException', 'The request body is not JSON'), {
      cause,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new DynamoDbError('SerializationException', 'Start of structure or map found where not expected');
}

// Go SDK v1 verifies the sum when it is there. Node has had it since 20.15.
function checksum(text: string): number {
  return crc32(text);
}

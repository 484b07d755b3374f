// Calls of another DynamoDB, signed anew: what functions sign with means nothing there.

import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { signatureOf } from '../../signature-v4.js';
import type { WireRequest, WireResponse } from '../../wire.js';
import { DynamoDbError } from '../errors.js';

/** Who signs. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A DynamoDB elsewhere. */
export interface EndpointClient {
  readonly url: string;
  /** Passes a call on. @throws Error of the connection when there is no answer. */
  forward(request: Pick<WireRequest, 'headers' | 'body'>): Promise<WireResponse>;
  /** @throws DynamoDbError with the endpoint's own type and message; Error of the connection. */
  call(operation: string, input: unknown): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
}

/** An answer may hold 16 MB; none takes longer than this to begin. */
const answerTimeoutMs = 30_000;

export function createEndpointClient(options: {
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Machine time: signatures are checked against it. */
  readonly nowMs: () => number;
}): EndpointClient {
  const { url, credentials } = options;
  const region = /^dynamodb\.([a-z0-9-]+)\.amazonaws\.com/.exec(new URL(url).hostname)?.[1] ?? options.region;
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };

  const forward: EndpointClient['forward'] = ({ headers, body }) => {
    const target = headers['x-amz-target'] ?? '';
    const place = addressOf(url, target);
    const date = `${new Date(options.nowMs()).toISOString().replace(/[-:]|\.\d+/g, '')}`;
    const signed: [string, string][] = [
      ['content-type', headers['content-type'] ?? 'application/x-amz-json-1.0'],
      ['host', place.host],
      ['x-amz-date', date],
      ...(credentials.sessionToken === undefined
        ? []
        : [['x-amz-security-token', credentials.sessionToken] satisfies [string, string]]),
      ['x-amz-target', target],
    ];
    const terms = {
      date,
      scope: [date.slice(0, 8), region, 'dynamodb', 'aws4_request'],
      signedHeaders: signed.map(([name]) => name),
    };
    const signature = signatureOf(
      { method: 'POST', path: '/', query: '', headers: signed, body },
      terms,
      credentials.secretAccessKey,
    );
    const send = place.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const call = send(
        place,
        {
          method: 'POST',
          agent: place.protocol === 'https:' ? agents['https:'] : agents['http:'],
          timeout: answerTimeoutMs,
          headers: {
            ...Object.fromEntries(signed),
            authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${terms.scope.join('/')}, SignedHeaders=${terms.signedHeaders.join(';')}, Signature=${signature}`,
            'content-length': body.length,
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 500,
              headers: keptHeaders(answer.headers),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      call.on('timeout', () => call.destroy(new Error(`no answer within ${answerTimeoutMs} ms`)));
      call.on('error', reject);
      call.end(body);
    });
  };

  return {
    url,
    forward,
    async call(operation, input) {
      const service = streamOperationNames.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
      const answer = await forward({
        headers: { 'x-amz-target': `${service}.${operation}` },
        body: Buffer.from(JSON.stringify(input)),
      });
      const body = parseAnswer(answer.body.toString());
      if (answer.status === 200) return body;
      const type = String(body.__type ?? '')
        .split('#')
        .at(-1);
      const message = body.message ?? body.Message;
      throw new DynamoDbError(
        type === undefined || type === '' ? 'InternalServerError' : type,
        typeof message === 'string' ? message : `status ${answer.status}`,
      );
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

const streamOperationNames: ReadonlySet<string> = new Set([
  'DescribeStream',
  'GetRecords',
  'GetShardIterator',
  'ListStreams',
]);

// AWS has a host of its own for streams; other servers answer both on one.
function addressOf(url: string, target: string): URL {
  const place = new URL(url);
  if (target.startsWith('DynamoDBStreams') && /^dynamodb\..*\.amazonaws\.com/.test(place.hostname))
    place.hostname = `streams.${place.hostname}`;
  return place;
}

// What concerns one connection only, or the length that is set anew, does not travel on.
function keptHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const dropped = new Set([
    'connection',
    'content-length',
    'keep-alive',
    'transfer-encoding',
    'date',
    'server',
  ]);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || dropped.has(name) ? [] : [[name, String(value)]],
    ),
  );
}

function parseAnswer(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Not a DynamoDB that answers: the status says so, and whoever asked reports it.
    return {};
  }
}

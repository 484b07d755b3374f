// Plays Lambda@Edge's viewer events, and brings answers of both kinds into one form.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';

/** A case of the corpus. */
export interface MigrationCase {
  readonly request: {
    readonly uri: string;
    readonly querystring: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly response?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  readonly clientIp?: string;
  readonly gives: Partial<Answer>;
}

/** What a handler answered. */
export interface Answer {
  readonly error: string;
  readonly uri: string;
  readonly querystring: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly cookies: readonly string[];
  readonly body: string;
}

interface HeaderItem {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

// Handlers answer plain objects; the readers below look at each member.
type Loose = Readonly<Record<string, unknown>>;

/** Runs a handler as Lambda@Edge does. @source spec/cloudfront.md 6.2 */
export async function runAsLambdaEdge(file: string, of: MigrationCase): Promise<Partial<Answer>> {
  const loaded = file.endsWith('.mjs') ? ((await import(pathToFileURL(file).href)) as Loose) : commonJs(file);
  const handler = loaded.handler as (event: unknown, context: unknown, callback: unknown) => unknown;
  try {
    const answer = await new Promise<unknown>((resolve, reject) => {
      const callback = (error: unknown, value: unknown) => (error ? reject(error) : resolve(value));
      const context = {
        succeed: resolve,
        fail: reject,
        done: callback,
        functionName: 'edge',
      };
      try {
        const returned = handler(lambdaEdgeEvent(of), context, callback);
        if (returned instanceof Promise) returned.then(resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
    return answerOf(answer as Loose, of);
  } catch (error) {
    return { error: (error as Error).message };
  }
}

// This package is of ECMAScript modules; the handlers of the corpus are not.
function commonJs(file: string): Loose {
  const module: { exports: Loose } = { exports: {} };
  const require = createRequire(import.meta.url);
  const names = ['exports', 'module', 'require'];
  compileFunction(readFileSync(file, 'utf8'), names, { filename: file })(module.exports, module, require);
  return module.exports;
}

function lambdaEdgeEvent({ request, response, clientIp = '203.0.113.1' }: MigrationCase): unknown {
  const lists = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [{ key, value }]]));
  const cf = {
    config: { distributionId: 'EDFDVBD6EXAMPLE', distributionDomainName: 'd111111abcdef8.cloudfront.net' },
    request: { method: 'GET', clientIp, ...request, headers: lists(request.headers) },
    ...(response === undefined
      ? {}
      : {
          response: {
            status: String(response.status),
            statusDescription: '',
            headers: lists(response.headers),
          },
        }),
  };
  return { Records: [{ cf }] };
}

/** The same case for a CloudFront function. @source spec/cloudfront.md 2 */
export function functionEvent({ request, response, clientIp = '203.0.113.1' }: MigrationCase): Loose {
  const { cookie, ...headers } = request.headers;
  const values = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, { value }]));
  const pairs = (text: string, separator: RegExp) =>
    text === ''
      ? {}
      : Object.fromEntries(
          text.split(separator).map((pair) => {
            const [name = '', value = ''] = pair.split('=');
            return [name, { value }];
          }),
        );
  return {
    version: '1.0',
    context: {
      distributionId: 'EDFDVBD6EXAMPLE',
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      eventType: response === undefined ? 'viewer-request' : 'viewer-response',
      requestId: 'example',
    },
    viewer: { ip: clientIp },
    request: {
      method: 'GET',
      uri: request.uri,
      querystring: pairs(request.querystring, /&/),
      headers: values(headers),
      cookies: pairs(cookie ?? '', /;\s*/),
    },
    ...(response === undefined
      ? {}
      : {
          response: {
            statusCode: response.status,
            statusDescription: '',
            headers: values(response.headers),
            cookies: {},
          },
        }),
  };
}

/** Either kind of answer in one form; parts that nobody expects are left out. */
export function answerOf(answer: Loose, { gives }: MigrationCase): Partial<Answer> {
  const status = answer.status ?? answer.statusCode;
  const headers = headersOf(answer.headers);
  const cookies = [...(headers['set-cookie'] ?? []), ...cookiesOf(answer.cookies)];
  delete headers['set-cookie'];
  return {
    ...(answer.uri === undefined ? {} : { uri: answer.uri as string }),
    ...(gives.querystring === undefined ? {} : { querystring: queryText(answer.querystring) }),
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(gives.headers === undefined ? {} : { headers }),
    ...(gives.cookies === undefined ? {} : { cookies }),
    ...(gives.body === undefined ? {} : { body: bodyOf(answer) }),
  };
}

function headersOf(map: unknown): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const [name, item] of Object.entries((map ?? {}) as Readonly<Record<string, unknown>>)) {
    const items = Array.isArray(item)
      ? (item as HeaderItem[])
      : ((item as HeaderItem).multiValue ?? [item as HeaderItem]);
    headers[name.toLowerCase()] = items.map(({ value }) => value);
  }
  return headers;
}

function cookiesOf(map: unknown): string[] {
  return Object.entries((map ?? {}) as Readonly<Record<string, { value: string; attributes?: string }>>).map(
    ([name, { value, attributes }]) => `${name}=${value}${attributes === undefined ? '' : `; ${attributes}`}`,
  );
}

function queryText(query: unknown): string {
  if (typeof query === 'string') return query;
  return Object.entries(query as Readonly<Record<string, { value: string }>>)
    .map(([name, { value }]) => `${name}=${value}`)
    .join('&');
}

function bodyOf(answer: Loose): string {
  const { body, bodyEncoding } = answer;
  if (typeof body === 'string')
    return bodyEncoding === 'base64' ? Buffer.from(body, 'base64').toString() : body;
  const { data, encoding } = body as { data: string; encoding: string };
  return encoding === 'base64' ? Buffer.from(data, 'base64').toString() : data;
}

// Runs an edge script with the globals of runtime 2.0 that the blog's functions use. For tests of what a function
// decides; whether the restricted runtime accepts it is for `edgewire check`.

import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

/** A request as a viewer-request function sees it. */
export interface ViewerRequest {
  method: string;
  uri: string;
  querystring: Record<string, { value: string }>;
  headers: Record<string, { value: string }>;
  cookies: Record<string, { value: string }>;
}

/** The parts of a generated response that the blog's functions set. */
export interface GeneratedResponse {
  statusCode: number;
  statusDescription: string;
  headers: Record<string, { value: string }>;
  body: string;
}

/** Either a request to go on with, or an answer. */
export type Outcome = ViewerRequest | GeneratedResponse;

/** A GET request for a path. */
export function get(uri: string, headers: Readonly<Record<string, string>> = {}): ViewerRequest {
  const entries = Object.entries({ host: 'd111.cloudfront.net', ...headers });
  return {
    method: 'GET',
    uri,
    querystring: {},
    headers: Object.fromEntries(entries.map(([name, value]) => [name, { value }])),
    cookies: {},
  };
}

/** Loads a script in a fresh context and runs its handler once. */
export function runEdgeScript(code: string, request: ViewerRequest): Outcome {
  const require = createRequire(import.meta.url);
  const context = createContext({
    Buffer,
    event: { version: '1.0', viewer: { ip: '198.51.100.7' }, request },
    require: (name: string) => {
      if (name !== 'crypto') throw new Error(`Cannot find module "${name}"`);
      return require('node:crypto');
    },
  });
  const outcome: unknown = runInContext(`${code}\nhandler(event);`, context);
  // Plain data out of the other realm; the tests assert every member of it.
  return JSON.parse(JSON.stringify(outcome)) as Outcome;
}

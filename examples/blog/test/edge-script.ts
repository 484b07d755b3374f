// The blog's function as it is deployed: compiled for a stage, and run in the engine of `edgewire dev`.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { buildFunction } from '@edgewire/edge-compiler';
import { edgeFunction, viewerRequest } from '@edgewire/edge-runtime/test';
import { previewConstants } from '../edge/preview-credentials.js';

/** A request as a viewer-request function sees it. */
export interface ViewerRequest {
  method: string;
  uri: string;
  querystring: Record<string, { value: string }>;
  headers: Record<string, { value: string }>;
  cookies: Record<string, { value: string }>;
}

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

/** Compiles `edge/viewer-request.ts` for a stage, with the credentials of an environment. */
export async function compileStage(
  stage: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const constants = { STAGE: stage, ...previewConstants(env) };
  const result = await buildFunction(['edge/viewer-request.ts'], {
    runtime: 'cloudfront-js-2.0',
    workingDirectory: fileURLToPath(new URL('../../', import.meta.url)),
    define: Object.fromEntries(
      Object.entries(constants).map(([name, text]) => [`process.env.${name}`, text]),
    ),
  });
  assert.deepEqual(result.diagnostics, []);
  assert.ok(result.kind === 'built');
  return result.code;
}

/** A compiled function: a request in; a request or a response out. */
export interface EdgeScript {
  run(request: ViewerRequest): Promise<unknown>;
}

/** Loads a compiled function. CloudFront's own validation of what it returns is part of each run. */
export function loadEdgeScript(code: string): EdgeScript {
  const loaded = edgeFunction(`${code}\n`);
  return {
    run: async (request) => {
      const result = await loaded.run({ ...viewerRequest('/'), request });
      assert.equal(result.error, undefined);
      return result.output;
    },
  };
}

// Edge functions: building them, and running them in the contained engine beside a direct call.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/processes.mjs';
import { summary } from '../lib/report.mjs';

export const name = 'edge';
const load = (path) => import(pathToFileURL(join(root, path)).href);

const entry = `
import { pipeline, prettyUrls, securityHeaders } from '@edgewire/edge';
export default pipeline(prettyUrls(), securityHeaders());
`;

export async function measure({ rounds, isQuick, progress }) {
  const { buildFunction } = await load('packages/edge-compiler/dist/src/index.js');
  const { createEdgeEngine } = await load('packages/edge-runtime/dist/src/index.js');
  const { viewerRequest } = await load('packages/edge-runtime/dist/src/testing/index.js');
  const build = () =>
    buildFunction([{ file: 'entry.ts', code: entry }], {
      runtime: 'cloudfront-js-2.0',
      workingDirectory: root,
    });
  progress('edge, build');
  const builds = [];
  for (let index = 0; index < (isQuick ? 3 : 15); index++) {
    const startedMs = performance.now();
    await build();
    builds.push(performance.now() - startedMs);
  }
  const { code } = await build();
  const event = viewerRequest('https://example.org/posts/x/');
  const direct = new Function(`${code}\nreturn handler;`)();
  const runs = isQuick ? 200 : 3_000;
  const engineRates = [];
  const directRates = [];
  const engine = createEdgeEngine();
  const edgeFunction = engine.createFunction({ code, runtime: 'cloudfront-js-2.0' });
  const options = { eventType: 'viewer-request', nowMs: 0 };
  await edgeFunction.run(event, options);
  for (let round = 0; round < rounds; round++) {
    progress(`edge, runs, round ${round + 1}`);
    let startedMs = performance.now();
    for (let index = 0; index < runs; index++) await edgeFunction.run(event, options);
    engineRates.push(runs / ((performance.now() - startedMs) / 1_000));
    startedMs = performance.now();
    for (let index = 0; index < runs; index++) direct(JSON.parse(JSON.stringify(event)));
    directRates.push(runs / ((performance.now() - startedMs) / 1_000));
  }
  await engine.close();
  return [
    {
      title: 'Building a pipeline of two middlewares',
      unit: 'ms',
      isLessBetter: true,
      baseline: 'first build',
      rows: [
        { name: 'first build', value: summary(builds.slice(0, 1)) },
        { name: 'later builds', value: summary(builds.slice(1)) },
      ],
    },
    {
      title: 'Runs of an edge function, a fresh realm for each, one after the other',
      unit: 'runs/s',
      isLessBetter: false,
      baseline: 'direct call in Node',
      rows: [
        { name: 'contained engine', value: summary(engineRates) },
        { name: 'direct call in Node', value: summary(directRates) },
      ],
    },
  ];
}

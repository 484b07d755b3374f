// One small program for two engines: an expression, or the statements of a function body in braces.

import type { EdgeEngine } from '../engine/edge-engine.js';

/**
 * Runs a program of runtime 2.0 and says what it prints or how it fails.
 *
 * @param program - `1 + 1`, or `{ var a = 1; return a }`.
 */
export async function runProgram(engine: EdgeEngine, program: string): Promise<string> {
  const isBody = /^\{\s|^\{.*(?:;|throw|return|=).*\}$/.test(program);
  const body = isBody ? program : `{ return ${program} }`;
  const edgeFunction = engine.createFunction({
    code: `function run() ${body}\nfunction handler() { console.log(run()); return 1; }`,
    runtime: 'cloudfront-js-2.0',
  });
  const run = await edgeFunction.run({ request: {} }, { eventType: 'viewer-request', nowMs: 1 });
  edgeFunction.close();
  return run.kind === 'success' ? run.logs.join('\n') : run.message;
}

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { njsVersion } from '@edgewire/edge-runtime';
import { viewerRequest } from '@edgewire/edge-runtime/test';
import { runCommandLine } from '../src/main.js';

const plain =
  'function handler(event) {\n  var request = event.request;\n  request.uri += "index.html";\n  return request;\n}\n';
const modern = `const suffix = process.env.SUFFIX;
export const handler = ({ request }: any) => ({ ...request, uri: request.uri + suffix });
`;
const event = viewerRequest('https://example.org/docs/');

const njsMissing = (await njsVersion()) === undefined ? 'njs is not installed' : false;

describe('commands for edge functions', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'edgewire-cli-'));
    const file = (name: string, text: string | Uint8Array) => writeFile(join(cwd, name), text);
    await file('plain.js', plain);
    await file('modern.ts', modern);
    await file(
      'bad.js',
      'function handler(event) {\n  var parts = [...event.request.uri];\n  event.request.uri = parts.join("");\n  return event.request;\n}\n',
    );
    await file('throws.js', "function handler() {\n  throw new Error('boom');\n}\n");
    await file(
      'refused.js',
      "function handler(event) { event.request.uri = 'no-slash'; return event.request; }\n",
    );
    await file('binary.js', new Uint8Array([0xff, 0xfe, 0, 1]));
    await file('event.json', JSON.stringify(event));
    await file('broken.json', '{"event": {,}');
    const output = { request: { ...event.request, uri: '/docs/index.html' } };
    await file('good.json', JSON.stringify({ name: 'good', event, output }));
    await file(
      'cases.json',
      JSON.stringify([
        { name: 'good', event, output },
        { name: 'wrong', event, error: 'boom' },
      ]),
    );
    await file('keys.json', JSON.stringify({ data: [{ key: 'home', value: '/start' }] }));
    await file(
      'keys.js',
      "import cf from 'cloudfront';\nconst keys = cf.kvs();\nasync function handler(event) { event.request.uri = await keys.get('home'); return event.request; }\n",
    );
  });
  after(() => rm(cwd, { recursive: true }));

  const run = async (...argv: readonly string[]) => {
    let [stdout, stderr] = ['', ''];
    const exitCode = await runCommandLine(argv, {
      cwd,
      env: {},
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      color: { stdout: false, stderr: false },
      stopped: new Promise(() => {}),
    });
    return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
  };

  describe('check', () => {
    it('ends with 0 when nothing is found', async () => {
      const { exitCode, stdout } = await run('check', 'plain.js', '--runtime', 'cloudfront-js-1.0');
      assert.deepEqual([exitCode, stdout], [0, '1 file, nothing found for cloudfront-js-1.0\n']);
    });

    it('shows the line and ends with 1 for an error', async () => {
      const { exitCode, stderr } = await run('check', 'bad.js');
      assert.equal(exitCode, 1);
      assert.match(
        stderr,
        /^EW1104 error {2}Cannot load spread in an array literal.*\n {2}at bad\.js:2:16\n {2}2 \| {3}var parts = \[\.\.\./,
      );
    });

    it('prints line and column beside the code as JSON', async () => {
      const { json, exitCode } = await run('check', 'bad.js', '--json');
      const [first] = json().diagnostics as readonly Record<string, unknown>[];
      assert.deepEqual(
        [exitCode, first?.code, first?.severity, first?.line, first?.column],
        [1, 'EW1104', 'error', 2, 16],
      );
    });

    it('refuses a binary file and one that is not there', async () => {
      assert.match((await run('check', 'binary.js')).stderr, /^EW1001/);
      const missing = await run('check', 'missing.js');
      assert.deepEqual([missing.exitCode, missing.stderr.slice(0, 6)], [1, 'EW9010']);
    });

    it('refuses wrong usage with 2', async () => {
      assert.equal((await run('check')).exitCode, 2);
      assert.equal((await run('check', 'plain.js', '--runtime', 'cloudfront-js-3.0')).exitCode, 2);
    });
  });

  describe('build', () => {
    it('writes the function and its map', async () => {
      const { exitCode, json } = await run(
        'build',
        'modern.ts',
        '--out',
        'out/fn.js',
        '--define',
        'process.env.SUFFIX=x.html',
        '--json',
      );
      const report = json();
      const code = await readFile(join(cwd, 'out/fn.js'), 'utf8');
      assert.deepEqual(
        [exitCode, report.bytes, report.limit, report.runtime],
        [0, Buffer.byteLength(code), 10_240, 'cloudfront-js-2.0'],
      );
      assert.equal((report.computeEstimate as { unit: string }).unit, 'times a bare redirect');
      const map = JSON.parse(await readFile(join(cwd, 'out/fn.js.map'), 'utf8')) as {
        file: string;
        sources: string[];
      };
      assert.deepEqual(
        [map.file, map.sources.filter((source) => source.endsWith('.ts'))],
        ['fn.js', ['../modern.ts']],
      );
      assert.equal((await run('check', 'out/fn.js')).exitCode, 0);
    });

    it('composes plain functions from left to right', async () => {
      await writeFile(
        join(cwd, 'second.js'),
        'function handler(event) { event.request.uri = event.request.uri.toUpperCase(); return event.request; }',
      );
      assert.equal(
        (await run('build', 'plain.js', 'second.js', '--out', 'both.js', '--runtime', 'cloudfront-js-1.0'))
          .exitCode,
        0,
      );
      const { json } = await run(
        'invoke',
        'both.js',
        '--event',
        'event.json',
        '--runtime',
        'cloudfront-js-1.0',
        '--json',
      );
      assert.equal((json().FunctionOutput as { request: { uri: string } }).request.uri, '/DOCS/INDEX.HTML');
    });

    it('names a constant that is missing', async () => {
      const { exitCode, stderr } = await run('build', 'modern.ts', '--out', 'x.js');
      assert.equal(exitCode, 1);
      assert.match(stderr, /^EW1611 .*process\.env\.SUFFIX.*\n {2}at modern\.ts:1:16/);
    });

    it('ends with 3 when the output cannot be written', async () => {
      const { exitCode, stderr } = await run('build', 'plain.js', '--out', 'event.json/function.js');
      assert.equal(exitCode, 3);
      assert.match(stderr, /^EW9015 error {2}Cannot write "event\.json\/function\.js": /m);
    });

    it('refuses a call without --out', async () => {
      assert.deepEqual((await run('build', 'modern.ts')).exitCode, 2);
    });
  });

  describe('invoke', () => {
    it("prints the result under TestFunction's names", async () => {
      const { exitCode, json } = await run('invoke', 'plain.js', '--event', 'event.json', '--json');
      const result = json();
      assert.equal(exitCode, 0);
      assert.equal((result.FunctionOutput as { request: { uri: string } }).request.uri, '/docs/index.html');
      assert.deepEqual([result.FunctionErrorMessage, result.FunctionExecutionLogs], ['', []]);
    });

    it('ends with 1 when the function throws', async () => {
      const { exitCode, json } = await run('invoke', 'throws.js', '--event', 'event.json', '--json');
      assert.deepEqual(
        [exitCode, json().FunctionErrorMessage, json().FunctionOutput],
        [1, 'Error: boom', null],
      );
    });

    it('ends with 1 when CloudFront would refuse the output', async () => {
      const { exitCode, stderr } = await run('invoke', 'refused.js', '--event', 'event.json');
      assert.equal(exitCode, 1);
      assert.match(stderr, /^EW2011 /);
    });

    it('reads a key value store', async () => {
      const { json } = await run(
        'invoke',
        'keys.js',
        '--event',
        'event.json',
        '--kvs',
        'keys.json',
        '--json',
      );
      assert.equal((json().FunctionOutput as { request: { uri: string } }).request.uri, '/start');
    });

    it('builds TypeScript first', async () => {
      const { json } = await run(
        'invoke',
        'modern.ts',
        '--event',
        'event.json',
        '--define',
        'process.env.SUFFIX=a',
        '--json',
      );
      assert.equal((json().FunctionOutput as { request: { uri: string } }).request.uri, '/docs/a');
    });

    it('runs in njs', { skip: njsMissing }, async () => {
      const { json, exitCode } = await run(
        'invoke',
        'plain.js',
        '--event',
        'event.json',
        '--engine',
        'njs',
        '--json',
      );
      assert.equal(exitCode, 0);
      assert.equal((json().FunctionOutput as { request: { uri: string } }).request.uri, '/docs/index.html');
    });

    it('says where an event is not JSON', async () => {
      const { exitCode, stderr } = await run('invoke', 'plain.js', '--event', 'broken.json');
      assert.equal(exitCode, 1);
      assert.match(stderr, /^EW2003 .*\n {2}at broken\.json:1:12/);
    });
  });

  describe('test', () => {
    it('ends with the count and 0', async () => {
      const { exitCode, stdout } = await run('test', 'plain.js', 'good.json');
      assert.deepEqual([exitCode, stdout], [0, 'ok      good\n1 passed, 0 failed\n']);
    });

    it('ends with 1 and says what a failed case wanted', async () => {
      const { exitCode, stdout } = await run('test', 'plain.js', 'cases.json');
      assert.equal(exitCode, 1);
      assert.match(
        stdout,
        /failed {2}wrong\n {8}expected the error "boom", the function succeeded\n1 passed, 1 failed\n$/,
      );
    });

    it('refuses cases that are not JSON', async () => {
      const { exitCode, stderr } = await run('test', 'plain.js', 'broken.json');
      assert.equal(exitCode, 1);
      assert.match(stderr, /^EW2001 /);
    });
  });
});

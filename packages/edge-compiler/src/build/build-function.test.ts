import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import vm from 'node:vm';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { EdgeRuntimeName } from '../features/runtime.js';
import { type BuildOptions, type BuiltFunction, buildFunction } from './build-function.js';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgewire-build-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function files(named: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(named)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function build(entries: string | readonly string[], options: Partial<BuildOptions> = {}) {
  return buildFunction(typeof entries === 'string' ? [{ file: 'edge.ts', code: entries }] : entries, {
    runtime: 'cloudfront-js-2.0',
    workingDirectory: folder,
    ...options,
  });
}

async function built(
  entries: string | readonly string[],
  options: Partial<BuildOptions> = {},
): Promise<BuiltFunction> {
  const result = await build(entries, options);
  if (result.kind === 'failed') assert.fail(JSON.stringify(result.diagnostics, null, 1));
  return result;
}

/** Code and place of every finding. */
async function findings(
  entries: string | readonly string[],
  options: Partial<BuildOptions> = {},
): Promise<string[]> {
  const { diagnostics } = await build(entries, options);
  return diagnostics.map(({ code, where }) =>
    [code, where?.file, where?.line, where?.column].filter((part) => part !== undefined).join(' '),
  );
}

async function messages(entries: string | readonly string[]): Promise<string[]> {
  return (await build(entries)).diagnostics.map(({ message }) => message);
}

const plainEvent = () => ({
  request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {} },
  response: { statusCode: 200, headers: {}, cookies: {} },
});

// The scripts are plain JavaScript: what this engine makes of them must be right as well.
function run(code: string, event: unknown = plainEvent()): unknown {
  const context = vm.createContext({ event });
  vm.runInContext(code, context);
  return JSON.parse(vm.runInContext('JSON.stringify(handler(event))', context) as string);
}

const runtimes: readonly EdgeRuntimeName[] = ['cloudfront-js-1.0', 'cloudfront-js-2.0'];

describe('buildFunction', () => {
  it('makes one script with a handler and no export', async () => {
    for (const runtime of runtimes) {
      const { code, bytes, limit } = await built(
        'const home = "/index.html";\nexport const handler = ({ request }: any) => ({ ...request, uri: home });',
        { runtime },
      );
      assert.match(code, /function handler\(/);
      assert.doesNotMatch(code, /\bexport\b/);
      assert.equal(bytes, Buffer.byteLength(code));
      assert.equal(limit, 10_240);
      assert.deepEqual(run(code), { ...plainEvent().request, uri: '/index.html' });
    }
  });

  it('bundles what is imported and leaves out what is not used', async () => {
    files({
      'lib/paths.ts': 'export const index = "index.html";\nexport const unused = "never seen";\n',
      'main.ts':
        'import { index } from "./lib/paths";\nexport default (event: any) => ({ ...event.request, uri: `/${index}` });\n',
    });
    const { code, inputs } = await built(['main.ts']);
    assert.deepEqual(run(code), { ...plainEvent().request, uri: '/index.html' });
    assert.doesNotMatch(code, /never seen/);
    assert.deepEqual(inputs.map(({ file }) => file).sort(), ['lib/paths.ts', 'main.ts']);
  });

  it('puts in the constants of a stage', async () => {
    const source =
      'export const handler = ({ request }: any) => { if (process.env.STAGE === "dev") request.uri = "/dev"; return request; };';
    const dev = await built(source, { define: { 'process.env.STAGE': 'dev' } });
    const prod = await built(source, { define: { 'process.env.STAGE': 'prod' } });
    assert.match(dev.code, /\/dev/);
    assert.doesNotMatch(prod.code, /\/dev/);
  });

  it('leads a place in the function back to the source', async () => {
    const { code, map } = await built(
      '// a comment\n\nexport const handler = ({ request }: any) => {\n  request.uri = "/needle";\n  return request;\n};\n',
    );
    const found = originalPositionFor(new TraceMap(map), { line: 1, column: code.indexOf('"/needle"') });
    assert.deepEqual([found.source, found.line], ['edge.ts', 4]);
  });

  for (const body of [
    'const { uri, ...rest } = event.request; return { ...rest, uri };',
    'class A { #n = 1; next(): any { return ++this.#n; } } event.request.uri += new A().next(); return event.request;',
    'const pick = ([first, ...others]: any) => others.concat(first); event.request.uri += pick([1, 2]); return event.request;',
  ]) {
    it(`keeps an import of cloudfront above what the lowering adds: ${body.slice(0, 24)}`, async () => {
      const code = `import cf from 'cloudfront';\nconst store = cf.kvs();\nexport async function handler(event: any): Promise<any> {\n  if (await store.exists('a')) return event.request;\n  ${body}\n}`;
      const { code: small } = await built(code);
      assert.match(small, /^import cf from ['"]cloudfront['"];\n/);
    });
  }

  it('keeps an import of cloudfront on the first line in the words of AWS', async () => {
    const { code } = await built(
      'import store from "cloudfront";\nexport const handler = (event: any) => { store.updateRequestOrigin({ domainName: "a.example" }); return event.request; };',
    );
    assert.equal(code.split('\n')[0], "import cf from 'cloudfront';");
    assert.match(code, /cf\.updateRequestOrigin\(/);
  });

  it('keeps licence comments beside the function', async () => {
    files({
      'licensed.ts': '/*! MIT, by somebody */\nexport const value = "/x";\n',
      'uses.ts':
        'import { value } from "./licensed";\nexport const handler = (event: any) => ({ ...event.request, uri: value });\n',
    });
    const { code, licenses } = await built(['uses.ts']);
    assert.doesNotMatch(code, /MIT/);
    assert.match(licenses, /MIT, by somebody/);
  });
});

describe('buildFunction with several entries', () => {
  it('runs plain functions from left to right, whatever their names', async () => {
    files({
      'one.js':
        'var prefix = "/a";\nfunction add(uri) { return prefix + uri; }\nfunction handler(event) { event.request.uri = add(event.request.uri); return event.request; }\n',
      'two.js':
        'var prefix = "/b";\nfunction add(uri) { return uri + prefix; }\nfunction handler(event) { event.request.uri = add(event.request.uri); return event.request; }\n',
    });
    for (const runtime of runtimes) {
      const { code } = await built(['one.js', 'two.js'], { runtime });
      assert.deepEqual(run(code), { ...plainEvent().request, uri: '/a//b' });
    }
  });

  it('ends with the first that answers', async () => {
    files({
      'answer.js': 'function handler(event) { return { statusCode: 403 }; }\n',
      'never.js': 'function handler(event) { throw new Error("not reached"); }\n',
    });
    const { code } = await built(['answer.js', 'never.js']);
    assert.deepEqual(run(code), { statusCode: 403 });
  });

  it('names the entry in its errors', async () => {
    files({
      'fine.js': 'function handler(event) { return event.request; }\n',
      'broken.js': 'function handler(event) { throw new Error("no user"); }\n',
    });
    const { code } = await built(['fine.js', 'broken.js']);
    assert.throws(() => run(code), /^Error: broken: no user$/m);
  });

  it('composes a module with a plain function', async () => {
    files({
      'module.ts':
        'export default ({ request }: any) => { request.headers["x-a"] = { value: "1" }; return request; };\n',
      'plain.js': 'function handler(event) { event.request.uri = "/p"; return event.request; }\n',
    });
    const { code } = await built(['module.ts', 'plain.js']);
    assert.deepEqual(run(code), { ...plainEvent().request, uri: '/p', headers: { 'x-a': { value: '1' } } });
  });

  it('takes CommonJS functions and middleware objects', async () => {
    files({
      'common.js':
        'module.exports.handler = function (event) { event.request.uri += "c"; return event.request; };\n',
      'object.ts':
        'export default { name: "object", request: ({ request }: any) => { request.uri += "o"; return request; } };\n',
      'factory.ts':
        'const make = (end: string) => ({ name: "made", request: ({ request }: any) => { request.uri += end; return request; } });\nexport default make("f");\n',
      'fails.ts': 'export default { name: "own", request: () => { throw new Error("no"); } };\n',
    });
    for (const [entries, uri] of [
      [['common.js'], '/c'],
      [['object.ts'], '/o'],
      [['factory.ts'], '/f'],
      [['common.js', 'object.ts', 'factory.ts'], '/cof'],
    ] as const) {
      const { code } = await built(entries);
      assert.deepEqual(run(code), { ...plainEvent().request, uri });
    }
    const { code } = await built(['common.js', 'fails.ts']);
    assert.throws(() => run(code), /^Error: own: no$/m);
  });

  it('refuses functions of different events', async () => {
    files({
      'request.js': 'function handler(event) { return event.request; }\n',
      'response.js':
        'function handler(event) { var response = event.response; response.headers.a = { value: "b" }; return response; }\n',
    });
    assert.deepEqual(await findings(['request.js', 'response.js']), ['EW1612']);
  });
});

describe('buildFunction with a pipeline', () => {
  const source = `
    import { pipeline, type Middleware } from '@edgewire/edge';
    const auth: Middleware = {
      name: 'auth',
      request: ({ request }) => (request.headers.authorization ? request : { statusCode: 401 }),
    };
    const home: Middleware = {
      name: 'home',
      request({ request }) { request.uri = '/home'; return request; },
      response: ({ response }) => { response.headers['x-home'] = { value: 'yes' }; return response; },
    };
    export default process.env.STAGE === 'dev' ? pipeline(auth, home) : pipeline(home);
  `;

  it('differs by stage without copied code', async () => {
    for (const runtime of runtimes) {
      const dev = await built(source, { runtime, define: { 'process.env.STAGE': 'dev' } });
      const prod = await built(source, { runtime, define: { 'process.env.STAGE': 'prod' } });
      assert.deepEqual(run(dev.code), { statusCode: 401 });
      assert.deepEqual(run(prod.code), { ...plainEvent().request, uri: '/home' });
      assert.doesNotMatch(prod.code, /401/);
      assert.ok(prod.bytes < dev.bytes, `${prod.bytes} < ${dev.bytes}`);
    }
  });

  it('holds the half of its event only', async () => {
    const define = { 'process.env.STAGE': 'prod' };
    const request = await built(source, { define });
    const response = await built(source, { define, eventType: 'viewer-response' });
    assert.equal(request.eventType, 'viewer-request');
    assert.doesNotMatch(request.code, /x-home/);
    assert.doesNotMatch(response.code, /"\/home"/);
    assert.deepEqual(run(response.code), {
      statusCode: 200,
      headers: { 'x-home': { value: 'yes' } },
      cookies: {},
    });
  });
});

describe('buildFunction on bad input', () => {
  it('refuses a syntax error at its place', async () => {
    assert.deepEqual(await findings('export function handler(event) {\n  return event..request;\n}\n'), [
      'EW1609 edge.ts 2 16',
    ]);
  });

  it('refuses a file that is not there, a folder, and a binary file', async () => {
    files({ 'binary.ts': Uint8Array.of(0, 255, 254, 1), 'folder/x.ts': '' });
    assert.deepEqual(await findings(['absent.ts']), ['EW1613 absent.ts']);
    assert.deepEqual(await findings(['folder']), ['EW1613 folder']);
    assert.deepEqual(await findings(['binary.ts']), ['EW1613 binary.ts']);
  });

  it('refuses an entry of 10 MB without parsing it', async () => {
    assert.deepEqual(await findings(`// ${'x'.repeat(10_485_760)}\nexport const handler = (e: any) => e;`), [
      'EW1613 edge.ts',
    ]);
  });

  it('refuses an import of 10 MB by its size', async () => {
    files({
      'huge.ts': `export const table = ${JSON.stringify('x'.repeat(10_485_760))};\n`,
      'uses-huge.ts':
        'import { table } from "./huge";\nexport const handler = (event: any) => { event.request.uri = table; return event.request; };\n',
    });
    assert.deepEqual(await findings(['uses-huge.ts']), ['EW1607']);
    assert.match((await messages(['uses-huge.ts']))[0] ?? '', /huge\.ts \(\d+ B before lowering\)/);
  });

  it('refuses a function over 10 KB and names what is large', async () => {
    const table = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`/old/path/${index}`, `/new/path/${index * 7}`]),
    );
    files({
      'table.ts': `export const table: Record<string, string> = ${JSON.stringify(table)};\n`,
      'big.ts':
        'import { table } from "./table";\nexport const handler = (event: any) => { event.request.uri = table[event.request.uri] ?? "/"; return event.request; };\n',
    });
    assert.deepEqual(await findings(['big.ts']), ['EW1607']);
    assert.match((await messages(['big.ts']))[0] ?? '', /the limit is 10240\. Largest inputs: table\.ts/);
  });

  it('warns of a function over 8,000 bytes', async () => {
    const list = Array.from({ length: 370 }, (_, index) => `/some/older/path/${index}`);
    const result = await built(
      `const list = ${JSON.stringify(list)};\nexport const handler = (event: any) => { if (list.includes(event.request.uri)) return { statusCode: 410 }; return event.request; };`,
    );
    assert.deepEqual(
      result.diagnostics.map(({ code, severity }) => [code, severity]),
      [['EW1005', 'warning']],
    );
  });

  it('builds modules that import each other', async () => {
    files({
      'a.ts':
        'import { double } from "./b";\nexport const two = 2;\nexport const handler = (event: any) => ({ ...event.request, uri: `/${double()}` });\n',
      'b.ts': 'import { two } from "./a";\nexport const double = () => two * 2;\n',
    });
    assert.deepEqual(run((await built(['a.ts'])).code), { ...plainEvent().request, uri: '/4' });
  });

  it('refuses a value that a circle of imports needs too early', async () => {
    files({
      'c.ts':
        'import { four } from "./d";\nexport const two = 2;\nexport const handler = (event: any) => ({ ...event.request, uri: `/${four}` });\n',
      'd.ts': 'import { two } from "./c";\nexport const four = two * 2;\n',
    });
    assert.deepEqual(await findings(['c.ts']), ['EW1608 d.ts 2 21']);
  });

  it('refuses a package that needs Node, with the imports that lead there', async () => {
    files({
      'node_modules/needs-node/package.json': '{"name":"needs-node","version":"1.0.0","main":"index.js"}',
      'node_modules/needs-node/index.js':
        'const fs = require("fs");\nexports.read = () => fs.readFileSync("x");\n',
      'wants.ts':
        'import { read } from "needs-node";\nexport const handler = (event: any) => { event.request.uri = String(read()); return event.request; };\n',
    });
    assert.deepEqual(await findings(['wants.ts']), ['EW1602 node_modules/needs-node/index.js 1 20']);
    assert.match(
      (await messages(['wants.ts']))[0] ?? '',
      /\(wants\.ts → node_modules\/needs-node\/index\.js → fs\)$/,
    );
  });

  it('refuses an import that is not installed or has no such export', async () => {
    files({ 'lib.ts': 'export const a = 1;\n' });
    assert.deepEqual(
      await findings('import x from "not-installed-anywhere";\nexport const handler = (e: any) => x(e);'),
      ['EW1601 edge.ts 1 15'],
    );
    assert.deepEqual(await findings('import { b } from "./lib";\nexport const handler = (e: any) => b(e);'), [
      'EW1601 edge.ts 1 10',
    ]);
  });

  it('refuses a source without a handler', async () => {
    assert.deepEqual(await findings('export const handle = (event: any) => event.request;'), [
      'EW1603 edge.ts',
    ]);
  });

  it('refuses a constant that nothing defines', async () => {
    assert.deepEqual(
      await findings(
        'export const handler = ({ request }: any) => {\n  request.uri = process.env.HOME_PAGE;\n  return request;\n};',
      ),
      ['EW1611 edge.ts 2 17'],
    );
  });

  it('refuses cloudfront and buffer for runtime 1.0 at the import', async () => {
    assert.deepEqual(
      await findings(
        'import cf from "cloudfront";\nimport { Buffer } from "buffer";\nexport const handler = ({ request }: any) => { request.uri = Buffer.from(cf.edgeLocation().name).toString("hex"); return request; };',
        { runtime: 'cloudfront-js-1.0' },
      ),
      ['EW1313 edge.ts 1 16', 'EW1310 edge.ts 2 24'],
    );
  });
});

describe('buildFunction on what has no lowering', () => {
  const cases: readonly (readonly [what: string, code: string, finding: string])[] = [
    [
      'a generator',
      'function* g() { yield 1; }\nexport const handler = (e: any) => [...g()];',
      'EW1605 edge.ts 1 1',
    ],
    [
      'an async iterator',
      'export async function handler(e: any) {\n  for await (const x of e) return x;\n}',
      'EW1606 edge.ts 2 3',
    ],
    ['await at the top level', 'const x = await 1;\nexport const handler = () => x;', 'EW1606 edge.ts 1 11'],
    [
      'an import at run time',
      'export const handler = (e: any) => {\n  import(e.module);\n  return e.request;\n};',
      'EW1606 edge.ts 2 3',
    ],
    [
      'a BigInt',
      'export const handler = (e: any) => {\n  e.n = 10n;\n  return e.request;\n};',
      'EW1606 edge.ts 2 9',
    ],
    [
      'a class that extends an array',
      'class L extends Array {}\nexport const handler = (e: any) => { e.l = new L(); return e.request; };',
      'EW1606 edge.ts 1 17',
    ],
    [
      'a tagged template',
      'const tag = (t: any) => t.raw;\nexport const handler = (e: any) => tag`x${e}`;',
      'EW1606 edge.ts 2 36',
    ],
    [
      'a regular expression that needs the flag u',
      'export const handler = (e: any) => {\n  e.ok = /\\p{L}/u.test(e.request.uri);\n  return e.request;\n};',
      'EW1606 edge.ts 2 10',
    ],
    [
      'own iterators',
      'const o = { [Symbol.iterator]() { return null; } };\nexport const handler = (e: any) => { e.o = o; return e.request; };',
      'EW1606 edge.ts 1 14',
    ],
    [
      'a write to super',
      'class A { x = 1; }\nclass B extends A { m() { super.x = 2; } }\nexport const handler = (e: any) => { new B().m(); return e.request; };',
      'EW1606 edge.ts 2 27',
    ],
    [
      'eval',
      'export const handler = (e: any) => {\n  e.v = eval("1");\n  return e.request;\n};',
      'EW1606 edge.ts 2 9',
    ],
    [
      'URL, which the runtimes do not have',
      'export const handler = (e: any) => {\n  e.u = new URL("https://a");\n  return e.request;\n};',
      'EW1301 edge.ts 2 13',
    ],
  ];
  for (const [what, code, finding] of cases) {
    it(`refuses ${what} at its place`, async () => {
      const found = await findings(code);
      assert.ok(found.includes(finding), `${JSON.stringify(found)} holds ${finding}`);
    });
  }
});

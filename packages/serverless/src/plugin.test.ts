import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { TemplateResource } from './compile-functions.js';
import { EdgewirePlugin } from './plugin.js';

const serviceDir = mkdtempSync(join(tmpdir(), 'edgewire-serverless-'));
after(() => rmSync(serviceDir, { recursive: true, force: true }));

writeFileSync(
  join(serviceDir, 'home.ts'),
  "export const handler = ({ request }: { request: { uri: string } }) => ({ ...request, uri: process.env.HOME_PAGE ?? '/' });\n",
);
writeFileSync(
  join(serviceDir, 'broken.ts'),
  'export function handler(event: any) {\n  return evnt.request;;;)\n}\n',
);
writeFileSync(
  join(serviceDir, 'slow.ts'),
  'export async function handler(event: any) {\n  await event;\n  return event.request;\n}\n',
);

class UserError extends Error {}

const edge = (properties: Record<string, unknown> = {}): TemplateResource => ({
  Type: 'AWS::CloudFront::Function',
  Properties: { Name: 'f', FunctionConfig: { Runtime: 'cloudfront-js-2.0' }, ...properties },
});

async function packaged(edgewire: unknown, resources: Record<string, TemplateResource>) {
  const lines: string[] = [];
  const template = { Resources: structuredClone(resources) };
  const plugin = new EdgewirePlugin(
    {
      serviceDir,
      service: { custom: { edgewire }, provider: { compiledCloudFormationTemplate: template } },
      classes: { Error: UserError },
    },
    {},
    {
      log: {
        warning: (text) => lines.push(`warning ${text}`),
        info: (text) => lines.push(`info ${text}`),
      },
    },
  );
  await plugin.hooks['after:aws:package:finalize:mergeCustomProviderResources']?.();
  return { resources: template.Resources, lines };
}

const messageOf = async (functions: unknown, resources: Record<string, TemplateResource>) => {
  let message = '';
  await assert.rejects(packaged({ functions }, resources), (error: unknown) => {
    assert.ok(error instanceof UserError);
    message = error.message;
    return true;
  });
  return message;
};

describe('EdgewirePlugin', () => {
  it('puts the compiled script into the resource and leaves the others', async () => {
    const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't' } };
    const { resources, lines } = await packaged(
      { functions: { Home: { entry: 'home.ts', environment: { HOME_PAGE: '/welcome.html' } } } },
      { Home: edge(), Table: table },
    );
    const { FunctionCode: code, ...rest } = resources.Home?.Properties ?? {};
    assert.deepEqual(rest, { Name: 'f', FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
    assert.deepEqual(resources.Table, table);
    assert.ok(typeof code === 'string');
    assert.match(code, /function handler\(/);
    assert.match(code, /\/welcome\.html/);
    assert.doesNotMatch(code, /process|=>.*\.\.\.|import|export/);
    assert.deepEqual(lines, [`info Home: ${Buffer.byteLength(code)} of 10240 bytes`]);
  });

  it('leaves a service without the section alone', async () => {
    const own = { Own: edge({ FunctionCode: 'function handler(event) { return event.request; }' }) };
    assert.deepEqual(await packaged(undefined, own), { resources: own, lines: [] });
  });

  it('refuses a source with a syntax error, in a code frame', async () => {
    const message = await messageOf({ Home: 'broken.ts' }, { Home: edge() });
    assert.match(
      message,
      /^EW\d{4} error {2}.*\n {2}at broken\.ts:2:\d+\n {2}2 \| {3}return evnt\.request;;;\)\n/,
    );
  });

  it('refuses what the runtime of the resource cannot run', async () => {
    const first = edge({ FunctionConfig: { Runtime: 'cloudfront-js-1.0' } });
    const message = await messageOf({ Home: 'slow.ts' }, { Home: first });
    assert.match(message, /^EW\d{4} error {2}.*async/);
    assert.match(message, / {2}at slow\.ts:1:\d+\n/);
  });

  it('refuses an entry that is not there', async () => {
    const message = await messageOf({ Home: 'nowhere.ts' }, { Home: edge() });
    assert.match(
      message,
      /^EW1613 error {2}Cannot read the entry: the file does not exist\n {2}at nowhere\.ts/,
    );
  });

  it('refuses functions that the template does not define, and names the nearest', async () => {
    assert.equal(
      await messageOf({ Hom: 'home.ts' }, { Home: edge() }),
      'EW3252 error  Cannot compile function "Hom": the template does not define it\n' +
        '  at Resources.Hom\n  help: the nearest function is "Home"',
    );
    assert.equal(
      await messageOf({ toString: 'home.ts' }, {}),
      'EW3252 error  Cannot compile function "toString": the template does not define it\n' +
        '  at Resources.toString\n  help: add a resource toString of type AWS::CloudFront::Function, without FunctionCode',
    );
  });

  it('refuses a resource of another type', async () => {
    assert.match(
      await messageOf({ Home: 'home.ts' }, { Home: { Type: 'AWS::Lambda::Function' } }),
      /^EW3252 error {2}Cannot compile function "Home": it is a resource of type "AWS::Lambda::Function", not AWS::CloudFront::Function\n/,
    );
  });

  it('refuses to replace code', async () => {
    assert.equal(
      await messageOf({ Home: 'home.ts' }, { Home: edge({ FunctionCode: 'function handler() {}' }) }),
      'EW3253 error  Cannot compile function "Home": its resource has code of its own\n' +
        '  at Resources.Home.Properties.FunctionCode\n' +
        '  help: remove FunctionCode, or the function from custom.edgewire.functions',
    );
  });

  it('refuses runtimes that it does not know', async () => {
    for (const [config, shown] of [
      [undefined, 'undefined'],
      [{ Runtime: 'nodejs22.x' }, '"nodejs22.x"'],
      [{ Runtime: { Ref: 'Runtime' } }, '{"Ref":"Runtime"}'],
    ] as const) {
      assert.equal(
        await messageOf({ Home: 'home.ts' }, { Home: edge({ FunctionConfig: config }) }),
        `EW3254 error  Cannot compile function "Home" for runtime ${shown}: the runtimes are cloudfront-js-1.0 and cloudfront-js-2.0\n` +
          '  at Resources.Home.Properties.FunctionConfig.Runtime\n  help: write cloudfront-js-2.0',
      );
    }
  });

  it('tells all mistakes at once and compiles nothing', async () => {
    const message = await messageOf({ A: 'nowhere.ts', B: 'home.ts', C: 7 }, { A: edge() });
    assert.deepEqual(message.match(/^EW\d{4}/gm)?.sort(), ['EW1613', 'EW3251', 'EW3252']);
  });

  it('is what import() and require() of the package give', async () => {
    const imported: unknown = await import('serverless-edgewire');
    assert.equal((imported as { default: unknown }).default, EdgewirePlugin);
    const required: unknown = createRequire(import.meta.url)('serverless-edgewire');
    assert.equal(required, EdgewirePlugin);
  });
});

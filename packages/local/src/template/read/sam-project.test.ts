import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { entryPointHandler } from './local-code.js';
import { readStack } from './read-stack.js';
import { parseOverrides } from './sam-config.js';

const root = mkdtempSync(join(tmpdir(), 'edgewire-sam-'));
after(() => rmSync(root, { recursive: true, force: true }));

function project(name: string, files: Record<string, string>): string {
  const folder = join(root, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

const read = (path: string, stage?: string) =>
  readStack({
    path,
    stage,
    region: undefined,
    stack: undefined,
    parameters: {},
    buckets: {},
    sources: {},
    cacheDir: join(root, 'cache'),
    endpointUrl: 'http://127.0.0.1:1',
    env: {},
  });

const template = `Transform: AWS::Serverless-2016-10-31
Parameters: {Level: {Type: String}}
Resources:
  Order:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: {EntryPoints: [handlers/order.ts, handlers/stock.ts]}
    Properties: {CodeUri: src/, Handler: order.handler, Runtime: nodejs22.x}
  Native:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties: {CodeUri: native/, Handler: bootstrap, Runtime: provided.al2023}
  Tools: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
`;

describe('reading a SAM project', () => {
  it('finds sources, stack name, Region and parameter values', async () => {
    const folder = project('shop', {
      'template.yaml': template,
      '.aws-sam/build/Native/bootstrap': '#!/bin/sh\n',
      'samconfig.toml':
        'version = 0.1\n[default.global.parameters]\nstack_name = "shop-app"\n[default.deploy.parameters]\nregion = "eu-west-2"\nparameter_overrides = "Level=\\"two words\\" Other=1"\n[prod.deploy.parameters]\nstack_name = "shop-prod"\n',
    });
    const input = await read(folder);
    assert.equal(input.stackName, 'shop-app');
    assert.equal(input.region, 'eu-west-2');
    assert.deepEqual(input.parameters, { Level: 'two words', Other: '1' });
    assert.deepEqual(input.sources, {
      Order: { code: { kind: 'folder', root: join(folder, 'src') }, handler: 'handlers/order.handler' },
      Native: { code: { kind: 'folder', root: join(folder, '.aws-sam/build/Native') } },
      Tools: { code: { kind: 'folder', root: join(folder, 'layer') } },
    });
    assert.deepEqual(input.watchedFiles, [join(folder, 'template.yaml'), join(folder, 'samconfig.toml')]);
    assert.deepEqual(input.diagnostics, []);
    assert.equal((await read(folder, 'prod')).stackName, 'shop-prod');
  });

  it('refuses a samconfig.toml with a mistake, and reads the template all the same', async () => {
    const folder = project('broken', {
      'template.yaml': template,
      'samconfig.toml': 'version = 0.1\nstack = \n',
    });
    const { diagnostics, stackName } = await read(folder);
    assert.equal(stackName, 'broken');
    assert.deepEqual(
      diagnostics.map(({ code, where }) => [code, where?.file, where?.line]),
      [['EW3307', join(folder, 'samconfig.toml'), 2]],
    );
  });
});

describe('parseOverrides', () => {
  it('reads both notations, lists and maps', () => {
    assert.deepEqual(parseOverrides('A=1 ParameterKey=B,ParameterValue="x y" C=\'it\''), {
      A: '1',
      B: 'x y',
      C: 'it',
    });
    assert.deepEqual(parseOverrides(['A=1', 'B="2 3"']), { A: '1', B: '2 3' });
    assert.deepEqual(parseOverrides({ A: 1 }), { A: '1' });
    assert.deepEqual(parseOverrides(undefined), {});
  });
});

describe('entryPointHandler', () => {
  const handlerOf = (EntryPoints: unknown, handler: string) =>
    entryPointHandler({ BuildMethod: 'esbuild', BuildProperties: { EntryPoints } }, handler);

  it('undoes the folder that esbuild leaves out', () => {
    assert.equal(handlerOf(['src/app.ts'], 'app.lambdaHandler'), 'src/app.lambdaHandler');
    assert.equal(handlerOf(['./src/a/one.ts', 'src/b/two.ts'], 'b/two.handler'), 'src/b/two.handler');
    assert.equal(handlerOf(['app.ts'], 'app.handler'), 'app.handler');
  });

  it('leaves a handler that no entry point makes', () => {
    assert.equal(handlerOf(['src/app.ts'], 'index.handler'), undefined);
    assert.equal(entryPointHandler({ BuildMethod: 'makefile' }, 'app.handler'), undefined);
  });
});

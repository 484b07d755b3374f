// What the packager makes of serverless.ts, as far as the shop depends on it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const service = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const osls = join(dirname(require.resolve('osls/package.json')), 'bin', 'serverless.js');
const out = mkdtempSync(join(tmpdir(), 'edgewire-inventory-'));
after(() => rmSync(out, { recursive: true, force: true }));

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>
  >;
}

const run = spawnSync(process.execPath, [osls, 'package', '--stage', 'dev', '--package', out], {
  cwd: service,
  encoding: 'utf8',
});
assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
// The packager's own output; the assertions below check the parts that matter.
const { Resources } = JSON.parse(
  readFileSync(join(out, 'cloudformation-template-update-stack.json'), 'utf8'),
) as Template;
const ofType = (type: string) => Object.entries(Resources).filter(([, resource]) => resource.Type === type);

describe('the packaged template', () => {
  it('answers on every message route and on no other', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(([id, { Properties }]) => [
      Properties.RouteKey,
      Properties.RouteResponseSelectionExpression,
      Resources[`${id}Response`]?.Properties.RouteResponseKey,
    ]);
    assert.deepEqual(routes.toSorted(), [
      ['$connect', undefined, undefined],
      ['$default', '$default', '$default'],
      ['$disconnect', undefined, undefined],
      ['order', '$default', '$default'],
      ['restock', '$default', '$default'],
      ['stock', '$default', '$default'],
    ]);
  });

  it('has the table of the access pattern: text, number, and a TTL', () => {
    const table = Resources.ShopTable?.Properties;
    assert.deepEqual(table?.AttributeDefinitions, [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
    ]);
    assert.deepEqual(table?.TimeToLiveSpecification, { AttributeName: 'ttl', Enabled: true });
  });

  it('names a handler that exists for every function', () => {
    const handlers = ofType('AWS::Lambda::Function').map(([, { Properties }]) => String(Properties.Handler));
    assert.deepEqual(handlers.toSorted(), [
      'src/handlers/connect.handler',
      'src/handlers/default.handler',
      'src/handlers/disconnect.handler',
      'src/handlers/hello.handler',
      'src/handlers/order.handler',
      'src/handlers/restock.handler',
      'src/handlers/stock.handler',
    ]);
    for (const handler of handlers) {
      const source = readFileSync(join(service, handler.replace(/\.handler$/, '.ts')), 'utf8');
      assert.match(source, /^export const handler: /m);
    }
  });

  it('leads /socket to the API of the stage', () => {
    const config = Resources.Shop?.Properties.DistributionConfig;
    assert.ok(config !== undefined);
    // The shape that serverless.ts gives it.
    const { Origins, CacheBehaviors } = config as {
      Origins: unknown[];
      CacheBehaviors: { PathPattern: string; TargetOriginId: string }[];
    };
    assert.deepEqual(Origins[1], {
      Id: 'socket',
      DomainName: { 'Fn::Sub': '${WebsocketsApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}' },
      OriginPath: '/dev',
      CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
    });
    assert.deepEqual(
      CacheBehaviors.map(({ PathPattern, TargetOriginId }) => [PathPattern, TargetOriginId]),
      [['/socket', 'socket']],
    );
  });
});

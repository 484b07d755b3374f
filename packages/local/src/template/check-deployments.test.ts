import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDeployments } from './check-deployments.js';
import type { Finding } from './finding.js';
import type { PlainMap } from './plain-data.js';

const part = (Type: string, api = 'Api', more: PlainMap = {}): PlainMap => ({
  Type: `AWS::ApiGatewayV2::${Type}`,
  Properties: { ApiId: { Ref: api } },
  ...more,
});
const api = (ProtocolType: string): PlainMap => ({
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { ProtocolType },
});
const dependenciesOf = ({ DependsOn }: PlainMap) => (Array.isArray(DependsOn) ? DependsOn.map(String) : []);

function check(resources: Readonly<Record<string, PlainMap>>): readonly Finding[] {
  const found: Finding[] = [];
  const wanted = new Map(Object.entries(resources));
  checkDeployments({ wanted, dependenciesOf, report: (finding) => found.push(finding) });
  return found;
}

describe('checkDeployments', () => {
  it('warns of every route that a deployment of its API does not wait for', () => {
    const found = check({
      Api: api('WEBSOCKET'),
      ConnectRoute: part('Route'),
      JoinRoute: part('Route'),
      OtherRoute: part('Route', 'OtherApi'),
      Deployment: part('Deployment', 'Api', { DependsOn: ['ConnectRoute'] }),
    });
    assert.deepEqual(found, [
      {
        code: 'EW5014',
        severity: 'warning',
        path: 'Resources.Deployment',
        message: 'Deployment "Deployment" may miss routes on AWS, for it does not depend on "JoinRoute"',
        help: 'write DependsOn: [JoinRoute]',
      },
    ]);
  });

  it('takes a wait through other resources', () => {
    const found = check({
      Api: api('WEBSOCKET'),
      JoinRoute: part('Route'),
      JoinResponse: part('RouteResponse', 'Api', { DependsOn: ['JoinRoute'] }),
      Deployment: part('Deployment', 'Api', { DependsOn: ['JoinResponse'] }),
    });
    assert.deepEqual(found, []);
  });

  it('leaves HTTP APIs alone', () => {
    const found = check({ Api: api('HTTP'), Route: part('Route'), Deployment: part('Deployment') });
    assert.deepEqual(found, []);
  });
});

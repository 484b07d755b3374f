// Finds deployments of WebSocket APIs that CloudFormation may make before the routes that they are to serve.

import type { Report } from './finding.js';
import { isMap, type PlainMap } from './plain-data.js';

/**
 * Warns of routes that a deployment of their API does not depend on: what its snapshot holds is then left to chance.
 *
 * @param dependenciesOf - Logical ids that a resource depends on or refers to.
 * @source spec/websocket-api.md 8.1
 */
export function checkDeployments(context: {
  readonly wanted: ReadonlyMap<string, PlainMap>;
  readonly dependenciesOf: (resource: PlainMap) => readonly string[];
  readonly report: Report;
}): void {
  const { wanted, dependenciesOf, report } = context;
  for (const [logicalId, deployment] of wanted) {
    const api = apiOf(deployment, 'Deployment', wanted);
    if (api === undefined) continue;
    const waitedFor = new Set<string>();
    const visit = (name: string): void => {
      const resource = wanted.get(name);
      if (resource === undefined || waitedFor.has(name)) return;
      waitedFor.add(name);
      for (const dependency of dependenciesOf(resource)) visit(dependency);
    };
    visit(logicalId);
    const missed = [...wanted].filter(
      ([name, resource]) => apiOf(resource, 'Route', wanted) === api && !waitedFor.has(name),
    );
    if (missed.length === 0) continue;
    const names = missed.map(([name]) => name);
    report({
      code: 'EW5014',
      severity: 'warning',
      path: `Resources.${logicalId}`,
      message: `Deployment "${logicalId}" may miss routes on AWS, for it does not depend on ${names.map((name) => `"${name}"`).join(', ')}`,
      help: `write DependsOn: [${names.join(', ')}]`,
    });
  }
}

// The API of a part, as text that is the same for the same reference; HTTP APIs are not run.
function apiOf(
  { Type, Properties }: PlainMap,
  kind: string,
  wanted: ReadonlyMap<string, PlainMap>,
): string | undefined {
  if (Type !== `AWS::ApiGatewayV2::${kind}` || !isMap(Properties)) return undefined;
  const { ApiId } = Properties;
  const api = isMap(ApiId) && typeof ApiId.Ref === 'string' ? wanted.get(ApiId.Ref) : undefined;
  if (isMap(api?.Properties) && api.Properties.ProtocolType === 'HTTP') return undefined;
  return JSON.stringify(ApiId);
}

// The conformance stack as a Serverless Framework service, and what such a service cannot say.

import type { Row } from './row.js';
import { apis, functions, stageName } from './stack-template.js';

/** APIs that `websocket` events can describe; one service has one WebSocket API. */
export const peerApis: readonly string[] = ['main', 'bare', 'guarded', 'templated'];

/** The configuration of one service. */
export function serviceOf(api: string, tableName: string): unknown {
  const spec = apis[api];
  if (spec === undefined) throw new Error(`no API "${api}"`);
  const functionOf = (target: string) => {
    const { Handler = '', Timeout = 10 } = functions[target] ?? {};
    return { handler: Handler, timeout: Timeout };
  };
  const routes = spec.routes.filter(({ properties }) => properties?.RequestModels === undefined);
  return {
    service: `conformance-${api}`,
    frameworkVersion: '*',
    provider: {
      name: 'aws',
      runtime: 'nodejs20.x',
      stage: stageName,
      // The Framework would take ${…} for a variable of its own.
      websocketsApiRouteSelectionExpression: (spec.selection ?? '$request.body.action').replaceAll(
        '${',
        '\\${',
      ),
      environment: { TABLE: tableName },
    },
    plugins: ['serverless-offline'],
    functions: {
      ...Object.fromEntries(
        routes.map(({ key, target, isTwoWay, properties }, index) => [
          `route${index}`,
          {
            ...functionOf(target),
            events: [
              {
                websocket: {
                  route: key,
                  ...(isTwoWay === true ? { routeResponseSelectionExpression: '$default' } : {}),
                  ...(properties?.AuthorizationType === 'CUSTOM'
                    ? {
                        authorizer: {
                          name: 'authorizer',
                          identitySource: ['route.request.querystring.token'],
                        },
                      }
                    : {}),
                },
              },
            ],
          },
        ]),
      ),
      ...(api === 'guarded' ? { authorizer: functionOf('Authorizer') } : {}),
    },
  };
}

const lacks: readonly { readonly inSteps: RegExp; readonly reason: string }[] = [
  {
    inSteps: /"api":"iam"/,
    reason: 'a websocket event of the Serverless Framework has no AWS_IAM authorization',
  },
  { inSteps: /"api":"throttled"/, reason: 'a websocket event of the Serverless Framework has no throttling' },
  {
    inSteps: /"api":"mapped"/,
    reason: 'a websocket event of the Serverless Framework has no integration but the proxy of its function',
  },
  { inSteps: /validated/, reason: 'a websocket event of the Serverless Framework has no request model' },
  {
    inSteps: /"stageVariables":\{"tableName/,
    reason: 'the Serverless Framework has no stage variables for WebSocket APIs',
  },
  { inSteps: /"do":"advance"/, reason: 'the target does not own its clock' },
];

/** @returns Why a service of the Serverless Framework cannot be asked this row; `undefined` when it can. */
export function notExpressible(row: Row): string | undefined {
  const steps = JSON.stringify(row.steps);
  return lacks.find(({ inSteps }) => inSteps.test(steps))?.reason;
}

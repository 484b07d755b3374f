// The smallest WebSocket API that answers every message with itself.

/** @param codeUri - What `Code` of the function names. */
export function buildEchoTemplate(codeUri: string): unknown {
  const ApiId = { Ref: 'Api' };
  const type = (name: string) => `AWS::ApiGatewayV2::${name}`;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Echo: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'echo.handler',
          Code: codeUri,
          Role: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/echo' },
        },
      },
      Api: {
        Type: type('Api'),
        Properties: {
          Name: 'echo',
          ProtocolType: 'WEBSOCKET',
          RouteSelectionExpression: '$request.body.action',
        },
      },
      Integration: {
        Type: type('Integration'),
        Properties: {
          ApiId,
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: {
            'Fn::Sub':
              'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations',
          },
        },
      },
      Route: {
        Type: type('Route'),
        Properties: {
          ApiId,
          RouteKey: '$default',
          RouteResponseSelectionExpression: '$default',
          Target: { 'Fn::Sub': 'integrations/${Integration}' },
        },
      },
      Response: {
        Type: type('RouteResponse'),
        Properties: { ApiId, RouteId: { Ref: 'Route' }, RouteResponseKey: '$default' },
      },
      Stage: { Type: type('Stage'), Properties: { ApiId, StageName: 'prod', AutoDeploy: true } },
    },
  };
}

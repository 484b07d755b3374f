// Codes EW5xxx: WebSocket APIs of API Gateway.

import type { CatalogueEntry } from './entry.js';

export const apigatewayCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW5001',
    severity: 'error',
    title: 'A required property is missing',
    source: 'spec/websocket-api.md 8.1',
    explanation:
      'CloudFormation refuses the resource without this property. The message names it, the path says where it belongs.',
    wrong: 'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET, Name: shop } }',
    right:
      'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET, Name: shop, RouteSelectionExpression: $request.body.action } }',
  },
  {
    code: 'EW5002',
    severity: 'error',
    title: 'A property has a value that API Gateway does not know',
    source: 'spec/websocket-api.md 2.3, 3.1, 4.1, 8.1',
    explanation:
      'The property takes one of a few words, or a pattern. The message quotes the present value, the help lists the wanted ones.',
    wrong: 'AuthorizerType: JWT',
    right: 'AuthorizerType: REQUEST',
  },
  {
    code: 'EW5003',
    severity: 'warning',
    title: 'A route selection expression does not look into the message',
    source: 'spec/websocket-api.md 2.2',
    explanation:
      'A plain word such as `action` is static text: every message selects the route of that name. Variables begin with `$request.body.`. To send everything to one route on purpose, write `\\$default`.',
    wrong: 'RouteSelectionExpression: action',
    right: 'RouteSelectionExpression: $request.body.action',
  },
  {
    code: 'EW5004',
    severity: 'error',
    title: 'A route target is not integrations/ID',
    source: 'spec/websocket-api.md 8.1',
    explanation: 'A route names its integration as `integrations/` followed by the id that `Ref` gives.',
    wrong: 'Target: !Ref Integration',
    right: "Target: !Sub 'integrations/${Integration}'",
  },
  {
    code: 'EW5005',
    severity: 'error',
    title: 'Authorization on a route other than $connect',
    source: 'spec/websocket-api.md 2.1, 4.1',
    explanation:
      'A connection is authorized once, at the handshake; the setting of the `$connect` route protects the whole API. AWS refuses it anywhere else.',
  },
  {
    code: 'EW5006',
    severity: 'error',
    title: 'A URI that the integration or authorizer cannot call',
    source: 'spec/websocket-api.md 0, 3.1, 3.8',
    explanation:
      'Lambda functions are named by `arn:PARTITION:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations`, service actions by `arn:PARTITION:apigateway:REGION:SERVICE:action/ACTION`, HTTP backends by an address. A plain function ARN works for HTTP APIs only.',
    wrong: 'IntegrationUri: !GetAtt Function.Arn',
    right:
      "IntegrationUri: !Sub 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations'",
  },
  {
    code: 'EW5007',
    severity: 'error',
    title: 'An integration timeout outside of 50 ms to 29 s',
    source: 'spec/websocket-api.md 3.1',
    explanation:
      'WebSocket APIs cannot raise the 29 seconds. A handler that needs longer answers at once and pushes its result through `@connections`.',
  },
  {
    code: 'EW5008',
    severity: 'error',
    title: 'A mapping template that cannot be used',
    source: 'spec/websocket-api.md 3.8, 6.1',
    explanation:
      'Templates are written in the Velocity Template Language and have at most 300 KB. The message tells where the parser stopped.',
  },
  {
    code: 'EW5009',
    severity: 'error',
    title: 'An identity source that names nothing',
    source: 'spec/websocket-api.md 4.1',
    explanation:
      'A source that cannot be found counts as missing, and a missing identity source refuses every connect with 401 before the authorizer runs. The forms of REST APIs (`method.request.…`) are not known here.',
    wrong: 'IdentitySource: [method.request.header.Authorization]',
    right: 'IdentitySource: [route.request.header.Authorization]',
  },
  {
    code: 'EW5010',
    severity: 'error',
    title: 'A model that is no JSON Schema of draft 4',
    source: 'spec/websocket-api.md 2.6',
    explanation:
      'AWS refuses the deployment of such a model; newer drafts and vocabularies are not known to it.',
  },
  {
    code: 'EW5011',
    severity: 'error',
    title: 'A stage name or stage variable that AWS refuses',
    source: 'spec/websocket-api.md 1.1, 8.1',
    explanation:
      'Stage names have up to 128 letters, digits, hyphens and underscores; `$default` belongs to HTTP APIs. Values of stage variables consist of letters, digits and `-._~:/?#&=,`.',
  },
  {
    code: 'EW5012',
    severity: 'error',
    title: 'An API key that cannot be used',
    source: 'spec/websocket-api.md 2.7',
    explanation:
      'A key has 20 to 128 characters and is disabled unless the template says `Enabled: true`; a disabled key gets 403.',
    wrong: 'Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Name: shop } }',
    right: 'Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Name: shop, Enabled: true } }',
  },
  {
    code: 'EW5013',
    severity: 'warning',
    title: 'A call of @connections that AWS would refuse',
    source: 'spec/websocket-api.md 5.2, 5.3, 13',
    explanation:
      "AWS answers calls of @connections that are unsigned, or signed with a key it does not know, with 403. Here they pass, because local tools and test clients sign with any key or none; a wrong signature of the stack's own key is refused. Start with `--strict-signatures` to have AWS's rule: then sign with the key that the start-up table prints, which functions have in their environment, or with the key in the environment of the command.",
  },
  {
    code: 'EW5014',
    severity: 'warning',
    title: 'A stage or deployment that serves something else on AWS',
    source: 'spec/websocket-api.md 1.1, 8.1, 12',
    explanation:
      'On AWS a stage serves the snapshot that its deployment took, or with `AutoDeploy: true` always the present routes; the two exclude each other, which is an error. A stage with neither answers every connect with 403. A deployment takes what exists when CloudFormation makes it: routes that it does not depend on may be missing. Here a stage always serves the present routes, so that an edit shows at once.',
    wrong: 'Deployment: { Type: AWS::ApiGatewayV2::Deployment, Properties: { ApiId: !Ref Api } }',
    right:
      'Deployment: { Type: AWS::ApiGatewayV2::Deployment, DependsOn: [ConnectRoute, DefaultRoute], Properties: { ApiId: !Ref Api } }',
  },
  {
    code: 'EW5015',
    severity: 'error',
    title: 'A mapping of request parameters that AWS refuses',
    source: 'spec/websocket-api.md 3.8',
    explanation:
      'The key of a mapping is `integration.request.header.NAME`, `integration.request.querystring.NAME` or `integration.request.path.NAME`. Its value is `route.request.body.PATH`, `route.request.header.NAME` or `route.request.querystring.NAME` (both on $connect only), their `multivalue` forms, `stageVariables.NAME`, `context.NAME`, or text in single quotes.',
    wrong: 'RequestParameters: { integration.request.header.X-Amz-Invocation-Type: Event }',
    right: `RequestParameters: { integration.request.header.X-Amz-Invocation-Type: "'Event'" }`,
  },
  {
    code: 'EW5016',
    severity: 'warning',
    title: 'An access log format that does not say what it should',
    source: 'spec/websocket-api.md 7',
    explanation:
      'A variable that does not exist prints `-` in every line. A format of more than 3,072 bytes is an error. The lines are events of the stack: `edgewire dev --verbose` and the console show them.',
  },
];

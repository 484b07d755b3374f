// CloudFormation properties of WebSocket APIs -> model. The only place that knows the shapes of templates; one
// function a type, longer than 400 lines only because there are fourteen types (spec/websocket-api.md 8.1).

import { mapOf, numberOf, textOf } from '../resources/property.js';
import { unknownAccessLogVariables } from './access-log.js';
import { isApiKeyEnabledByDefault } from './assumptions.js';
import { findMappingFault } from './data-mapping.js';
import { functionArnOf, parseAwsTarget } from './integration-uri.js';
import {
  accountBurst,
  accountRate,
  maxAccessLogFormatBytes,
  maxIntegrationTimeoutMs,
  minIntegrationTimeoutMs,
} from './limits.js';
import { checkTemplate } from './mapping-template.js';
import type {
  AccessLog,
  Api,
  ApiKey,
  ApiMapping,
  Authorizer,
  Integration,
  IntegrationResponse,
  Model,
  Route,
  RouteResponse,
  Stage,
  Throttle,
  UsagePlan,
  UsagePlanKey,
} from './model.js';
import {
  createPropertyReader,
  type Parsed,
  type ParseFacts,
  type PropertyReader,
} from './property-reader.js';
import { looksIntoBody, parseExpression } from './selection-expression.js';
import { compileModel } from './validate-model.js';

/** `AWS::ApiGatewayV2::Api` with `ProtocolType: WEBSOCKET`. */
export function parseApi(facts: ParseFacts): Parsed<Api> {
  const read = createPropertyReader(facts);
  const expression = read.required('RouteSelectionExpression');
  if (expression !== '' && !looksIntoBody(parseExpression(expression)) && !expression.includes('\\$')) {
    read.report(
      'EW5003',
      'RouteSelectionExpression',
      `Every message takes the same route: "${expression}" does not look into the message`,
      { severity: 'warning', help: 'write an expression such as $request.body.action' },
    );
  }
  return {
    value: {
      id: facts.id,
      logicalId: facts.logicalId,
      name: read.text('Name') ?? facts.logicalId,
      routeSelectionExpression: expression,
      apiKeySelectionExpression: read.text('ApiKeySelectionExpression') ?? '$request.header.x-api-key',
      isDefaultEndpointDisabled: read.boolean('DisableExecuteApiEndpoint'),
    },
    diagnostics: read.diagnostics,
  };
}

/** `AWS::ApiGatewayV2::Route`. */
export function parseRoute(facts: ParseFacts): Parsed<Route> {
  const read = createPropertyReader(facts);
  const key = read.required('RouteKey');
  const target = read.text('Target');
  const integrationId = /^integrations\/(.+)$/.exec(target ?? '')?.[1];
  if (target !== undefined && integrationId === undefined) {
    read.report('EW5004', 'Target', `Cannot connect route "${key}": its target is "${target}"`, {
      help: "write integrations/ID, for instance !Sub 'integrations/${Integration}'",
    });
  }
  const authorization = read.oneOf('AuthorizationType', ['NONE', 'AWS_IAM', 'CUSTOM'], 'NONE');
  const authorizerId = read.text('AuthorizerId');
  if (authorization === 'CUSTOM' && authorizerId === undefined) {
    read.report(
      'EW5001',
      'AuthorizerId',
      `Cannot create route "${key}": CUSTOM authorization names no authorizer`,
    );
  }
  if (key !== '$connect' && authorization !== 'NONE') {
    read.report(
      'EW5005',
      'AuthorizationType',
      `Cannot create route "${key}": authorization is restricted to the $connect route`,
      { help: 'move the authorization to the $connect route, where it protects the whole API' },
    );
  }
  return {
    value: {
      id: facts.id,
      apiId: read.required('ApiId'),
      key,
      integrationId,
      authorization,
      authorizerId,
      apiKeyRequired: read.boolean('ApiKeyRequired'),
      modelSelectionExpression: read.text('ModelSelectionExpression'),
      requestModels: read.textMap('RequestModels'),
      hasResponseSelection: defaultOnly(read, 'RouteResponseSelectionExpression'),
    },
    diagnostics: read.diagnostics,
  };
}

/** `AWS::ApiGatewayV2::RouteResponse`. */
export function parseRouteResponse(facts: ParseFacts): Parsed<RouteResponse> {
  const read = createPropertyReader(facts);
  read.required('RouteResponseKey');
  return {
    value: {
      id: facts.id,
      apiId: read.required('ApiId'),
      routeId: read.required('RouteId'),
      key: defaultOnly(read, 'RouteResponseKey') ? '$default' : '',
    },
    diagnostics: read.diagnostics,
  };
}

function defaultOnly(read: PropertyReader, name: string): boolean {
  const value = read.text(name);
  if (value === undefined || value === '$default') return value !== undefined;
  read.report('EW5002', name, `"${value}" is no route response key: only $default is supported`, {
    help: 'write $default',
  });
  return false;
}

/** `AWS::ApiGatewayV2::Integration`. */
export function parseIntegration(facts: ParseFacts): Parsed<Integration> {
  const read = createPropertyReader(facts);
  const type = read.oneOf('IntegrationType', ['AWS_PROXY', 'AWS', 'HTTP_PROXY', 'HTTP', 'MOCK']);
  const uri = type === 'MOCK' ? (read.text('IntegrationUri') ?? '') : read.required('IntegrationUri');
  if (uri !== '') checkUri(read, type, uri);
  const timeoutMs = read.number('TimeoutInMillis') ?? maxIntegrationTimeoutMs;
  if (timeoutMs < minIntegrationTimeoutMs || timeoutMs > maxIntegrationTimeoutMs) {
    read.report(
      'EW5007',
      'TimeoutInMillis',
      `A timeout of ${timeoutMs} ms is outside of ${minIntegrationTimeoutMs} to ${maxIntegrationTimeoutMs} ms`,
      { help: 'answer the message at once and push the result through @connections when work takes longer' },
    );
  }
  const requestParameters = read.textMap('RequestParameters');
  for (const [target, source] of Object.entries(requestParameters)) {
    const fault = findMappingFault(target, source);
    if (fault !== undefined) read.report('EW5015', `RequestParameters.${target}`, `Cannot map: ${fault}`);
  }
  if (read.text('ConnectionType') === 'VPC_LINK' && read.text('ConnectionId') === undefined) {
    read.report('EW5001', 'ConnectionId', 'Cannot create the integration: VPC_LINK names no link', {
      help: 'write the id of the VPC link, or ConnectionType: INTERNET',
    });
  }
  const requestTemplates = read.textMap('RequestTemplates');
  checkTemplates(read, 'RequestTemplates', requestTemplates);
  return {
    value: {
      id: facts.id,
      apiId: read.required('ApiId'),
      type,
      uri,
      method: read.text('IntegrationMethod') ?? 'POST',
      timeoutMs,
      requestTemplates,
      templateSelectionExpression: read.text('TemplateSelectionExpression'),
      requestParameters,
      passthrough: read.oneOf(
        'PassthroughBehavior',
        ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'],
        'WHEN_NO_MATCH',
      ),
      contentHandling: contentHandlingOf(read),
    },
    diagnostics: read.diagnostics,
  };
}

function checkUri(read: PropertyReader, type: Integration['type'], uri: string): void {
  const isFunction = type === 'AWS_PROXY' && parseAwsTarget(uri)?.kind === 'lambda';
  const isService = type === 'AWS' && parseAwsTarget(uri) !== undefined;
  const isAddress = (type === 'HTTP' || type === 'HTTP_PROXY') && /^https?:\/\//.test(uri);
  if (type === 'MOCK' || isFunction || isService || isAddress) return;
  // A stage variable may stand for any part.
  if (uri.includes('${stageVariables.')) return;
  read.report('EW5006', 'IntegrationUri', `An integration of type ${type} cannot call "${uri}"`, {
    help:
      type === 'HTTP' || type === 'HTTP_PROXY'
        ? 'write an address that begins with http:// or https://'
        : 'write arn:PARTITION:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations',
  });
}

function checkTemplates(
  read: PropertyReader,
  name: string,
  templates: Readonly<Record<string, string>>,
): void {
  for (const [key, template] of Object.entries(templates)) {
    const fault = checkTemplate(template);
    if (fault !== undefined) read.report('EW5008', name, `Template "${key}" cannot be used: ${fault}`);
  }
}

function contentHandlingOf(read: PropertyReader): Integration['contentHandling'] {
  if (read.text('ContentHandlingStrategy') === undefined) return undefined;
  const handling: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' = read.oneOf('ContentHandlingStrategy', [
    'CONVERT_TO_BINARY',
    'CONVERT_TO_TEXT',
  ]);
  return handling;
}

/** `AWS::ApiGatewayV2::IntegrationResponse`. */
export function parseIntegrationResponse(facts: ParseFacts): Parsed<IntegrationResponse> {
  const read = createPropertyReader(facts);
  const key = read.required('IntegrationResponseKey');
  const [, pattern] = /^\/(.*)\/$/s.exec(key) ?? [];
  if (pattern !== undefined && !isPattern(pattern)) {
    read.report('EW5002', 'IntegrationResponseKey', `"${key}" is no regular expression`);
  }
  const templates = read.textMap('ResponseTemplates');
  checkTemplates(read, 'ResponseTemplates', templates);
  return {
    value: {
      id: facts.id,
      apiId: read.required('ApiId'),
      integrationId: read.required('IntegrationId'),
      key,
      templates,
      templateSelectionExpression: read.text('TemplateSelectionExpression'),
      contentHandling: contentHandlingOf(read),
    },
    diagnostics: read.diagnostics,
  };
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    // That it throws is the answer.
    return false;
  }
}

const identitySourcePattern =
  /^(route\.request\.(header|querystring)\.[^.\s]+|stageVariables\.\w+|context\.[\w.]+)$/;

/** `AWS::ApiGatewayV2::Authorizer`. */
export function parseAuthorizer(facts: ParseFacts): Parsed<Authorizer> {
  const read = createPropertyReader(facts);
  const type = read.required('AuthorizerType');
  if (type !== '' && type !== 'REQUEST') {
    read.report('EW5002', 'AuthorizerType', `Authorizers of type ${type} do not exist for WebSocket APIs`, {
      help: 'use REQUEST with a Lambda function',
    });
  }
  const uri = read.required('AuthorizerUri');
  if (uri !== '' && functionArnOf(uri) === undefined && !uri.includes('${stageVariables.')) {
    read.report('EW5006', 'AuthorizerUri', `The authorizer cannot call "${uri}"`, {
      help: 'write arn:PARTITION:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations',
    });
  }
  const identitySources = read.list('IdentitySource').map(String);
  for (const source of identitySources) {
    if (identitySourcePattern.test(source)) continue;
    read.report(
      'EW5009',
      'IdentitySource',
      `"${source}" is no identity source: every connect would get 401`,
      {
        help: 'write route.request.header.NAME, route.request.querystring.NAME, stageVariables.NAME or context.NAME',
      },
    );
  }
  return {
    value: {
      id: facts.id,
      apiId: read.required('ApiId'),
      name: read.required('Name'),
      uri,
      identitySources,
    },
    diagnostics: read.diagnostics,
  };
}

/** `AWS::ApiGatewayV2::Model`. */
export function parseModel(facts: ParseFacts): Parsed<Model> {
  const read = createPropertyReader(facts);
  const given = facts.properties.Schema;
  const schema = typeof given === 'string' ? jsonIn(given) : given;
  if (given === undefined) read.required('Schema');
  else if (compileModel(schema) === undefined) {
    read.report('EW5010', 'Schema', 'The model is no JSON Schema of draft 4: validation would always fail');
  }
  return {
    value: { id: facts.id, apiId: read.required('ApiId'), name: read.required('Name'), schema },
    diagnostics: read.diagnostics,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is not JSON is no schema either, which is reported.
    return undefined;
  }
}

/** `AWS::ApiGatewayV2::Stage`. */
export function parseStage(facts: ParseFacts): Parsed<Stage> {
  const read = createPropertyReader(facts);
  const name = read.required('StageName');
  if (name !== '' && !/^[\w-]{1,128}$/.test(name)) {
    read.report('EW5011', 'StageName', `"${name}" is no stage name of a WebSocket API`, {
      help: 'use up to 128 letters, digits, hyphens and underscores',
    });
  }
  checkDeployment(read, name);
  const accessLog = parseAccessLog(read);
  const variables = read.textMap('StageVariables');
  for (const [variable, value] of Object.entries(variables)) {
    if (/^[A-Za-z0-9-._~:/?#&=,]+$/.test(value)) continue;
    read.report('EW5011', `StageVariables.${variable}`, `Stage variables cannot hold "${value}"`, {
      help: 'use letters, digits and -._~:/?#&=, only',
    });
  }
  return {
    value: {
      apiId: read.required('ApiId'),
      name,
      variables: Object.keys(variables).length === 0 ? undefined : variables,
      throttle: throttleOf(read.map('DefaultRouteSettings'), 'ThrottlingRateLimit', 'ThrottlingBurstLimit'),
      routeThrottles: Object.fromEntries(
        Object.entries(read.map('RouteSettings')).flatMap(([key, settings]) => {
          const throttle = throttleOf(mapOf(settings), 'ThrottlingRateLimit', 'ThrottlingBurstLimit');
          return throttle === undefined ? [] : [[key, throttle]];
        }),
      ),
      ...(accessLog === undefined ? {} : { accessLog }),
    },
    diagnostics: read.diagnostics,
  };
}

// What a stage serves locally is the present configuration; on AWS it is a deployment, or nothing.
function checkDeployment(read: PropertyReader, name: string): void {
  const deploymentId = read.text('DeploymentId');
  const isAutomatic = read.boolean('AutoDeploy');
  if (isAutomatic && deploymentId !== undefined) {
    read.report(
      'EW5014',
      'DeploymentId',
      `Stage "${name}" cannot have AutoDeploy and a deployment of its own`,
      {
        help: 'remove DeploymentId, or AutoDeploy',
      },
    );
  }
  if (!isAutomatic && deploymentId === undefined) {
    read.report(
      'EW5014',
      'DeploymentId',
      `Stage "${name}" has no deployment: AWS answers every connect with 403`,
      {
        severity: 'warning',
        help: 'write AutoDeploy: true, or name a AWS::ApiGatewayV2::Deployment that depends on the routes',
      },
    );
  }
}

function parseAccessLog(read: PropertyReader): AccessLog | undefined {
  const settings = read.map('AccessLogSettings');
  const format = textOf(settings.Format);
  if (format === undefined) return undefined;
  const place = 'AccessLogSettings.Format';
  if (Buffer.byteLength(format) > maxAccessLogFormatBytes) {
    read.report(
      'EW5016',
      place,
      `An access log format holds up to ${maxAccessLogFormatBytes} bytes, this one has ${Buffer.byteLength(format)}`,
    );
  }
  for (const name of unknownAccessLogVariables(format)) {
    read.report('EW5016', place, `"$context.${name}" is no variable of access logs: it always prints "-"`, {
      severity: 'warning',
    });
  }
  return { destination: textOf(settings.DestinationArn) ?? '', format };
}

function throttleOf(
  settings: Readonly<Record<string, unknown>>,
  rateName: string,
  burstName: string,
): Throttle | undefined {
  const rate = numberOf(settings[rateName]);
  const burst = numberOf(settings[burstName]);
  if (rate === undefined && burst === undefined) return undefined;
  return { rate: rate ?? accountRate, burst: burst ?? accountBurst };
}

/** `AWS::ApiGatewayV2::ApiMapping`. */
export function parseApiMapping(facts: ParseFacts): Parsed<ApiMapping> {
  const read = createPropertyReader(facts);
  return {
    value: {
      id: facts.id,
      apiId: read.required('ApiId'),
      domainName: read.required('DomainName').toLowerCase(),
      stage: read.required('Stage'),
      key: read.text('ApiMappingKey') ?? '',
    },
    diagnostics: read.diagnostics,
  };
}

/** `AWS::ApiGateway::ApiKey`; `generatedValue` is used when the template gives none. */
export function parseApiKey(facts: ParseFacts & { readonly generatedValue: string }): Parsed<ApiKey> {
  const read = createPropertyReader(facts);
  const value = read.text('Value') ?? facts.generatedValue;
  if (value.length < 20 || value.length > 128) {
    read.report('EW5012', 'Value', `An API key has 20 to 128 characters, this one has ${value.length}`);
  }
  const isEnabled = read.text('Enabled') === undefined ? isApiKeyEnabledByDefault : read.boolean('Enabled');
  if (!isEnabled) {
    read.report('EW5012', 'Enabled', 'The API key is disabled: every call with it gets 403', {
      severity: 'warning',
      help: 'write Enabled: true',
    });
  }
  return { value: { id: facts.id, value, isEnabled }, diagnostics: read.diagnostics };
}

/** `AWS::ApiGateway::UsagePlan`. */
export function parseUsagePlan(facts: ParseFacts): Parsed<UsagePlan> {
  const read = createPropertyReader(facts);
  const quota = read.map('Quota');
  const limit = numberOf(quota.Limit);
  const period = textOf(quota.Period);
  const isPeriod = period === 'DAY' || period === 'WEEK' || period === 'MONTH';
  if (limit !== undefined && !isPeriod) {
    read.report('EW5002', 'Quota.Period', `"${period ?? ''}" is no quota period`, {
      help: 'use DAY, WEEK, MONTH',
    });
  }
  return {
    value: {
      id: facts.id,
      stages: read.list('ApiStages').map((item) => {
        const { ApiId, Stage: stage } = mapOf(item);
        return { apiId: textOf(ApiId) ?? '', stage: textOf(stage) ?? '' };
      }),
      throttle: throttleOf(read.map('Throttle'), 'RateLimit', 'BurstLimit'),
      quota: limit === undefined || !isPeriod ? undefined : { limit, period },
    },
    diagnostics: read.diagnostics,
  };
}

/** `AWS::ApiGateway::UsagePlanKey`. */
export function parseUsagePlanKey(facts: ParseFacts): Parsed<UsagePlanKey> {
  const read = createPropertyReader(facts);
  const keyId = read.required('KeyId');
  const planId = read.required('UsagePlanId');
  read.oneOf('KeyType', ['API_KEY']);
  return { value: { id: `${keyId}:${planId}`, keyId, planId }, diagnostics: read.diagnostics };
}

// WebSocket APIs as plain data. Times are milliseconds.

/** `AWS::ApiGatewayV2::Api`. */
export interface Api {
  readonly id: string;
  readonly logicalId: string;
  readonly name: string;
  readonly routeSelectionExpression: string;
  readonly apiKeySelectionExpression: string;
  /** Calls to the execute-api host name get 403; the local address is not affected. */
  readonly isDefaultEndpointDisabled: boolean;
}

export interface Stage {
  readonly apiId: string;
  readonly name: string;
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly throttle: Throttle | undefined;
  readonly routeThrottles: Readonly<Record<string, Throttle>>;
  /** Where and how each event of the stage is logged. */
  readonly accessLog?: AccessLog;
}

/** `AccessLogSettings` of a stage. */
export interface AccessLog {
  /** ARN of a log group or delivery stream. */
  readonly destination: string;
  /** Text with `$context` variables, one line. */
  readonly format: string;
}

/** A token bucket: refilled at `rate` a second up to `burst`. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

export interface Route {
  readonly id: string;
  readonly apiId: string;
  readonly key: string;
  readonly integrationId: string | undefined;
  readonly authorization: 'NONE' | 'AWS_IAM' | 'CUSTOM';
  readonly authorizerId: string | undefined;
  readonly apiKeyRequired: boolean;
  readonly modelSelectionExpression: string | undefined;
  readonly requestModels: Readonly<Record<string, string>>;
  readonly hasResponseSelection: boolean;
}

export interface RouteResponse {
  readonly id: string;
  readonly apiId: string;
  readonly routeId: string;
  readonly key: string;
}

export interface Integration {
  readonly id: string;
  readonly apiId: string;
  readonly type: 'AWS_PROXY' | 'AWS' | 'HTTP_PROXY' | 'HTTP' | 'MOCK';
  readonly uri: string;
  readonly method: string;
  readonly timeoutMs: number;
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly templateSelectionExpression: string | undefined;
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly contentHandling: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | undefined;
}

export interface IntegrationResponse {
  readonly id: string;
  readonly apiId: string;
  readonly integrationId: string;
  /** `$default`, a status code, or `/regex/`. */
  readonly key: string;
  readonly templates: Readonly<Record<string, string>>;
  readonly templateSelectionExpression: string | undefined;
  readonly contentHandling: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | undefined;
}

export interface Authorizer {
  readonly id: string;
  readonly apiId: string;
  readonly name: string;
  /** `arn:…:lambda:path/2015-03-31/functions/{functionArn}/invocations`; may name stage variables. */
  readonly uri: string;
  readonly identitySources: readonly string[];
}

export interface Model {
  readonly id: string;
  readonly apiId: string;
  readonly name: string;
  readonly schema: unknown;
}

export interface ApiMapping {
  readonly id: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
  readonly key: string;
}

/** `AWS::ApiGateway::ApiKey`. */
export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly isEnabled: boolean;
}

/** `AWS::ApiGateway::UsagePlan` with the keys that are in it. */
export interface UsagePlan {
  readonly id: string;
  readonly stages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly throttle: Throttle | undefined;
  readonly quota: { readonly limit: number; readonly period: 'DAY' | 'WEEK' | 'MONTH' } | undefined;
}

/** `AWS::ApiGateway::UsagePlanKey`. */
export interface UsagePlanKey {
  readonly id: string;
  readonly keyId: string;
  readonly planId: string;
}

/** Headers as the client sent them, in order, with their casing. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Facts of one open connection that events repeat. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly domainName: string;
  readonly connectedAtMs: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** Identity members that `AWS_IAM` or an API key add. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Context and principal of the authorizer, values as text. */
  readonly authorizer: Readonly<Record<string, string>> | undefined;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
}

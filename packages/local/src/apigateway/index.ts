export type { GatewayBehavior } from './assumptions.js';
export {
  type ApiGateway,
  type ApiGatewayOptions,
  type ApiParts,
  createApiGateway,
} from './create-api-gateway.js';
export type {
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
export {
  parseApi,
  parseApiKey,
  parseApiMapping,
  parseAuthorizer,
  parseIntegration,
  parseIntegrationResponse,
  parseModel,
  parseRoute,
  parseRouteResponse,
  parseStage,
  parseUsagePlan,
  parseUsagePlanKey,
} from './parse.js';
export type { Parsed, ParseFacts } from './property-reader.js';
export type { LocalCredentials } from './signature.js';

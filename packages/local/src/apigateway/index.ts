export type { GatewayBehavior } from './assumptions.js';
export {
  type ApiGateway,
  type ApiGatewayOptions,
  type ApiParts,
  createApiGateway,
} from './create-api-gateway.js';
export { functionArnOf } from './integration-uri.js';
export { maxIntegrationTimeoutMs, minIntegrationTimeoutMs } from './limits.js';
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
export { parseExpression } from './selection-expression.js';
export type { LocalCredentials } from './signature.js';
export { compileModel } from './validate-model.js';

export type {
  EdgeContext,
  EdgeEventType,
  EdgeHeaders,
  EdgeQuery,
  EdgeResponseCookie,
  EdgeValue,
  EventRequest,
  EventResponse,
  MaybePromise,
  ViewerRequest,
  ViewerRequestEvent,
  ViewerRequestHandler,
  ViewerResponse,
  ViewerResponseEvent,
  ViewerResponseHandler,
} from './events.js';
export type { RedirectStatus } from './http/redirect.js';
export { type AbTestOptions, type AbVariant, abTest } from './middleware/ab-test.js';
export {
  type BasicAuthFromStoreOptions,
  type BasicAuthOptions,
  basicAuth,
  basicAuthFromStore,
  type HashedCredentials,
  hashCredentials,
} from './middleware/basic-auth.js';
export { type CacheControlOptions, cacheControl } from './middleware/cache-control.js';
export { type CanonicalHostOptions, canonicalHost } from './middleware/canonical-host.js';
export { type CorsOptions, cors } from './middleware/cors.js';
export { type CountryRedirectOptions, countryRedirect } from './middleware/country-redirect.js';
export { type IpAllowOptions, ipAllow } from './middleware/ip-allow.js';
export {
  type JwtChecks,
  type JwtFromStoreOptions,
  type JwtOptions,
  jwt,
  jwtFromStore,
} from './middleware/jwt.js';
export type { KeyValueReader } from './middleware/key-value-reader.js';
export {
  type MaintenanceFromStoreOptions,
  type MaintenanceOptions,
  maintenance,
  maintenanceFromStore,
} from './middleware/maintenance.js';
export { type NormalizeQueryOptions, normalizeQuery } from './middleware/normalize-query.js';
export { type PrettyUrlsOptions, prettyUrls } from './middleware/pretty-urls.js';
export {
  type RedirectsFromStoreOptions,
  type RedirectsOptions,
  redirects,
  redirectsFromStore,
} from './middleware/redirects.js';
export { type SecurityHeadersOptions, securityHeaders } from './middleware/security-headers.js';
export { type OriginSelector, type SelectOriginOptions, selectOrigin } from './middleware/select-origin.js';
export { type SpaFallbackOptions, spaFallback } from './middleware/spa-fallback.js';
export { type TrueClientIpOptions, trueClientIp } from './middleware/true-client-ip.js';
export {
  type Middleware,
  type PipelineHandler,
  type PlainMiddleware,
  pipeline,
  runPipeline,
} from './pipeline.js';

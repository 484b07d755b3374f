// What the types below an API have in common: each puts its part into the WebSocket service.

import { DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import type { ApiParts, Parsed, ParseFacts } from '../apigateway/index.js';
import { textOf } from './property.js';
import type {
  PropertyUse,
  ResolvedResource,
  ResourceContext,
  ResourceInstance,
  ResourceType,
} from './resource-type.js';

/** Use of a property that only HTTP APIs have. */
export const notForWebSockets: PropertyUse = { ignored: 'it belongs to HTTP APIs' };

/** The value of a parse without errors. @throws DiagnosticsError with all findings otherwise. */
export function accepted<Value>(parsed: Parsed<Value>, { emit }: Pick<ResourceContext, 'emit'>): Value {
  if (hasErrors(parsed.diagnostics)) throw new DiagnosticsError(parsed.diagnostics);
  for (const { code, message, where } of parsed.diagnostics) {
    const path = where?.path === undefined ? '' : ` (${where.path})`;
    emit('stack.notice', { code, message: `${message}${path}` }, { level: 'warn' });
  }
  return parsed.value;
}

/**
 * Makes the type of a part.
 *
 * @param options.attribute - Name of the attribute that repeats the id.
 * @param options.replacedBy - Properties whose change makes another part of it, besides `ApiId`.
 * @param options.idOf - Physical id; a short stable one by default.
 * @source spec/websocket-api.md 8.1, 8.2
 */
export function partType<Kind extends keyof ApiParts>(options: {
  readonly name: string;
  readonly kind: Kind;
  readonly attribute?: string;
  readonly replacedBy?: readonly string[];
  readonly properties: Readonly<Record<string, PropertyUse>>;
  readonly idOf?: (context: ResourceContext, resource: ResolvedResource) => string;
  readonly parse: (facts: ParseFacts) => Parsed<ApiParts[Kind]>;
}): ResourceType {
  const put = (context: ResourceContext, resource: ResolvedResource): ResourceInstance => {
    const { logicalId, properties } = resource;
    const { apigateway } = context.services;
    const id = options.idOf?.(context, resource) ?? context.stableId(logicalId, 7);
    const instance = {
      physicalId: id,
      attributes: options.attribute === undefined ? {} : { [options.attribute]: id },
    };
    // HTTP APIs are named once as not run; their parts have other rules and are left alone.
    if (apigateway.isForeignApi(textOf(properties.ApiId) ?? '')) return instance;
    apigateway.put(options.kind, id, accepted(options.parse({ logicalId, id, properties }), context));
    return instance;
  };
  const identity = ['ApiId', ...(options.replacedBy ?? [])];
  return {
    type: `AWS::ApiGatewayV2::${options.name}`,
    properties: { ApiId: 'used', ...options.properties },
    create: put,
    update(context, resource, previous) {
      const isSame = identity.every(
        (name) => resource.properties[name] === previous.resource.properties[name],
      );
      return isSame ? put(context, resource) : 'replace';
    },
    remove({ services }, { properties }, { physicalId }) {
      services.apigateway.remove(options.kind, textOf(properties.ApiId) ?? '', physicalId);
    },
  };
}

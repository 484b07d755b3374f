// Resource types that exist only as names on a laptop: roles, policies, log groups, metadata.

import { formatArn } from '../arn.js';
import type { PropertyUse, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** How a harmless resource answers `Ref` and `Fn::GetAtt`. */
export type HarmlessInstance = (
  name: string,
  arn: (service: string, resource: string, options?: { readonly region: '' }) => string,
  context: ResourceContext,
) => ResourceInstance;

/**
 * Makes a type that creates nothing.
 *
 * @param options.nameProperty - The property that names the resource, when it has one.
 * @param options.properties - Names of its properties; none changes what a local stack does.
 */
export function harmlessType(
  type: string,
  options: {
    readonly nameProperty?: string;
    readonly properties: readonly string[];
    readonly instance: HarmlessInstance;
  },
): ResourceType {
  const properties: Record<string, PropertyUse> = {};
  for (const name of options.properties) properties[name] = 'harmless';
  if (options.nameProperty !== undefined) properties[options.nameProperty] = 'used';
  return {
    type,
    properties,
    create(context, resource) {
      const { identity } = context;
      const given =
        options.nameProperty === undefined ? undefined : resource.properties[options.nameProperty];
      const name =
        typeof given === 'string' && given !== '' ? given : context.physicalName(resource.logicalId);
      const arn = (service: string, text: string, override?: { readonly region: '' }) =>
        formatArn({
          partition: identity.partition,
          service,
          region: override?.region ?? identity.region,
          accountId: identity.accountId,
          resource: text,
        });
      return options.instance(name, arn, context);
    },
    remove() {
      // Nothing was created.
    },
  };
}

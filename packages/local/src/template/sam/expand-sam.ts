// A SAM template -> plain CloudFormation: pure, so that every rule can be tested against literal templates.

import { nearestName } from '@edgewire/diagnostics';
import type { Report } from '../finding.js';
import { isMap, isScalar, type PlainMap, valueAt } from '../plain-data.js';
import { rewriteReferences } from '../rewrite-references.js';
import { globalsSections, withGlobals } from './globals.js';
import { samTypes } from './index.js';
import type { ExpandedResource, SamContext, SamType } from './sam-type.js';

/** A template without SAM's types, and which resource of the source each of its resources comes from. */
export interface ExpandedTemplate {
  readonly body: PlainMap;
  readonly origins: ReadonlyMap<string, string>;
}

const typesByName = new Map<string, SamType>(samTypes.map((type) => [type.type, type]));

/**
 * Expands a SAM template.
 *
 * SAM types without an expansion (`AWS::Serverless::Api`, ...) stay in place; the stack names them as not run.
 *
 * @param parameters - Given parameter values: SAM itself follows references to parameters.
 * @source AWS SAM Developer Guide, "AWS SAM template" and "Generated CloudFormation resources"
 */
export function expandSam(
  body: PlainMap,
  options: { readonly parameters: Readonly<Record<string, string>>; readonly report: Report },
): ExpandedTemplate {
  const { report } = options;
  const { Globals, Transform: _transform, Resources, ...rest } = body;
  reportUnknownGlobals(Globals, report);
  const resources: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const aliases = new Map<string, unknown>();
  const textOf = (value: unknown): string | undefined => {
    if (isScalar(value)) return String(value);
    const name = valueAt(value, 'Ref');
    if (typeof name !== 'string') return undefined;
    const known = options.parameters[name] ?? valueAt(valueAt(body.Parameters, name), 'Default');
    return isScalar(known) ? String(known) : undefined;
  };

  for (const [logicalId, resource] of Object.entries(isMap(Resources) ? Resources : {})) {
    const typeName = valueAt(resource, 'Type');
    const type = typesByName.get(String(typeName));
    if (!isMap(resource)) continue;
    const { Type: _type, Properties, Connectors: _connectors, ...attributes } = resource;
    const properties = withGlobals(String(typeName), isMap(Properties) ? Properties : {}, Globals);
    if (type === undefined) {
      resources[logicalId] = resource;
      if (/^AWS::Serverless::(Api|HttpApi)$/.test(String(typeName))) {
        aliases.set(`${logicalId}.Stage`, properties.StageName ?? '$default');
      }
      continue;
    }
    reportUses(type, logicalId, properties, report);
    const context: SamContext = {
      report,
      textOf,
      add(id, expanded: ExpandedResource) {
        const { Condition, DependsOn } = attributes;
        resources[id] = {
          ...(Condition === undefined ? {} : { Condition }),
          ...(DependsOn === undefined || id === logicalId ? {} : { DependsOn }),
          ...expanded,
        };
        origins.set(id, logicalId);
      },
      alias: (name, value) => aliases.set(name, value),
    };
    type.expand({ logicalId, properties, attributes }, context);
  }

  const followAliases = (value: unknown) =>
    rewriteReferences(value, { ref: (name) => aliases.get(name) }) as PlainMap;
  return {
    body: {
      ...rest,
      Resources: followAliases(resources),
      ...(rest.Outputs === undefined ? {} : { Outputs: followAliases(rest.Outputs) }),
    },
    origins,
  };
}

function reportUses(type: SamType, logicalId: string, properties: PlainMap, report: Report): void {
  for (const name of Object.keys(properties)) {
    const path = `Resources.${logicalId}.Properties.${name}`;
    const use = Object.hasOwn(type.properties, name) ? type.properties[name] : undefined;
    if (use === undefined) {
      const nearest = nearestName(name, Object.keys(type.properties));
      report({
        code: 'EW3302',
        severity: 'warning',
        path,
        message: `Property "${name}" of "${logicalId}" is left out: ${type.type} has no such property here`,
        help: nearest === undefined ? undefined : `the nearest property is "${nearest}"`,
      });
    } else if (typeof use === 'object') {
      report({
        code: 'EW3301',
        severity: 'warning',
        path,
        message: `Property "${name}" of "${logicalId}" is ignored: ${use.ignored}`,
      });
    }
  }
}

function reportUnknownGlobals(globals: unknown, report: Report): void {
  for (const section of Object.keys(isMap(globals) ? globals : {})) {
    if (globalsSections.includes(section)) continue;
    const nearest = nearestName(section, globalsSections);
    report({
      code: 'EW3302',
      severity: 'warning',
      path: `Globals.${section}`,
      message: `Globals has no section "${section}"`,
      help: nearest === undefined ? undefined : `the nearest section is "${nearest}"`,
    });
  }
}

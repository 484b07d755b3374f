// A template with its parameters -> resources in dependency order, each ready to be resolved.

import { type Diagnostic, nearestName } from '@edgewire/diagnostics';
import type { StackIdentity } from '../ports.js';
import { checkDeployments } from './check-deployments.js';
import { EvaluationError, evaluate, noValue, type Scope } from './evaluate.js';
import { createFindingList, type Report } from './finding.js';
import { resolveParameters } from './parameters.js';
import { isMap, type PlainMap, valueAt } from './plain-data.js';
import { referencesOf } from './references.js';
import type { TemplateDocument } from './stack-input.js';

/** What exists of a created resource. */
export interface CreatedResource {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Created resources by logical id. */
export type CreatedLookup = (logicalId: string) => CreatedResource | undefined;

/** One resource of the plan. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  /** Properties and metadata without intrinsics, against what exists by now. */
  resolve(lookup: CreatedLookup): {
    readonly resource: {
      readonly logicalId: string;
      readonly type: string;
      readonly properties: PlainMap;
      readonly metadata: PlainMap;
    };
    readonly diagnostics: readonly Diagnostic[];
  };
}

/** Resources in dependency order, and the outputs. */
export interface StackPlan {
  readonly resources: readonly PlannedResource[];
  resolveOutputs(lookup: CreatedLookup): {
    readonly values: Readonly<Record<string, string>>;
    readonly diagnostics: readonly Diagnostic[];
  };
}

/**
 * Plans a stack.
 *
 * @param input.parameters - Values by name; unknown names and values outside the rules are findings.
 * @param input.imports - Values of exports of other stacks.
 * @returns A plan without the resources whose condition is false; findings stop nothing by themselves.
 * @source spec/websocket-api.md 8.3
 */
export function planStack(input: {
  readonly document: TemplateDocument;
  readonly parameters: Readonly<Record<string, string>>;
  readonly identity: StackIdentity;
  readonly imports: Readonly<Record<string, string>>;
}): { readonly plan: StackPlan; readonly diagnostics: readonly Diagnostic[] } {
  const { document, identity } = input;
  const findings = createFindingList(document);
  const { report } = findings;
  const { body } = document;
  const parameters = resolveParameters(valueAt(body, 'Parameters'), input.parameters, report);
  const resources = new Map(
    Object.entries(mapAt(body, 'Resources')).filter(
      (entry): entry is [string, PlainMap] => isMap(entry[1]) && typeof entry[1].Type === 'string',
    ),
  );
  const base = createScope({ body, parameters, identity, imports: input.imports });

  const isWanted = (logicalId: string, resource: PlainMap) => {
    if (typeof resource.Condition !== 'string') return true;
    try {
      return base.condition(resource.Condition);
    } catch (error) {
      reportEvaluation(error, `Resources.${logicalId}.Condition`, report);
      return false;
    }
  };
  const wanted = new Map([...resources].filter(([logicalId, resource]) => isWanted(logicalId, resource)));
  checkReferences({ wanted, resources, parameters, report });
  const order = dependencyOrder(wanted, report);
  checkDeployments({ wanted, dependenciesOf, report });

  const scopeWith = (lookup: CreatedLookup): Scope => ({
    ...base,
    ref(name) {
      return resources.has(name) ? created(lookup, name).physicalId : base.ref(name);
    },
    attribute(logicalId, name) {
      const resource = created(lookup, logicalId);
      const value = name in resource.attributes ? resource.attributes[name] : undefined;
      if (value !== undefined) return value;
      throw new EvaluationError(
        'EW3109',
        `Cannot get attribute "${name}" of "${logicalId}": ${String(resources.get(logicalId)?.Type)} has ${Object.keys(resource.attributes).join(', ') || 'no attributes'}`,
      );
    },
  });

  const planned = order.map((logicalId): PlannedResource => {
    const source = wanted.get(logicalId) ?? {};
    const type = String(source.Type);
    return {
      logicalId,
      type,
      resolve(lookup) {
        const own = createFindingList(document);
        const scope = scopeWith(lookup);
        const properties = evaluateAt(
          source.Properties ?? {},
          `Resources.${logicalId}.Properties`,
          scope,
          own.report,
        );
        const metadata = isMap(source.Metadata) ? source.Metadata : {};
        return {
          resource: { logicalId, type, properties: isMap(properties) ? properties : {}, metadata },
          diagnostics: own.diagnostics,
        };
      },
    };
  });

  return {
    plan: {
      resources: planned,
      resolveOutputs(lookup) {
        const own = createFindingList(document);
        const scope = scopeWith(lookup);
        const values: Record<string, string> = {};
        for (const [name, output] of Object.entries(mapAt(body, 'Outputs'))) {
          const condition = valueAt(output, 'Condition');
          if (typeof condition === 'string' && !base.condition(condition)) continue;
          const value = evaluateAt(valueAt(output, 'Value'), `Outputs.${name}.Value`, scope, own.report);
          if (value !== undefined && value !== noValue)
            values[name] = typeof value === 'string' ? value : JSON.stringify(value);
        }
        return { values, diagnostics: own.diagnostics };
      },
    },
    diagnostics: findings.diagnostics,
  };
}

function created(lookup: CreatedLookup, logicalId: string): CreatedResource {
  const resource = lookup(logicalId);
  if (resource !== undefined) return resource;
  throw new EvaluationError(
    'EW3108',
    `Resource "${logicalId}" could not be created, so nothing can refer to it`,
  );
}

function evaluateAt(value: unknown, path: string, scope: Scope, report: Report): unknown {
  try {
    return evaluate(value, scope);
  } catch (error) {
    reportEvaluation(error, path, report);
    return undefined;
  }
}

function reportEvaluation(error: unknown, path: string, report: Report): void {
  if (!(error instanceof EvaluationError)) throw error;
  report({
    code: error.code,
    path: [path, ...error.path].join('.'),
    message: error.message,
    help: error.help,
  });
}

function createScope(options: {
  readonly body: PlainMap;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly identity: StackIdentity;
  readonly imports: Readonly<Record<string, string>>;
}): Scope {
  const { body, parameters, identity, imports } = options;
  const conditions = mapAt(body, 'Conditions');
  const known = new Map<string, boolean>();
  const evaluating: string[] = [];
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': identity.accountId,
    'AWS::Region': identity.region,
    'AWS::Partition': identity.partition,
    'AWS::URLSuffix': identity.urlSuffix,
    'AWS::StackName': identity.stackName,
    'AWS::StackId': `arn:${identity.partition}:cloudformation:${identity.region}:${identity.accountId}:stack/${identity.stackName}/00000000-0000-0000-0000-000000000000`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': noValue,
  };
  const scope: Scope = {
    region: identity.region,
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (parameters.has(name)) return parameters.get(name);
      const nearest = nearestName(name, [
        ...parameters.keys(),
        ...Object.keys(mapAt(body, 'Resources')),
        ...Object.keys(pseudo),
      ]);
      throw new EvaluationError(
        'EW3107',
        `"${name}" is neither a parameter nor a resource of the template`,
        nearest === undefined ? undefined : `the nearest existing name is "${nearest}"`,
      );
    },
    attribute(logicalId) {
      throw new EvaluationError('EW3107', `"${logicalId}" cannot be used here: no resource exists yet`);
    },
    condition(name) {
      const before = known.get(name);
      if (before !== undefined) return before;
      if (!Object.hasOwn(conditions, name)) {
        const nearest = nearestName(name, Object.keys(conditions));
        throw new EvaluationError(
          'EW3111',
          `Condition "${name}" is not defined`,
          nearest === undefined
            ? 'define it below Conditions'
            : `the nearest existing condition is "${nearest}"`,
        );
      }
      if (evaluating.includes(name)) {
        throw new EvaluationError(
          'EW3106',
          `Conditions refer to each other in a circle: ${[...evaluating, name].join(' -> ')}`,
        );
      }
      evaluating.push(name);
      try {
        const value = evaluate(conditions[name], scope) === true;
        known.set(name, value);
        return value;
      } finally {
        evaluating.pop();
      }
    },
    mapping(name, top, second) {
      const value = valueAt(valueAt(valueAt(mapAt(body, 'Mappings'), name), top), second);
      if (value !== undefined) return value;
      throw new EvaluationError('EW3112', `Mapping "${name}" has no value at "${top}", "${second}"`);
    },
    importValue(name) {
      const value = imports[name];
      if (value !== undefined) return value;
      throw new EvaluationError(
        'EW3113',
        `No stack exports "${name}"`,
        `give its value with --import ${name}=VALUE`,
      );
    },
  };
  return scope;
}

function checkReferences(context: {
  readonly wanted: ReadonlyMap<string, PlainMap>;
  readonly resources: ReadonlyMap<string, PlainMap>;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly report: Report;
}): void {
  const { wanted, resources, parameters, report } = context;
  for (const [logicalId, resource] of wanted) {
    for (const dependency of dependsOn(resource)) {
      if (resources.has(dependency)) continue;
      const nearest = nearestName(dependency, resources.keys());
      report({
        code: 'EW3107',
        path: `Resources.${logicalId}.DependsOn`,
        message: `Resource "${logicalId}" depends on "${dependency}", which the template does not define`,
        help: nearest === undefined ? undefined : `the nearest existing resource is "${nearest}"`,
      });
    }
    for (const reference of referencesOf(resource.Properties)) {
      const { name, path } = reference;
      if (name.startsWith('AWS::') || parameters.has(name)) continue;
      if (wanted.has(name)) continue;
      // A branch of Fn::If that is not taken may name what does not exist; evaluation finds the taken ones.
      if (reference.isConditional) continue;
      const exists = resources.has(name);
      const nearest = exists ? undefined : nearestName(name, [...resources.keys(), ...parameters.keys()]);
      report({
        code: 'EW3107',
        path: `Resources.${logicalId}.Properties${path}`,
        message: exists
          ? `"${logicalId}" refers to "${name}", whose condition is false`
          : `"${logicalId}" refers to "${name}", which the template does not define`,
        help: nearest === undefined ? undefined : `the nearest existing name is "${nearest}"`,
      });
    }
  }
}

// Depth first: what a resource refers to comes before it; the order of the template decides otherwise.
function dependencyOrder(wanted: ReadonlyMap<string, PlainMap>, report: Report): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (logicalId: string, trail: readonly string[]): void => {
    if (state.get(logicalId) === 'done') return;
    if (state.get(logicalId) === 'open') {
      const circle = [...trail.slice(trail.indexOf(logicalId)), logicalId];
      report({
        code: 'EW3106',
        path: `Resources.${logicalId}`,
        message: `Resources depend on each other in a circle: ${circle.join(' -> ')}`,
        help: 'break the circle by removing one reference',
      });
      return;
    }
    state.set(logicalId, 'open');
    const resource = wanted.get(logicalId) ?? {};
    for (const name of dependenciesOf(resource)) if (wanted.has(name)) visit(name, [...trail, logicalId]);
    state.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of wanted.keys()) visit(logicalId, []);
  return order;
}

function dependenciesOf(resource: PlainMap): string[] {
  return [...new Set([...dependsOn(resource), ...referencesOf(resource.Properties).map(({ name }) => name)])];
}

function dependsOn(resource: PlainMap): string[] {
  const value = resource.DependsOn;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function mapAt(map: PlainMap, key: string): PlainMap {
  const value = valueAt(map, key);
  return isMap(value) ? value : {};
}

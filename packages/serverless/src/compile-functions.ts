// Puts compiled functions into a template.

import { type Diagnostic, hasErrors, nearestName } from '@edgewire/diagnostics';
import { type BuildResult, buildFunction, type EdgeRuntimeName, edgeRuntimes } from '@edgewire/edge-compiler';
import type { FunctionConfig } from './parse-config.js';

/** A resource as the framework compiled it. */
export interface TemplateResource {
  readonly Type?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** One compiled function. */
export interface CompiledFunction {
  readonly logicalId: string;
  readonly code: string;
  readonly bytes: number;
  readonly limit: number;
}

const resourceType = 'AWS::CloudFront::Function';

/**
 * Compiles the functions for the runtimes that their resources name.
 *
 * @param resources - Of the template, by logical id.
 * @param serviceDir - Folder that entries start from.
 * @returns The functions, and all findings; with an error among them nothing may be deployed.
 * @source AWS CloudFormation Template Reference, "AWS::CloudFront::Function"
 */
export async function compileFunctions(
  functions: readonly FunctionConfig[],
  { resources, serviceDir }: { readonly resources: Resources; readonly serviceDir: string },
): Promise<{ readonly compiled: readonly CompiledFunction[]; readonly diagnostics: readonly Diagnostic[] }> {
  const compiled: CompiledFunction[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const each of functions) {
    const runtime = runtimeOf(each.logicalId, resources);
    if (typeof runtime !== 'string') {
      diagnostics.push(runtime);
      continue;
    }
    const result: BuildResult = await buildFunction(each.entries, {
      runtime,
      workingDirectory: serviceDir,
      define: Object.fromEntries(
        Object.entries(each.environment).map(([name, text]) => [`process.env.${name}`, text]),
      ),
      ...(each.eventType === undefined ? {} : { eventType: each.eventType }),
    });
    diagnostics.push(...result.diagnostics);
    if (result.kind === 'failed' || hasErrors(result.diagnostics)) continue;
    const { code, bytes, limit } = result;
    compiled.push({ logicalId: each.logicalId, code, bytes, limit });
  }
  return { compiled, diagnostics };
}

type Resources = Readonly<Record<string, TemplateResource>>;

function runtimeOf(logicalId: string, resources: Resources): EdgeRuntimeName | Diagnostic {
  const resource = Object.hasOwn(resources, logicalId) ? resources[logicalId] : undefined;
  const path = `Resources.${logicalId}`;
  if (resource?.Type !== resourceType) {
    const known = Object.keys(resources).filter((id) => resources[id]?.Type === resourceType);
    const nearest = nearestName(logicalId, known);
    return {
      code: 'EW3252',
      severity: 'error',
      message:
        resource === undefined
          ? `Cannot compile function "${logicalId}": the template does not define it`
          : `Cannot compile function "${logicalId}": it is a resource of type "${String(resource.Type)}", not ${resourceType}`,
      where: { path },
      help:
        nearest === undefined
          ? `add a resource ${logicalId} of type ${resourceType}, without FunctionCode`
          : `the nearest function is "${nearest}"`,
    };
  }
  if (resource.Properties?.FunctionCode !== undefined) {
    return {
      code: 'EW3253',
      severity: 'error',
      message: `Cannot compile function "${logicalId}": its resource has code of its own`,
      where: { path: `${path}.Properties.FunctionCode` },
      help: 'remove FunctionCode, or the function from custom.edgewire.functions',
    };
  }
  // Only its Runtime matters here; CloudFormation judges the rest.
  const config = resource.Properties?.FunctionConfig as { readonly Runtime?: unknown } | undefined;
  const runtime = edgeRuntimes.find((name) => name === config?.Runtime);
  if (runtime === undefined) {
    return {
      code: 'EW3254',
      severity: 'error',
      message: `Cannot compile function "${logicalId}" for runtime ${JSON.stringify(config?.Runtime) ?? 'undefined'}: the runtimes are ${edgeRuntimes.join(' and ')}`,
      where: { path: `${path}.Properties.FunctionConfig.Runtime` },
      help: 'write cloudfront-js-2.0',
    };
  }
  return runtime;
}

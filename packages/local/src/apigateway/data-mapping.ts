// `RequestParameters` of an integration: values of the request put into headers and query of the call
// (spec/websocket-api.md 3.8).

import { queryMaps } from './build-events.js';
import { parseJsonPath, readJsonPath } from './json-path.js';
import { contextValue, type TemplateInput } from './template-variables.js';

/** Headers, query parameters and path parts of an integration call. */
export interface MappedParameters {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Values of `{name}` in the integration URI. */
  readonly path: Readonly<Record<string, string>>;
}

/** Evaluates every mapping; a source that is not there maps nothing. */
export function mapParameters(
  mappings: Readonly<Record<string, string>>,
  input: TemplateInput,
): MappedParameters {
  const mapped = { header: {}, querystring: {}, path: {} } as Record<string, Record<string, string>>;
  for (const [target, source] of Object.entries(mappings)) {
    const [, place = '', name = ''] = targetPattern.exec(target) ?? [];
    const value = sourceValue(source, input);
    const values = mapped[place];
    if (values !== undefined && value !== undefined) values[name] = value;
  }
  const { header = {}, querystring = {}, path = {} } = mapped;
  return { headers: header, query: querystring, path };
}

/**
 * What is wrong with one mapping.
 *
 * @returns The wrong side and why, or `undefined`. A source that may be missing at run time is no fault.
 * @source spec/websocket-api.md 3.8
 */
export function findMappingFault(target: string, source: string): string | undefined {
  if (!targetPattern.test(target))
    return `"${target}" is no target: write integration.request.header.NAME or integration.request.querystring.NAME`;
  if (!sourcePattern.test(source))
    return `"${source}" is no source: write route.request.body.PATH, route.request.header.NAME, route.request.querystring.NAME, stageVariables.NAME, context.NAME or a value in single quotes`;
  return undefined;
}

// target: integration.request.{place}.{name}
const targetPattern = /^integration\.request\.(header|querystring|path)\.([\w.$-]+)$/;

// source: 'literal' | route.request.{place}.{name} | stageVariables.{name} | context.{name}
const sourcePattern =
  /^(?:'(.*)'|route\.request\.(querystring|header|multivaluequerystring|multivalueheader|body)(?:\.(.+)|(\[.+))?|stageVariables\.(.+)|context\.(.+))$/s;

function sourceValue(source: string, input: TemplateInput): string | undefined {
  const [whole, literal, place, name = '', bracket, stageVariable, contextName] =
    sourcePattern.exec(source) ?? [];
  if (whole === undefined) return undefined;
  if (literal !== undefined) return literal;
  if (stageVariable !== undefined) return input.stageVariables?.[stageVariable];
  if (contextName !== undefined) return contextValue(input.context, contextName) || undefined;
  const query = queryMaps(input.handshake?.query ?? '');
  switch (place) {
    case 'querystring':
      return query.queryStringParameters?.[name];
    case 'multivaluequerystring':
      return query.multiValueQueryStringParameters?.[name]?.join(',');
    case 'header':
      return headerValues(input, name).at(-1);
    case 'multivalueheader':
      return headerValues(input, name).join(',') || undefined;
    default: {
      const path = parseJsonPath(bracket ?? name);
      const value = path === undefined ? undefined : readJsonPath(path, input.body.json()?.value);
      if (name === '' && bracket === undefined) return input.body.text;
      if (value === undefined || value === null) return undefined;
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
  }
}

function headerValues(input: TemplateInput, name: string): string[] {
  return (input.handshake?.headers ?? [])
    .filter(([header]) => header.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}

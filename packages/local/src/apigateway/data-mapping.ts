// `RequestParameters` of an integration: values of the request put into headers and query of the call
// (spec/websocket-api.md 3.8).

import { queryMaps } from './build-events.js';
import { parseJsonPath, readJsonPath } from './json-path.js';
import { contextValue, type TemplateInput } from './template-variables.js';

/** Headers and query parameters of an integration call. */
export interface MappedParameters {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Evaluates every mapping; a source that is not there maps nothing. */
export function mapParameters(
  mappings: Readonly<Record<string, string>>,
  input: TemplateInput,
): MappedParameters {
  const headers: Record<string, string> = {};
  const query: Record<string, string> = {};
  for (const [target, source] of Object.entries(mappings)) {
    const [, place, name = ''] = /^integration\.request\.(header|querystring)\.(.+)$/.exec(target) ?? [];
    const value = place === undefined ? undefined : sourceValue(source, input);
    if (value === undefined) continue;
    if (place === 'header') headers[name] = value;
    else query[name] = value;
  }
  return { headers, query };
}

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

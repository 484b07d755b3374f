// The objects that mapping templates see: $input, $context, $util, $stageVariables (spec/websocket-api.md 3.8).

import { queryMaps } from './build-events.js';
import { parseJsonPath, readJsonPath } from './json-path.js';
import type { TemplateVariables } from './mapping-template.js';
import type { MessageBody } from './message-body.js';
import type { HeaderList } from './model.js';

/** What a template is rendered from. */
export interface TemplateInput {
  readonly body: MessageBody;
  /** `requestContext` of the event, and `error` or `status` where they apply. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  /** Headers and query exist at $connect only. */
  readonly handshake: { readonly headers: HeaderList; readonly query: string } | undefined;
}

/** Builds the variables of one rendering; templates may write into them. */
export function buildTemplateVariables(input: TemplateInput): TemplateVariables {
  const { body, handshake } = input;
  const at = (path: unknown): unknown => {
    const parsed = parseJsonPath(String(path));
    return parsed === undefined ? undefined : readJsonPath(parsed, body.json()?.value);
  };
  const headers = Object.fromEntries(handshake?.headers ?? []);
  const query = queryMaps(handshake?.query ?? '').queryStringParameters ?? {};
  return {
    input: {
      body: body.text,
      json: (path: unknown) => {
        const value = at(path);
        return value === undefined ? '""' : JSON.stringify(value);
      },
      // A copy: what the template does to it must not reach the next template.
      path: (path: unknown) => structuredClone(at(path)) ?? '',
      params: (name: unknown) =>
        name === undefined
          ? { header: headers, querystring: query, path: {} }
          : (query[String(name)] ?? headerValue(handshake?.headers, String(name)) ?? ''),
    },
    context: contextTexts(input.context),
    stageVariables: { ...input.stageVariables },
    util: templateUtilities,
  };
}

/** One value of `$context`, by dotted name; empty text when it does not exist or holds several. */
export function contextValue(context: Readonly<Record<string, unknown>>, name: string): string {
  let value: unknown = context;
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

function headerValue(headers: HeaderList | undefined, name: string): string | undefined {
  return headers?.findLast(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
}

// Values of `$context` print as text; `connectedAt` and the like keep being numbers on AWS only in events.
function contextTexts(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null
        ? contextTexts(value as Readonly<Record<string, unknown>>)
        : String(value),
    ]),
  );
}

const templateUtilities = {
  // Java's escape: quotes, backslash and control characters; a single quote is escaped too, which JSON forbids.
  escapeJavaScript: (text: unknown) => JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'"),
  parseJson: (text: unknown): unknown => JSON.parse(String(text)),
  urlEncode: (text: unknown) =>
    encodeURIComponent(String(text))
      .replaceAll('%20', '+')
      .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8'),
};

// What an integration URI names (spec/websocket-api.md 0, 3.8).

import { memoize } from '../memoize.js';

/** The backend of an `AWS` or `AWS_PROXY` integration. */
export type AwsTarget =
  | { readonly kind: 'lambda'; readonly functionArn: string }
  /** A service action, such as DynamoDB's PutItem. */
  | { readonly kind: 'action'; readonly service: string; readonly action: string }
  /** A path of a service, such as `/123456789012/queue` of SQS. */
  | { readonly kind: 'path'; readonly service: string; readonly path: string };

/** @returns The target, or `undefined` for a URI of another shape. */
export const parseAwsTarget: (uri: string) => AwsTarget | undefined = memoize((uri) => {
  const functionArn = functionArnOf(uri);
  if (functionArn !== undefined) return { kind: 'lambda', functionArn };
  const [, service, kind, rest] =
    /^arn:[^:]+:apigateway:[^:]*:(?:[\w-]+\.)?([\w-]+):(action|path)\/(.+)$/s.exec(uri) ?? [];
  if (service === undefined || rest === undefined || service === 'lambda') return undefined;
  return kind === 'action'
    ? { kind: 'action', service, action: rest }
    : { kind: 'path', service, path: `/${rest.replace(/^\/+/, '')}` };
});

/**
 * The function ARN, with alias or version, inside `arn:…:lambda:path/2015-03-31/functions/{arn}/invocations`.
 *
 * @source spec/websocket-api.md 0, 12 row 20
 */
export function functionArnOf(uri: string): string | undefined {
  return /:lambda:path\/+2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
}

/** Replaces `{name}` by the value of a path mapping, escaped; a name without value stays. */
export function insertPathValues(uri: string, values: Readonly<Record<string, string>>): string {
  return uri.replace(/(?<!\$)\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : encodeURIComponent(value);
  });
}

/** Replaces `${stageVariables.name}`; a variable that the stage lacks becomes empty text. */
export function insertStageVariables(
  uri: string,
  variables: Readonly<Record<string, string>> | undefined,
): string {
  return uri.includes('stageVariables')
    ? uri.replace(/\$\{stageVariables\.([\w]+)\}/g, (_whole, name: string) => variables?.[name] ?? '')
    : uri;
}

// CloudFormation properties of buckets and bucket policies -> model and findings.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { BucketPolicy, PolicyCondition, PolicyStatement, Principal } from './bucket-policy.js';
import { maxRoutingRules } from './limits.js';
import type { BucketConfig, CorsRule, PublicAccessBlock, RoutingRule, WebsiteConfig } from './model.js';

/** What parsing gives: the value always, with defaults in place of what is wrong. */
export interface Parsed<Value> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * Parses an `AWS::S3::Bucket`.
 *
 * @param options.name - Physical name, already decided.
 */
export function parseBucket(
  properties: Properties,
  options: { readonly logicalId: string; readonly name: string },
): Parsed<BucketConfig> {
  const path = `Resources.${options.logicalId}.Properties`;
  const diagnostics: Diagnostic[] = [];
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(options.name)) {
    diagnostics.push({
      code: 'EW4501',
      severity: 'error',
      message: `Cannot create bucket "${options.name}": S3 takes names of 3 to 63 lower-case letters, digits, dots and hyphens that begin and end with a letter or digit`,
      where: { path: `${path}.BucketName` },
      help: 'change the name, or leave it out to get one',
    });
  }
  return {
    value: {
      name: options.name,
      logicalId: options.logicalId,
      website: parseWebsite(record(properties.WebsiteConfiguration), path, diagnostics),
      corsRules: list(record(properties.CorsConfiguration)?.CorsRules).map(parseCorsRule),
      accessControl: text(properties.AccessControl) ?? 'Private',
      publicAccessBlock: parsePublicAccessBlock(record(properties.PublicAccessBlockConfiguration)),
    },
    diagnostics,
  };
}

/** Parses a policy document: an object, or its JSON text. Unknown shapes give findings, not exceptions. */
export function parseBucketPolicy(
  document: unknown,
  options: { readonly path: string },
): Parsed<BucketPolicy> {
  const diagnostics: Diagnostic[] = [];
  const problem = (message: string) =>
    diagnostics.push({
      code: 'EW4502',
      severity: 'error',
      message: `Cannot read bucket policy: ${message}`,
      where: { path: options.path },
    });
  let root: Properties | undefined;
  try {
    root = record(typeof document === 'string' ? JSON.parse(document) : document);
  } catch (error) {
    problem(`it is not JSON (${error instanceof Error ? error.message : String(error)})`);
    return { value: [], diagnostics };
  }
  if (root?.Statement === undefined) problem('it has no "Statement"');
  const statements = listOrOne(root?.Statement).map((entry): PolicyStatement => {
    const statement = record(entry) ?? {};
    const effect = text(statement.Effect);
    if (effect !== 'Allow' && effect !== 'Deny') {
      problem(`"Effect" is "${effect ?? 'missing'}", wanted "Allow" or "Deny"`);
    }
    return {
      effect: effect === 'Allow' ? 'Allow' : 'Deny',
      principals: parsePrincipals(statement.Principal),
      actions: texts(statement.Action ?? statement.NotAction),
      isActionNegated: statement.NotAction !== undefined,
      resources: texts(statement.Resource ?? statement.NotResource),
      isResourceNegated: statement.NotResource !== undefined,
      conditions: parseConditions(record(statement.Condition)),
    };
  });
  return { value: statements, diagnostics };
}

function parsePrincipals(value: unknown): Principal[] {
  if (typeof value === 'string') return [{ type: value === '*' ? '*' : 'AWS', value }];
  return Object.entries(record(value) ?? {}).flatMap(([type, values]) =>
    texts(values).map((entry) => ({ type, value: entry })),
  );
}

function parseConditions(value: Properties | undefined): PolicyCondition[] {
  return Object.entries(value ?? {}).flatMap(([operator, keys]) =>
    Object.entries(record(keys) ?? {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: texts(values),
    })),
  );
}

function parsePublicAccessBlock(value: Properties | undefined): PublicAccessBlock {
  // An absent configuration means S3's default since April 2023: everything blocked. An absent member of a
  // given configuration means false.
  const flag = (name: string) => (value === undefined ? true : boolean(value[name]) === true);
  return {
    blockPublicPolicy: flag('BlockPublicPolicy'),
    restrictPublicBuckets: flag('RestrictPublicBuckets'),
    ignorePublicAcls: flag('IgnorePublicAcls'),
    isExplicit: value !== undefined,
  };
}

function parseCorsRule(value: unknown): CorsRule {
  const rule = record(value) ?? {};
  return {
    allowedOrigins: texts(rule.AllowedOrigins),
    allowedMethods: texts(rule.AllowedMethods),
    allowedHeaders: texts(rule.AllowedHeaders),
    exposedHeaders: texts(rule.ExposedHeaders ?? rule.ExposeHeaders),
    maxAgeSeconds: number(rule.MaxAge),
  };
}

function parseWebsite(
  value: Properties | undefined,
  path: string,
  diagnostics: Diagnostic[],
): WebsiteConfig | undefined {
  if (value === undefined) return undefined;
  const where = `${path}.WebsiteConfiguration`;
  const redirectAll = record(value.RedirectAllRequestsTo);
  if (redirectAll !== undefined) {
    const hostName = text(redirectAll.HostName);
    if (hostName === undefined) {
      diagnostics.push(missing(`${where}.RedirectAllRequestsTo`, 'HostName'));
    }
    return { kind: 'redirect-all', hostName: hostName ?? '', protocol: text(redirectAll.Protocol) };
  }
  const rules = list(value.RoutingRules);
  if (rules.length > maxRoutingRules) {
    diagnostics.push({
      code: 'EW4503',
      severity: 'error',
      message: `Website has ${rules.length} routing rules: S3 takes ${maxRoutingRules}`,
      where: { path: `${where}.RoutingRules` },
    });
  }
  const indexDocument = text(value.IndexDocument);
  if (indexDocument === undefined) diagnostics.push(missing(where, 'IndexDocument'));
  return {
    kind: 'pages',
    indexDocument: indexDocument ?? 'index.html',
    errorDocument: text(value.ErrorDocument),
    routingRules: rules.map(parseRoutingRule),
  };
}

function parseRoutingRule(value: unknown): RoutingRule {
  const rule = record(value) ?? {};
  const condition = record(rule.RoutingRuleCondition) ?? {};
  const redirect = record(rule.RedirectRule) ?? {};
  return {
    keyPrefixEquals: text(condition.KeyPrefixEquals),
    httpErrorCode: number(condition.HttpErrorCodeReturnedEquals),
    redirect: {
      hostName: text(redirect.HostName),
      protocol: text(redirect.Protocol),
      replaceKeyPrefixWith: text(redirect.ReplaceKeyPrefixWith),
      replaceKeyWith: text(redirect.ReplaceKeyWith),
      httpRedirectCode: number(redirect.HttpRedirectCode) ?? 301,
    },
  };
}

function missing(path: string, name: string): Diagnostic {
  return {
    code: 'EW4001',
    severity: 'error',
    message: `Property "${name}" is missing`,
    where: { path },
    help: `add "${name}"`,
  };
}

function record(value: unknown): Properties | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? // Any object can be read by property name; every member stays unknown.
      (value as Properties)
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function listOrOne(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

function texts(value: unknown): string[] {
  return listOrOne(value).flatMap((entry) =>
    typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean'
      ? [String(entry)]
      : [],
  );
}

function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

function boolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

// What a function gave to an origin helper: checked as CloudFront checks it when the request is served.

import type { OriginChange, OriginOverrides } from './origin-target.js';

/** A call of a helper, parameters as the function gave them. */
export type OriginHelperCall =
  | { readonly kind: 'update'; readonly params: unknown }
  | { readonly kind: 'select'; readonly originId: unknown; readonly options: unknown }
  | { readonly kind: 'group'; readonly params: unknown };

/** The change, or the rule that the parameters break (502, validation). */
export type ParsedOriginChange =
  | { readonly kind: 'change'; readonly change: OriginChange }
  | { readonly kind: 'refused'; readonly message: string };

class Refusal extends Error {}

type Members = Readonly<Record<string, unknown>>;

/** Parses the call. Never throws. @source spec/cloudfront.md 1.14 */
export function parseOriginChange(call: OriginHelperCall): ParsedOriginChange {
  try {
    return { kind: 'change', change: read(call) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', message: error.message };
    throw error;
  }
}

function read(call: OriginHelperCall): OriginChange {
  switch (call.kind) {
    case 'update':
      return { kind: 'update', overrides: readOverrides(call.params, 'updateRequestOrigin') };
    case 'select':
      return {
        kind: 'select',
        originId: text(call.originId, 'selectRequestOriginById: originId'),
        overrides: readOverrides(call.options ?? {}, 'selectRequestOriginById'),
      };
    case 'group': {
      const name = 'createRequestOriginGroup';
      const params = members(call.params, name);
      const ids = params.originIds;
      const codes = members(params.failoverCriteria, `${name}: failoverCriteria`).statusCodes;
      if (!Array.isArray(ids) || ids.length !== 2)
        throw new Refusal(`${name}: originIds needs exactly two entries`);
      if (!Array.isArray(codes) || !codes.every((code) => failoverCodes.includes(code))) {
        throw new Refusal(`${name}: failoverCriteria.statusCodes takes ${failoverCodes.join(', ')}`);
      }
      const member = (value: unknown) => {
        const entry = members(value, `${name}: originIds`);
        return {
          originId: text(entry.originId, `${name}: originId`),
          overrides: readOverrides(entry.originOverrides ?? {}, name),
        };
      };
      return {
        kind: 'group',
        members: [member(ids[0]), member(ids[1])],
        failoverStatusCodes: codes.map(Number),
      };
    }
  }
}

const failoverCodes: readonly unknown[] = [400, 403, 404, 416, 429, 500, 502, 503, 504];

function readOverrides(value: unknown, helper: string): OriginOverrides {
  const params = members(value, helper);
  const place = (name: string) => `${helper}: ${name}`;
  const optional = <Value>(name: string, parse: (value: unknown, place: string) => Value) =>
    params[name] === undefined ? {} : { [name]: parse(params[name], place(name)) };
  const timeouts = params.timeouts === undefined ? undefined : members(params.timeouts, place('timeouts'));
  const timeout = (name: string, max: number) =>
    timeouts?.[name] === undefined
      ? {}
      : { [name]: whole(timeouts[name], place(`timeouts.${name}`), [1, max]) };
  return {
    ...optional('domainName', domainName),
    ...optional('hostHeader', (each, where) => text(each, where, 253)),
    ...optional('originPath', originPath),
    ...optional('customHeaders', customHeaders),
    ...optional('connectionAttempts', (each, where) => whole(each, where, [1, 3])),
    ...optional('originAccessControlConfig', (each, where) => ({
      enabled: members(each, where).enabled === true,
    })),
    ...optional('customOriginConfig', customOriginConfig),
    ...(timeouts === undefined
      ? {}
      : {
          timeouts: {
            ...timeout('readTimeout', 120),
            ...timeout('keepAliveTimeout', 120),
            ...timeout('connectionTimeout', 10),
          },
        }),
  };
}

function domainName(value: unknown, place: string): string {
  const name = text(value, place, 253);
  if (name.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) {
    throw new Refusal(`${place} "${name}" must be a name without port, not an address`);
  }
  return name;
}

function originPath(value: unknown, place: string): string {
  const path = text(value, place, 255);
  if (path !== '' && (!path.startsWith('/') || path.endsWith('/'))) {
    throw new Refusal(`${place} "${path}" must begin with "/" and not end with one`);
  }
  return path;
}

function customHeaders(value: unknown, place: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(members(value, place)).map(([name, each]) => {
      if (name !== name.toLowerCase()) throw new Refusal(`${place} "${name}" must be in lower case`);
      return [name, text(each, `${place}.${name}`)];
    }),
  );
}

function customOriginConfig(
  value: unknown,
  place: string,
): { readonly port: number; readonly protocol: 'http' | 'https' } {
  const config = members(value, place);
  const port = whole(config.port, `${place}.port`, [1, 65_535]);
  if (port !== 80 && port !== 443 && port < 1_024) {
    throw new Refusal(`${place}.port ${port} must be 80, 443 or 1024 to 65535`);
  }
  const { protocol } = config;
  if (protocol !== 'http' && protocol !== 'https') {
    throw new Refusal(`${place}.protocol "${String(protocol)}" must be "http" or "https"`);
  }
  return { port, protocol };
}

function members(value: unknown, place: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(`${place} must be an object`);
  }
  // Any object can be read by property name; every member stays unknown.
  return value as Members;
}

function text(value: unknown, place: string, maxCharacters = 1_783): string {
  if (typeof value !== 'string') throw new Refusal(`${place} must be a string`);
  if (value.length > maxCharacters) {
    throw new Refusal(`${place} has ${value.length} characters: the limit is ${maxCharacters}`);
  }
  return value;
}

function whole(value: unknown, place: string, [min, max]: readonly [number, number]): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new Refusal(`${place} is ${String(value)}, wanted ${min} to ${max}`);
  }
  return value;
}

// The Globals section: defaults that every resource of a SAM type starts from.

import { isMap, type PlainMap, valueAt } from '../plain-data.js';

/** Sections of Globals by the type they belong to. Source: AWS SAM, "Globals section". */
const sectionByType: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
  'AWS::Serverless::SimpleTable': 'SimpleTable',
  'AWS::Serverless::StateMachine': 'StateMachine',
  'AWS::Serverless::LayerVersion': 'LayerVersion',
  'AWS::Serverless::WebSocketApi': 'WebSocketApi',
  'AWS::Serverless::CapacityProvider': 'CapacityProvider',
};

/** Names that Globals may have. */
export const globalsSections: readonly string[] = Object.values(sectionByType);

/**
 * Puts the Globals of a type below a resource's own properties: maps are merged key by key, lists are
 * joined with the global items first, anything else of the resource replaces the global value.
 *
 * @source AWS SAM Developer Guide, "Globals section of the AWS SAM template", overridable properties
 */
export function withGlobals(type: string, properties: PlainMap, globals: unknown): PlainMap {
  const section = valueAt(globals, sectionByType[type] ?? '');
  return isMap(section) ? (merge(section, properties) as PlainMap) : properties;
}

function merge(global: unknown, own: unknown): unknown {
  if (own === undefined) return global;
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  if (!isMap(global) || !isMap(own) || isIntrinsic(global) || isIntrinsic(own)) return own;
  const merged: Record<string, unknown> = { ...global };
  for (const [key, value] of Object.entries(own)) {
    Object.defineProperty(merged, key, {
      value: merge(valueAt(global, key), value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}

function isIntrinsic(value: PlainMap): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && /^(Ref|Condition|Fn::.+)$/.test(keys[0] ?? '');
}

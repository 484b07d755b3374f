// Request validation by JSON Schema draft 4 models (spec/websocket-api.md 2.6).

import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import type { MessageBody } from './message-body.js';
import { evaluateExpression, type SelectionExpression } from './selection-expression.js';

/** Whether a value satisfies a model. */
export type ValidateValue = (value: unknown) => boolean;

/** Compiles a model's schema; `undefined` when the schema itself is broken, which AWS refuses at deployment. */
export function compileModel(schema: unknown): ValidateValue | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  // Loaded when a stack has models, not at every start.
  const require = createRequire(import.meta.url);
  // The package is CommonJS; its typings describe this member.
  const { default: Ajv } = require('ajv-draft-04') as {
    default: new (options: object) => { compile(schema: object): ValidateFunction };
  };
  try {
    const validate = new Ajv({ strict: false, logger: false }).compile(schema);
    return (value) => validate(value) === true;
  } catch {
    // The resource type has reported the schema; here it validates nothing.
    return undefined;
  }
}

/** What validation came to. */
export type ValidationOutcome = 'valid' | 'invalid' | 'not-json';

/**
 * Validates a message by the model that the route's expression selects.
 *
 * @param route.models - Model names by selected key; `$default` is the fallback, without which validation fails.
 * @source spec/websocket-api.md 2.5, 2.6
 */
export function validateMessage(
  body: MessageBody,
  route: {
    readonly selection: SelectionExpression;
    readonly models: Readonly<Record<string, string>>;
    readonly validators: ReadonlyMap<string, ValidateValue | undefined>;
  },
): ValidationOutcome {
  const selected = evaluateExpression(route.selection, body.json);
  const key = selected.kind === 'value' ? selected.text : '$default';
  const name = Object.hasOwn(route.models, key) ? route.models[key] : route.models.$default;
  const validate = name === undefined ? undefined : route.validators.get(name);
  if (validate === undefined) return 'invalid';
  const parsed = body.json();
  if (parsed === undefined) return 'not-json';
  return validate(parsed.value) ? 'valid' : 'invalid';
}

// Chooses the route of a client message.

import type { MessageBody } from './message-body.js';
import type { Route } from './model.js';
import { evaluateExpression, type SelectionExpression } from './selection-expression.js';

/**
 * @param routes - Deployed routes by route key; keys are compared case-sensitively.
 * @param expression - Parsed route selection expression of the API.
 * @returns The named route; `$default` if the text is not JSON or names no message route; `undefined` without a
 *   `$default` (the client then gets the Forbidden frame).
 * @throws Never: every outcome is a return value.
 * @source spec/websocket-api.md 2.1, 2.2, 2.5
 */
export function selectRoute(
  routes: ReadonlyMap<string, Route>,
  expression: SelectionExpression,
  body: MessageBody,
): Route | undefined {
  const selected = evaluateExpression(expression, body.json);
  // The lifecycle routes are not for messages, whatever a message says.
  if (selected.kind === 'value' && selected.text !== '$connect' && selected.text !== '$disconnect') {
    const route = routes.get(selected.text);
    if (route !== undefined) return route;
  }
  return routes.get('$default');
}

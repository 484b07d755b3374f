// Chooses the integration response and its template (spec/websocket-api.md 2.3, 3.8).

import type { IntegrationResponse } from './model.js';

/**
 * @param outcome - What keys are compared with: the status code of HTTP and MOCK, `errorMessage` of a Lambda
 *   function (`undefined` when it did not fail).
 * @returns The response whose key equals the outcome, then one whose `/pattern/` matches all of it, then
 *   `$default`; `undefined` without one, which is a configuration error.
 */
export function selectIntegrationResponse(
  responses: readonly IntegrationResponse[],
  outcome: string | undefined,
): IntegrationResponse | undefined {
  const byKey = (key: string) => responses.find((response) => response.key === key);
  if (outcome === undefined) return byKey('$default');
  return byKey(outcome) ?? responses.find(({ key }) => matchesPattern(key, outcome)) ?? byKey('$default');
}

function matchesPattern(key: string, outcome: string): boolean {
  const [, pattern] = /^\/(.*)\/$/s.exec(key) ?? [];
  if (pattern === undefined) return false;
  try {
    return new RegExp(`^(?:${pattern})$`, 's').test(outcome);
  } catch {
    // The resource type has reported the pattern; here it matches nothing.
    return false;
  }
}

/** The template under a selected key, else under `$default` (also spelt `\\$default`). */
export function selectTemplate(templates: Readonly<Record<string, string>>, key: string): string | undefined {
  return templates[key] ?? templates.$default ?? templates['\\$default'];
}

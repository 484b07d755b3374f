// Finds the values that an authorizer's identity sources name (spec/websocket-api.md 4.1).

import type { HeaderList } from './model.js';

/** Where identity sources look. */
export interface IdentityPlaces {
  readonly headers: HeaderList;
  readonly query: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
}

/** Whether every source is present and not empty; without one the authorizer is not invoked and the answer is 401. */
export function hasIdentity(sources: readonly string[], places: IdentityPlaces): boolean {
  return sources.every((source) => (sourceValue(source, places) ?? '') !== '');
}

function sourceValue(source: string, places: IdentityPlaces): string | undefined {
  const [, kind, name = ''] =
    /^(route\.request\.header|route\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (kind) {
    case 'route.request.header':
      return places.headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
    case 'route.request.querystring':
      return new URLSearchParams(places.query).get(name) ?? undefined;
    case 'stageVariables':
      return places.stageVariables[name];
    case 'context':
      return places.context[name];
    default:
      return undefined;
  }
}

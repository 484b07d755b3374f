// The query string of a request as text again.

import type { EdgeQuery, ViewerRequest } from '../events.js';

/** @returns With its `?`; empty without parameters. Names and values stay as the viewer escaped them. */
export function queryText({ querystring }: ViewerRequest): string {
  const pairs: string[] = [];
  // The text form occurs on return only.
  const query = querystring as EdgeQuery;
  for (const name in query) {
    const parameter = query[name] as EdgeQuery[string];
    for (const { value } of parameter.multiValue || [parameter]) {
      pairs.push(value ? `${name}=${value}` : name);
    }
  }
  return pairs.length ? `?${pairs.join('&')}` : '';
}

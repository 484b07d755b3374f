// What the stack consists of: addresses, resources, outputs.

import { element } from './elements.js';

/** What the control endpoint tells of the stack. */
export interface StackDescription {
  readonly stack: string;
  readonly identity: { readonly region: string; readonly stage: string };
  readonly endpoints: readonly { readonly type: string; readonly resource?: string; readonly url: string }[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly {
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId?: string;
  }[];
}

/** The addresses as a list of links; only those that a browser can open are links. */
export function endpointList(stack: StackDescription): readonly HTMLElement[] {
  return stack.endpoints.map(({ type, resource, url }) =>
    element(
      'li',
      {},
      element('span', { class: 'kind' }, type),
      /^https?:/.test(url) && type === 'distribution'
        ? element('a', { href: url, target: '_blank', rel: 'noreferrer' }, url)
        : element('code', {}, url),
      element('span', { class: 'resource' }, resource ?? ''),
    ),
  );
}

/** Resources and outputs as two tables. */
export function stackTables(stack: StackDescription): readonly HTMLElement[] {
  return [
    table(
      'Resources',
      ['Logical id', 'Type', 'Physical id'],
      stack.resources.map(({ logicalId, type, physicalId }) => [logicalId, type, physicalId ?? '']),
    ),
    table('Outputs', ['Name', 'Value'], Object.entries(stack.outputs)),
  ];
}

function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name)))),
    element(
      'tbody',
      {},
      ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
    ),
  );
}

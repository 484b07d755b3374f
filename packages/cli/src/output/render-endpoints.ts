// The table of addresses at start.

import type { RunningStack } from '@edgewire/local';

const labels: Readonly<Record<string, string>> = {
  distribution: 'site',
  websocket: 'sockets',
  aws: 'AWS endpoint',
  control: 'control',
  console: 'console',
};

/** Stack name, time to start, and one line per endpoint. */
export function renderEndpoints(
  stack: Pick<RunningStack, 'name' | 'endpoints' | 'startedInMs'>,
  options: { readonly color: boolean },
): string {
  const bold = (text: string) => (options.color ? `\u001b[1m${text}\u001b[0m` : text);
  const rows = stack.endpoints.map(({ type, resource, url }) => ({
    label: labels[type] ?? type,
    resource: resource ?? '',
    url,
  }));
  const width = (pick: (row: (typeof rows)[number]) => string) =>
    Math.max(...rows.map((row) => pick(row).length));
  const labelWidth = width(({ label }) => label);
  const resourceWidth = width(({ resource }) => resource);
  const lines = rows.map(
    ({ label, resource, url }) =>
      `  ${label.padEnd(labelWidth)}  ${resource.padEnd(resourceWidth)}  ${bold(url)}`,
  );
  return `\n${bold(stack.name)} is ready (${Math.round(stack.startedInMs)} ms)\n\n${lines.join('\n')}\n\n`;
}

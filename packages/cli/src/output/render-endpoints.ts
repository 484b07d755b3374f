// The table of addresses at start.

import type { RunningStack } from '@edgewire/local';

const labels: Readonly<Record<string, string>> = {
  distribution: 'site',
  websocket: 'sockets',
  aws: 'AWS endpoint',
  control: 'control',
  console: 'console',
};

/** Stack name, time to start, one line per endpoint, and the key that calls may be signed with. */
export function renderEndpoints(
  stack: Pick<RunningStack, 'name' | 'endpoints' | 'startedInMs' | 'credentials'>,
  options: { readonly color: boolean },
): string {
  const bold = (text: string) => (options.color ? `\u001b[1m${text}\u001b[0m` : text);
  const rows = stack.endpoints.map(({ type, resource, url }) => ({
    label: labels[type] ?? type,
    resource: resource ?? '',
    value: bold(url),
  }));
  const { accessKeyId, secretAccessKey, region } = stack.credentials;
  rows.push({ label: 'access key', resource: region, value: `${accessKeyId} / ${secretAccessKey}` });
  const width = (pick: (row: (typeof rows)[number]) => string) =>
    Math.max(...rows.map((row) => pick(row).length));
  const labelWidth = width(({ label }) => label);
  const resourceWidth = width(({ resource }) => resource);
  const lines = rows.map(
    ({ label, resource, value }) =>
      `  ${label.padEnd(labelWidth)}  ${resource.padEnd(resourceWidth)}  ${value}`,
  );
  return `\n${bold(stack.name)} is ready (${Math.round(stack.startedInMs)} ms)\n\n${lines.join('\n')}\n\n`;
}

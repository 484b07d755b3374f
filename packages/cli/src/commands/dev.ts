// edgewire dev [PATH ...]: runs stacks on this machine.

import { resolve } from 'node:path';
import { UsageError } from '@edgewire/diagnostics';
import type { DynamoDbChoice, EventSummary, RunningStack, StackEvent, StackOptions } from '@edgewire/local';
import type { Command, CommandPorts } from '../command.js';
import { type OptionSpec, type ParsedOptions, parsePairs } from '../options.js';
import { formatEvent } from '../output/format-event.js';
import { renderEndpoints } from '../output/render-endpoints.js';
import { renderDiagnosticsReport } from '../output/render-report.js';

const options: readonly OptionSpec[] = [
  {
    name: 'port',
    type: 'string',
    placeholder: 'N',
    env: 'EDGEWIRE_PORT',
    description: 'first port; 0 picks free ones (default 3000, or the next free ones)',
  },
  {
    name: 'host',
    type: 'string',
    placeholder: 'ADDRESS',
    default: '127.0.0.1',
    description: 'address to listen on',
  },
  {
    name: 'state',
    type: 'string',
    placeholder: 'DIR',
    env: 'EDGEWIRE_STATE',
    description: 'folder for data between runs (default .edgewire in the project)',
  },
  { name: 'ephemeral', type: 'boolean', description: 'keep data in memory only' },
  {
    name: 'stage',
    type: 'string',
    placeholder: 'NAME',
    env: 'EDGEWIRE_STAGE',
    description: 'deployment stage',
  },
  {
    name: 'region',
    type: 'string',
    placeholder: 'NAME',
    env: 'AWS_REGION',
    description: 'AWS Region to imitate',
  },
  { name: 'stack', type: 'string', placeholder: 'NAME', description: 'stack of a CDK assembly with several' },
  { name: 'param', type: 'list', placeholder: 'K=V', description: 'template parameter' },
  {
    name: 'import',
    type: 'list',
    placeholder: 'K=V',
    description: 'value of an export that Fn::ImportValue names',
  },
  { name: 'bucket', type: 'list', placeholder: 'LogicalId=DIR', description: 'folder that a bucket serves' },
  { name: 'source', type: 'list', placeholder: 'LogicalId=PATH', description: 'code of a Lambda function' },
  {
    name: 'dynamodb',
    type: 'string',
    placeholder: 'WHERE',
    env: 'EDGEWIRE_DYNAMODB',
    default: 'embedded',
    description: "who answers DynamoDB calls: embedded, AWS's DynamoDB Local (local, local=DIR), or a URL",
  },
  {
    name: 'clock',
    type: 'string',
    choices: ['real', 'manual'],
    default: 'real',
    description: 'manual: time moves only by POST /clock',
  },
  {
    name: 'strict-cache',
    type: 'boolean',
    description: 'keep cached objects for their TTL even when a file changes',
  },
  {
    name: 'strict-signatures',
    type: 'boolean',
    description: 'refuse @connections calls that AWS refuses: unsigned, or signed with an unknown key',
  },
  {
    name: 'passthrough',
    type: 'list',
    placeholder: 'HOST',
    description: 'AWS host that functions may reach for real',
  },
  { name: 'no-watch', type: 'boolean', description: 'do not reload on change' },
  { name: 'no-console', type: 'boolean', description: 'do not serve the console page' },
  { name: 'json', type: 'boolean', description: 'print one JSON object a line' },
  { name: 'verbose', type: 'boolean', short: 'V', description: 'show every AWS call and other details' },
];

export const dev: Command = {
  name: 'dev',
  summary: 'Run a stack on this machine',
  usage: '[PATH ...]',
  options,
  details: [
    'PATH is a project folder (serverless.*, cdk.json) or a CloudFormation or SAM template; several paths run several',
    'stacks in one process. State stays in .edgewire beside each project. SIGINT ends it cleanly.',
  ].join('\n'),
  async run(parsed, ports) {
    const { startStack, summarizeEvent } = await import('@edgewire/local');
    const { consoleFiles } = await import('@edgewire/console');
    const paths = parsed.positionals.length === 0 ? ['.'] : parsed.positionals;
    const firstPort = parsePort(parsed.text('port'));
    const stacks: RunningStack[] = [];
    try {
      for (const [index, path] of paths.entries()) {
        const stack = await startStack({
          ...stackOptions(parsed, ports, { path, index, firstPort, summarizeEvent }),
          ...(parsed.flag('no-console') ? {} : { consoleFiles }),
        });
        stacks.push(stack);
        announce(stack, parsed, ports);
      }
      await ports.stopped;
    } finally {
      await Promise.all(stacks.map((stack) => stack.close()));
    }
    return 0;
  },
};

function stackOptions(
  parsed: ParsedOptions,
  ports: CommandPorts,
  place: {
    readonly path: string;
    readonly index: number;
    readonly firstPort: number | undefined;
    readonly summarizeEvent: (event: StackEvent) => EventSummary | undefined;
  },
): StackOptions {
  const optional = <Name extends keyof StackOptions>(name: Name, value: StackOptions[Name] | undefined) =>
    value === undefined ? {} : { [name]: value };
  const paths = (entries: readonly string[], name: string) =>
    Object.fromEntries(
      Object.entries(parsePairs(name, entries)).map(([id, path]) => [id, resolve(ports.cwd, path)]),
    );
  // A second stack begins a hundred ports on, so that both keep their addresses from run to run.
  const firstPort =
    place.firstPort === undefined
      ? 3_000 + place.index * 100
      : place.firstPort === 0
        ? 0
        : place.firstPort + place.index * 100;
  const state = parsed.text('state');
  return {
    path: resolve(ports.cwd, place.path),
    host: parsed.text('host') ?? '127.0.0.1',
    firstPort,
    isPortStrict: place.firstPort !== undefined && place.firstPort !== 0,
    isEphemeral: parsed.flag('ephemeral'),
    ...optional('stateDir', state === undefined ? undefined : resolve(ports.cwd, state)),
    ...optional('stage', parsed.text('stage')),
    ...optional('region', parsed.text('region')),
    ...optional('stack', parsed.text('stack')),
    parameters: parsePairs('param', parsed.list('param')),
    imports: parsePairs('import', parsed.list('import')),
    buckets: paths(parsed.list('bucket'), 'bucket'),
    sources: paths(parsed.list('source'), 'source'),
    dynamodb: parseDynamoDb(parsed.text('dynamodb') ?? 'embedded', ports.cwd),
    clock: parsed.text('clock') === 'manual' ? 'manual' : 'real',
    isCacheStrict: parsed.flag('strict-cache'),
    requiresSignatures: parsed.flag('strict-signatures'),
    passthroughHosts: parsed.list('passthrough'),
    watches: !parsed.flag('no-watch'),
    env: ports.env,
    onEvent: eventWriter(parsed, ports, place.summarizeEvent),
    onDiagnostics: (diagnostics) => {
      if (parsed.flag('json')) ports.stdout(`${JSON.stringify({ event: 'diagnostics', diagnostics })}\n`);
      else ports.stderr(renderDiagnosticsReport(diagnostics, { color: ports.color.stderr }));
    },
  };
}

function eventWriter(
  parsed: ParsedOptions,
  ports: CommandPorts,
  summarizeEvent: (event: StackEvent) => EventSummary | undefined,
): StackOptions['onEvent'] {
  const verbose = parsed.flag('verbose');
  if (parsed.flag('json')) {
    return (event) => {
      if (event.level === 'debug' && !verbose) return;
      const { kind, ...rest } = event;
      ports.stdout(`${JSON.stringify({ event: kind, ...rest })}\n`);
    };
  }
  return (event) => {
    const line = formatEvent(event, summarizeEvent(event), { color: ports.color.stdout, verbose });
    if (line !== undefined) ports.stdout(`${line}\n`);
  };
}

function announce(stack: RunningStack, parsed: ParsedOptions, ports: CommandPorts): void {
  if (parsed.flag('json')) {
    const { name, endpoints, credentials } = stack;
    ports.stdout(`${JSON.stringify({ event: 'ready', stack: name, endpoints, credentials })}\n`);
  } else {
    ports.stdout(renderEndpoints(stack, { color: ports.color.stdout }));
  }
}

function parseDynamoDb(text: string, cwd: string): DynamoDbChoice {
  if (text === 'embedded' || text === 'local') return { kind: text };
  if (text.startsWith('local=')) return { kind: 'local', place: resolve(cwd, text.slice('local='.length)) };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if ((url?.protocol === 'http:' || url?.protocol === 'https:') && url.pathname === '/' && url.search === '')
    return { kind: 'endpoint', url: url.origin };
  throw new UsageError('EW9003', `Cannot use "--dynamodb ${text}"`, {
    help: 'give embedded, local, local=DIR, or an address such as http://127.0.0.1:8000',
  });
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError('EW9003', `Cannot use "--port ${text}"`, { help: 'give a number from 0 to 65535' });
}

// edgewire build ENTRY...

import { writeFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { hasErrors, UsageError } from '@edgewire/diagnostics';
import { type BuiltFunction, buildFunction } from '@edgewire/edge-compiler';
import type { Command, CommandPorts } from '../command.js';
import { parsePairs } from '../options.js';
import { flatDiagnostic } from '../output/flat-diagnostic.js';
import { renderDiagnosticsReport } from '../output/render-report.js';
import { writeOutput } from '../output/write-output.js';
import { defineOption, runtimeOf, runtimeOption } from '../source-input.js';

export const build: Command = {
  name: 'build',
  summary: 'Compile TypeScript to one CloudFront function',
  usage: 'ENTRY... --out FILE [--runtime R]',
  options: [
    runtimeOption,
    {
      name: 'out',
      type: 'string',
      placeholder: 'FILE',
      description:
        'where the function goes; FILE.map is put beside it, and FILE.LEGAL.txt if code has licences',
    },
    {
      name: 'event',
      type: 'string',
      choices: ['viewer-request', 'viewer-response'],
      description: 'half of a pipeline to build (default: as the code suggests, else viewer-request)',
    },
    defineOption,
    { name: 'json', type: 'boolean', description: 'print {"bytes", "limit", "runtime", "computeEstimate"}' },
  ],
  details: [
    'ENTRY exports a handler or a pipeline, or is a plain function. Several entries run left to right in one function;',
    'the first that returns a response ends the chain. Exit code 1 when nothing can come out that runs.',
  ].join('\n'),
  async run(options, ports) {
    const out = options.text('out');
    if (options.positionals.length === 0 || out === undefined) {
      throw new UsageError(
        'EW9005',
        options.positionals.length === 0
          ? 'Cannot build: no entry was given'
          : 'Cannot build: --out is missing',
        { help: 'write edgewire build ENTRY --out FILE' },
      );
    }
    const event = options.text('event');
    const result = await buildFunction(options.positionals, {
      runtime: runtimeOf(options.text('runtime')),
      define: parsePairs('define', options.list('define')),
      workingDirectory: ports.cwd,
      ...(event === 'viewer-request' || event === 'viewer-response' ? { eventType: event } : {}),
    });
    const { diagnostics } = result;
    if (!options.flag('json')) {
      ports.stderr(renderDiagnosticsReport(diagnostics, { color: ports.color.stderr }));
    }
    if (result.kind === 'failed' || hasErrors(diagnostics)) {
      if (options.flag('json'))
        ports.stdout(`${JSON.stringify({ diagnostics: diagnostics.map(flatDiagnostic) })}\n`);
      return 1;
    }
    const target = resolve(ports.cwd, out);
    writeOutput(out, target, () => write(result, target, ports));
    const computeEstimate = await estimate(result);
    const { bytes, limit, runtime } = result;
    if (options.flag('json')) {
      const report = { bytes, limit, runtime, computeEstimate, diagnostics: diagnostics.map(flatDiagnostic) };
      ports.stdout(`${JSON.stringify(report)}\n`);
    } else {
      const share = Math.round((bytes / limit) * 100);
      const cost =
        computeEstimate === null
          ? ''
          : `, compute index ${computeEstimate.index} (${computeEstimate.low} to ${computeEstimate.high})`;
      ports.stdout(
        `${out}  ${bytes} of ${limit} bytes (${share} %), ${runtime}, ${result.eventType}${cost}\n`,
      );
    }
    return 0;
  },
};

function write(result: BuiltFunction, target: string, ports: CommandPorts): void {
  writeFileSync(target, result.code);
  // The map stands beside the function: a comment that names it would be part of the 10 KB.
  const map = JSON.parse(result.map) as { sources: string[]; file?: string };
  map.file = basename(target);
  map.sources = map.sources.map((source) => relative(dirname(target), resolve(ports.cwd, source)));
  writeFileSync(`${target}.map`, JSON.stringify(map));
  if (result.licenses !== '') writeFileSync(`${target}.LEGAL.txt`, `${result.licenses}\n`);
}

// The cost of a plain GET for the root: a figure to compare builds by, not what every request costs.
async function estimate(result: BuiltFunction) {
  const { edgeFunction, viewerRequest, viewerResponse } = await import('@edgewire/edge-runtime/test');
  const run = edgeFunction(`${result.code}\n`, { runtime: result.runtime });
  const event = result.eventType === 'viewer-request' ? viewerRequest('/') : viewerResponse('/');
  const { computeEstimate } = await run.run(event);
  await run.close();
  return computeEstimate ?? null;
}

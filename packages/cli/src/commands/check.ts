// edgewire check FILE...

import { hasErrors, UsageError } from '@edgewire/diagnostics';
import { checkFunction } from '@edgewire/edge-compiler';
import type { Command } from '../command.js';
import { flatDiagnostic } from '../output/flat-diagnostic.js';
import { renderDiagnosticsReport } from '../output/render-report.js';
import { readInput, runtimeOf, runtimeOption } from '../source-input.js';

export const check: Command = {
  name: 'check',
  summary: 'Find what a CloudFront Functions runtime would refuse or misexecute',
  usage: 'FILE... [--runtime R]',
  options: [
    runtimeOption,
    {
      name: 'event',
      type: 'string',
      choices: ['viewer-request', 'viewer-response'],
      description: 'event of the function (default: as the code suggests)',
    },
    { name: 'json', type: 'boolean', description: 'print {"diagnostics": [...]}' },
  ],
  details: [
    'FILE is a function as it is uploaded. TypeScript and modules are for edgewire build, which checks what comes out.',
    'Exit code 1 when there is an error; warnings and notes alone give 0.',
  ].join('\n'),
  async run(options, ports) {
    if (options.positionals.length === 0) {
      throw new UsageError('EW9005', 'Cannot check: no file was given', {
        help: 'write edgewire check FILE',
      });
    }
    const runtime = runtimeOf(options.text('runtime'));
    const event = options.text('event');
    const sources = new Map<string, string>();
    const diagnostics = options.positionals.flatMap((file) => {
      const bytes = readInput(file, ports.cwd);
      sources.set(file, bytes.toString('utf8'));
      return checkFunction({
        code: bytes,
        runtime,
        file,
        ...(event === 'viewer-request' || event === 'viewer-response' ? { eventType: event } : {}),
      }).diagnostics;
    });
    if (options.flag('json'))
      ports.stdout(`${JSON.stringify({ diagnostics: diagnostics.map(flatDiagnostic) })}\n`);
    else if (diagnostics.length > 0) {
      ports.stderr(renderDiagnosticsReport(diagnostics, { color: ports.color.stderr, sources }));
    } else {
      const { size: names } = sources;
      ports.stdout(`${names} file${names === 1 ? '' : 's'}, nothing found for ${runtime}\n`);
    }
    return hasErrors(diagnostics) ? 1 : 0;
  },
};

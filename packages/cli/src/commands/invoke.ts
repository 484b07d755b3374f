// edgewire invoke FILE --event EVENT.json

import { DiagnosticsError, UsageError } from '@edgewire/diagnostics';
import { type Invocation, invokeFunction, parseEvent } from '@edgewire/edge-runtime';
import type { Command } from '../command.js';
import { functionOptions, withFunction } from '../open-function.js';
import { renderDiagnosticsReport } from '../output/render-report.js';
import { onlyFile, readInput } from '../source-input.js';

export const invoke: Command = {
  name: 'invoke',
  summary: 'Run a function on one event, as TestFunction does',
  usage: 'FILE --event EVENT.json',
  options: [
    {
      name: 'event',
      type: 'string',
      placeholder: 'EVENT.json',
      description: 'file with the event, as CloudFront sends it',
    },
    ...functionOptions,
    { name: 'json', type: 'boolean', description: "print the result under TestFunction's names" },
  ],
  details: [
    'FILE is a plain function, or TypeScript that is built first. The compute index is our estimate, a multiple of what a',
    "bare redirect costs; it is not AWS's percentage. Exit code 1 when the function fails or CloudFront would refuse its",
    'output.',
  ].join('\n'),
  async run(options, ports) {
    const file = onlyFile(options.positionals, 'invoke');
    const eventFile = options.text('event');
    if (eventFile === undefined) {
      throw new UsageError('EW9005', 'Cannot invoke: --event is missing', {
        help: 'write edgewire invoke FILE --event EVENT.json',
      });
    }
    const parsed = parseEvent(readInput(eventFile, ports.cwd).toString('utf8'), { file: eventFile });
    if (parsed.kind === 'failure') throw new DiagnosticsError([parsed.diagnostic]);
    return withFunction(file, { options, cwd: ports.cwd }, async (edgeFunction) => {
      const invocation = await invokeFunction(edgeFunction, parsed.event, { file });
      if (options.flag('json')) ports.stdout(`${JSON.stringify(invocation.result)}\n`);
      else {
        ports.stdout(renderInvocation(invocation));
        ports.stderr(renderDiagnosticsReport(invocation.diagnostics, { color: ports.color.stderr }));
      }
      return invocation.diagnostics.length === 0 ? 0 : 1;
    });
  },
};

function renderInvocation({ result }: Invocation): string {
  const { FunctionOutput: output, FunctionExecutionLogs: logs, ComputeEstimate: estimate } = result;
  return [
    ...logs.map((line) => `log: ${line}\n`),
    output === null ? '' : `${JSON.stringify(output, null, 2)}\n`,
    estimate === undefined
      ? ''
      : `compute index ${estimate.index} (${estimate.low} to ${estimate.high} ${estimate.unit})\n`,
  ].join('');
}

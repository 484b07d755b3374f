// edgewire migrate FILE

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LambdaEdgeTrigger, migrateHandler } from '@edgewire/edge-compiler';
import type { Command } from '../command.js';
import { flatDiagnostic } from '../output/flat-diagnostic.js';
import { renderDiagnosticsReport } from '../output/render-report.js';
import { writeOutput } from '../output/write-output.js';
import { onlyFile, readInput } from '../source-input.js';

const triggers: readonly LambdaEdgeTrigger[] = [
  'viewer-request',
  'viewer-response',
  'origin-request',
  'origin-response',
];

export const migrate: Command = {
  name: 'migrate',
  summary: 'Rewrite a Lambda@Edge handler as a CloudFront function',
  usage: 'FILE [--trigger T] [--out FILE]',
  options: [
    {
      name: 'trigger',
      type: 'string',
      choices: triggers,
      description: 'trigger of the Lambda@Edge function (default: as the code suggests)',
    },
    {
      name: 'out',
      type: 'string',
      placeholder: 'FILE',
      description: 'where the function goes (default: printed)',
    },
    {
      name: 'json',
      type: 'boolean',
      description: 'print {"moved", "trigger", "event", "code", "diagnostics"}',
    },
  ],
  details: [
    'FILE is JavaScript that exports a handler. The function is for cloudfront-js-2.0; comments and layout are kept.',
    'What cannot move is left in place under a comment with its code. Exit code 1 when anything was left.',
  ].join('\n'),
  async run(options, ports) {
    const file = onlyFile(options.positionals, 'migrate');
    const bytes = readInput(file, ports.cwd);
    const trigger = triggers.find((name) => name === options.text('trigger'));
    const result = migrateHandler({ code: bytes, file, ...(trigger === undefined ? {} : { trigger }) });
    const diagnostics = result.diagnostics.map(flatDiagnostic);
    const sources = new Map([[file, bytes.toString('utf8')]]);
    const report = () => renderDiagnosticsReport(result.diagnostics, { color: ports.color.stderr, sources });
    if (result.kind === 'failed') {
      if (options.flag('json')) ports.stdout(`${JSON.stringify({ moved: 'not', diagnostics })}\n`);
      else ports.stderr(report());
      return 1;
    }
    const out = options.text('out');
    if (out !== undefined) {
      const path = resolve(ports.cwd, out);
      writeOutput(out, path, () => writeFileSync(path, result.code));
    }
    const { code, isWhole } = result;
    if (options.flag('json')) {
      const moved = isWhole ? 'wholly' : 'partly';
      const { trigger: from, eventType: event } = result;
      ports.stdout(`${JSON.stringify({ moved, trigger: from, event, code, diagnostics })}\n`);
      return isWhole ? 0 : 1;
    }
    if (out === undefined) ports.stdout(code);
    if (result.diagnostics.length > 0) ports.stderr(report());
    const left = result.diagnostics.filter(({ severity }) => severity === 'error').length;
    const name = out ?? file;
    ports.stderr(
      isWhole
        ? `${name}  a CloudFront function for ${result.eventType} now\n`
        : `${name}  ${left} place${left === 1 ? '' : 's'} cannot move as ${left === 1 ? 'it is' : 'they are'}, marked in the code\n`,
    );
    return isWhole ? 0 : 1;
  },
};

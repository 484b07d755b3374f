// edgewire test FILE CASE.json...

import { watch } from 'node:fs';
import { resolve } from 'node:path';
import { DiagnosticsError, UsageError } from '@edgewire/diagnostics';
import { type FunctionCase, parseCases, renderCaseReport, runCases } from '@edgewire/edge-runtime';
import type { Command, CommandPorts } from '../command.js';
import { functionOptions, withFunction } from '../open-function.js';
import type { ParsedOptions } from '../options.js';
import { renderDiagnosticsReport } from '../output/render-report.js';
import { onlyFile, readInput } from '../source-input.js';

/** Editors write a file in several steps. */
const settleMs = 80;

export const test: Command = {
  name: 'test',
  summary: 'Run cases against a function',
  usage: 'FILE CASE.json...',
  options: [
    ...functionOptions,
    { name: 'watch', type: 'boolean', description: 'run again when a file changes' },
    { name: 'json', type: 'boolean', description: 'print the report as JSON' },
  ],
  details: [
    'A case is {"event": ..., "output": ...} or {"event": ..., "error": "text"}, with an optional "name"; a file may hold',
    'an array of them. An output that CloudFront would refuse fails its case. The last line is "N passed, N failed".',
  ].join('\n'),
  async run(options, ports) {
    const file = onlyFile(options.positionals, 'test');
    const caseFiles = options.positionals.slice(1);
    if (caseFiles.length === 0) {
      throw new UsageError('EW9005', 'Cannot test: no case was given', {
        help: 'write edgewire test FILE CASE.json',
      });
    }
    if (!options.flag('watch')) return runOnce(file, caseFiles, options, ports);
    await watchAndRun([file, ...caseFiles], () => runOnce(file, caseFiles, options, ports), ports);
    return 0;
  },
};

async function runOnce(
  file: string,
  caseFiles: readonly string[],
  options: ParsedOptions,
  ports: CommandPorts,
): Promise<number> {
  const cases = readCases(caseFiles, ports.cwd);
  return withFunction(file, { options, cwd: ports.cwd }, async (edgeFunction) => {
    const report = await runCases(edgeFunction, cases);
    if (options.flag('json')) ports.stdout(`${JSON.stringify(report)}\n`);
    else ports.stdout(`${renderCaseReport(report).join('\n')}\n`);
    return report.failed === 0 ? 0 : 1;
  });
}

function readCases(files: readonly string[], cwd: string): readonly FunctionCase[] {
  const parsed = files.map((file) => parseCases(readInput(file, cwd).toString('utf8'), { file }));
  const diagnostics = parsed.flatMap((one) => one.diagnostics);
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  return parsed.flatMap((one) => one.cases);
}

// Runs at once and after every change, until the command is stopped. What a run throws is told and does not end it.
async function watchAndRun(
  files: readonly string[],
  run: () => Promise<number>,
  ports: CommandPorts,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const schedule = () => {
    running = running.then(async () => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof DiagnosticsError)) throw error;
        ports.stderr(renderDiagnosticsReport(error.diagnostics, { color: ports.color.stderr }));
      }
    });
  };
  const watchers = files.map((file) =>
    watch(resolve(ports.cwd, file), () => {
      clearTimeout(timer);
      timer = setTimeout(schedule, settleMs);
    }),
  );
  schedule();
  await ports.stopped;
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await running;
}

// The command line: picks a command, parses its options, turns failures into text and exit codes.

import { DiagnosticsError, EdgewireError, nearestName, UsageError } from '@edgewire/diagnostics';
import type { Command, CommandPorts } from './command.js';
import { commandLoaders } from './commands/index.js';
import { renderCommandHelp, renderOverview } from './help.js';
import { parseOptions } from './options.js';
import { flatDiagnostic } from './output/flat-diagnostic.js';
import { renderDiagnosticsReport } from './output/render-report.js';
import { version } from './version.js';

/** Our own bug, not the user's input: see docs/decisions. */
export const internalErrorExitCode = 70;

/**
 * Runs one command line.
 *
 * @param argv - Arguments after the program's name.
 * @returns The exit code: 0 done, 1 input failed, 2 wrong usage, 3 environment lacks something, 70 our bug.
 */
export async function runCommandLine(argv: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    return await dispatch(argv, ports);
  } catch (error) {
    return reportFailure(error, argv, ports);
  }
}

async function dispatch(argv: readonly string[], ports: CommandPorts): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const topic = name === 'help' ? rest[0] : undefined;
    if (topic !== undefined) ports.stdout(renderCommandHelp(await loadCommand(topic)));
    else ports.stdout(renderOverview(commandLoaders));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v' || name === 'version') {
    ports.stdout(`${version()}\n`);
    return 0;
  }
  const command = await loadCommand(name);
  if (rest.includes('--help') || rest.includes('-h')) {
    ports.stdout(renderCommandHelp(command));
    return 0;
  }
  return command.run(parseOptions(command.options, rest, ports.env), ports);
}

async function loadCommand(name: string): Promise<Command> {
  const loader = commandLoaders.find((candidate) => candidate.name === name);
  if (loader !== undefined) return loader.load();
  const nearest = nearestName(
    name,
    commandLoaders.map((candidate) => candidate.name),
  );
  throw new UsageError('EW9004', `Unknown command "${name}"`, {
    help:
      nearest === undefined ? 'run "edgewire help" for the commands' : `the nearest command is "${nearest}"`,
  });
}

function reportFailure(error: unknown, argv: readonly string[], ports: CommandPorts): number {
  const asJson = argv.includes('--json');
  if (error instanceof DiagnosticsError) {
    if (asJson) ports.stdout(`${JSON.stringify({ diagnostics: error.diagnostics.map(flatDiagnostic) })}\n`);
    else ports.stderr(renderDiagnosticsReport(error.diagnostics, { color: ports.color.stderr }));
    return error.exitCode;
  }
  if (error instanceof EdgewireError) {
    const { code, message, help } = error;
    if (asJson)
      ports.stdout(
        `${JSON.stringify({ error: { code, message, ...(help === undefined ? {} : { help }) } })}\n`,
      );
    ports.stderr(`${code} error  ${message}\n${help === undefined ? '' : `  help: ${help}\n`}`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  ports.stderr(
    `edgewire ${version()} failed in a way it should not: this is our mistake, not yours.\n${text}\n` +
      '  help: report it with the lines above\n',
  );
  return internalErrorExitCode;
}

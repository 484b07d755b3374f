// Help texts from the same tables that parsing reads.

import type { Command } from './command.js';
import type { OptionSpec } from './options.js';

/** The overview of all commands. */
export function renderOverview(
  commands: readonly { readonly name: string; readonly summary: string }[],
): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Usage: edgewire COMMAND [options]',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Run "edgewire COMMAND --help" for the options of one command.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function renderCommandHelp(command: Command): string {
  const heads = command.options.map(optionHead);
  const width = Math.max(0, ...heads.map((head) => head.length));
  const lines = command.options.map(
    (option, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${option.description}${optionTail(option)}`,
  );
  return [
    `Usage: edgewire ${command.name} ${command.usage}`.trimEnd(),
    '',
    `${command.summary}.`,
    ...(lines.length === 0 ? [] : ['', 'Options:', ...lines]),
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
  ].join('\n');
}

function optionHead(option: OptionSpec): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${option.name}${option.type === 'boolean' ? '' : ` ${option.placeholder ?? 'VALUE'}`}`;
}

function optionTail(option: OptionSpec): string {
  const parts = [
    option.choices === undefined ? undefined : `one of ${option.choices.join(', ')}`,
    option.default === undefined ? undefined : `default ${option.default}`,
    option.env === undefined ? undefined : `or ${option.env}`,
    option.type === 'list' ? 'repeatable' : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

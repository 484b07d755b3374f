// edgewire explain CODE

import { catalogue, explainCode, nearestName, UsageError } from '@edgewire/diagnostics';
import type { Command } from '../command.js';

export const explain: Command = {
  name: 'explain',
  summary: 'Explain a code such as EW1206',
  usage: 'CODE',
  options: [{ name: 'json', type: 'boolean', description: 'print the entry as JSON' }],
  async run(options, ports) {
    const [code] = options.positionals;
    if (code === undefined)
      throw new UsageError('EW9005', 'Cannot explain: no code was given', {
        help: 'write edgewire explain EW1206',
      });
    const entry = explainCode(code);
    if (entry === undefined) {
      const nearest = nearestName(
        code,
        catalogue.map((candidate) => candidate.code),
      );
      throw new UsageError('EW9006', `Unknown code "${code}"`, {
        help: nearest === undefined ? 'codes look like EW1206' : `the nearest code is "${nearest}"`,
      });
    }
    if (options.flag('json')) ports.stdout(`${JSON.stringify(entry)}\n`);
    else {
      const samples = [
        entry.wrong === undefined ? '' : `\nWrong:\n\n${indent(entry.wrong)}\n`,
        entry.right === undefined ? '' : `\nRight:\n\n${indent(entry.right)}\n`,
      ].join('');
      ports.stdout(
        `${entry.code} (${entry.severity}): ${entry.title}\n\n${entry.explanation}\n${samples}\nSource: ${entry.source}\n`,
      );
    }
    return 0;
  },
};

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

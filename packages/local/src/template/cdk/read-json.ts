// Reads a JSON file of a CDK project, with a finding for one that is missing or damaged.

import { readFileSync } from 'node:fs';
import { DiagnosticsError } from '@edgewire/diagnostics';

/** @throws DiagnosticsError EW3210 naming the file. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DiagnosticsError([
      {
        code: 'EW3210',
        severity: 'error',
        message: `Cannot read a file of the CDK project: ${reason}`,
        where: { file },
        help: 'run cdk synth again',
      },
    ]);
  }
}

// Codes EW9xxx: the command line.

import type { CatalogueEntry } from './entry.js';

export const cliCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW9001',
    severity: 'error',
    title: 'Unknown option',
    source: 'design, section 6',
    explanation: 'The command has no such option. `edgewire COMMAND --help` lists those it has.',
  },
  {
    code: 'EW9002',
    severity: 'error',
    title: 'Option without its value',
    source: 'design, section 6',
    explanation: 'An option lacks its value, or one that takes none was given one.',
  },
  {
    code: 'EW9003',
    severity: 'error',
    title: 'Option value is not allowed',
    source: 'design, section 6',
    explanation: 'The option takes other values; the help line says which.',
  },
  {
    code: 'EW9004',
    severity: 'error',
    title: 'Unknown command',
    source: 'design, section 6',
    explanation: '`edgewire help` lists the commands.',
  },
  {
    code: 'EW9005',
    severity: 'error',
    title: 'Argument is missing',
    source: 'design, section 6',
    explanation: 'The command needs a file or an option that was not given; the help line shows its form.',
  },
  {
    code: 'EW9006',
    severity: 'error',
    title: 'Unknown code to explain',
    source: 'design, section 6',
    explanation: 'Codes are EW and four digits, as printed before each finding.',
  },
  {
    code: 'EW9010',
    severity: 'error',
    title: 'File cannot be read',
    source: 'design, section 6',
    explanation: 'It does not exist, is a folder, or may not be read. Paths start from the current folder.',
  },
  {
    code: 'EW9011',
    severity: 'error',
    title: 'Engine is not installed',
    source: 'design, section 6',
    explanation:
      '`--engine njs` runs the function in the njs of this machine. Install it, or use the packaged engine.',
  },
  {
    code: 'EW9015',
    severity: 'error',
    title: 'Output cannot be written',
    source: 'design, section 6',
    explanation:
      'The folder of the output cannot be made or written to. The message has the reason of the operating system.',
  },
];

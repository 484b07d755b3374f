// A process of its own: runs a program for as long as the process that asked for it lives, however that one ends.
// Arguments: the program and its arguments.

import { spawn } from 'node:child_process';

const [program = '', ...programArguments] = process.argv.slice(2);
const child = spawn(program, programArguments, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => child.kill('SIGTERM'));
// The channel closes with the other process, even when that one is killed.
process.on('disconnect', () => child.kill('SIGKILL'));

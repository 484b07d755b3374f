// What `bin/edgewire.js` starts: the real ports.

import type { CommandPorts } from './command.js';
import { runCommandLine } from './main.js';
import { createBufferedWriter } from './output/buffered-writer.js';

const noColor = (process.env.NO_COLOR ?? '') !== '';
const stdout = createBufferedWriter((text) => process.stdout.write(text));
const stderr = createBufferedWriter((text) => process.stderr.write(text));
process.on('exit', () => {
  stdout.flush();
  stderr.flush();
});
const ports: CommandPorts = {
  cwd: process.cwd(),
  env: process.env,
  stdout: stdout.write,
  stderr: stderr.write,
  color: {
    stdout: process.stdout.isTTY === true && !noColor,
    stderr: process.stderr.isTTY === true && !noColor,
  },
  stopped: new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  }),
};

// A reader that goes away (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const exitCode = await runCommandLine(process.argv.slice(2), ports);
stdout.flush();
stderr.flush();
// Not left to an empty event loop: Node 20 may spin for ever while it takes its own handles down, after sockets that were
// cut. What was printed has been written by the time the callback runs.
process.stdout.write('', () => process.exit(exitCode));

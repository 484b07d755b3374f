// `npm start`: both example systems in one process, as a first look.

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
process.stdout.write(
  'The blog runs as its preview stage: user "preview", password "preview". Ctrl+C ends both.\n',
);
const child = spawn(
  process.execPath,
  [
    join(root, 'packages', 'cli', 'bin', 'edgewire.js'),
    'dev',
    'examples/blog',
    'examples/inventory',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
// The terminal sends Ctrl+C to the child as well; this process only waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

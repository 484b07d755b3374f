// `npm run check:site`: fails when `public/` is not what Hugo builds from the sources.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareFolders } from './compare-folders.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'edgewire-blog-'));
try {
  process.exitCode = check(join(scratch, 'public'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function check(fresh: string): number {
  const hugo = spawnSync('hugo', ['--quiet', '--noBuildLock', '--source', root, '--destination', fresh], {
    encoding: 'utf8',
    env: {
      ...process.env,
      HUGO_RESOURCEDIR: join(scratch, 'resources'),
      HUGO_CACHEDIR: join(scratch, 'cache'),
    },
  });
  if (hugo.error !== undefined) {
    process.stderr.write(`Cannot run hugo: ${hugo.error.message}\n`);
    return 3;
  }
  if (hugo.status !== 0) {
    process.stderr.write(`${hugo.stdout}${hugo.stderr}hugo ended with status ${hugo.status}\n`);
    return 1;
  }
  const differences = compareFolders(fresh, join(root, 'public'));
  for (const { kind, path } of differences) process.stdout.write(`${kind}  public/${path}\n`);
  if (differences.length > 0) {
    const version = spawnSync('hugo', ['version'], { encoding: 'utf8' }).stdout.trim();
    process.stderr.write(
      `public/ is not what ${version} builds: run npm run build:site and commit the result\n`,
    );
    return 1;
  }
  process.stdout.write('public/ is what hugo builds\n');
  return 0;
}

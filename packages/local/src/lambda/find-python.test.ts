import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findPython } from './find-python.js';

const root = mkdtempSync(join(tmpdir(), 'edgewire-python-'));
after(() => rmSync(root, { recursive: true }));

/** Makes a program. */
function program(path: string): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}

describe('findPython', () => {
  const system = program('bin/python3');
  const PATH = `${join(root, 'empty')}:${join(root, 'bin')}`;
  const code = join(root, 'repository/service/src');
  mkdirSync(code, { recursive: true });
  mkdirSync(join(root, 'repository/.git'));

  it('takes the first of the path', () => assert.equal(findPython(code, { PATH }), system));

  it('does not look above the repository', () => {
    program('.venv/bin/python3');
    assert.equal(findPython(code, { PATH }), system);
  });

  it('takes the environment of the project, unless another one is active', () => {
    const own = program('repository/.venv/bin/python3');
    assert.equal(findPython(code, { PATH }), own);
    assert.equal(findPython(code, { PATH, VIRTUAL_ENV: '/else/where' }), system);
    const nearer = program('repository/service/venv/bin/python3');
    assert.equal(findPython(code, { PATH }), nearer);
  });

  it('finds none where there is none', () =>
    assert.equal(findPython(join(root, 'bin'), { PATH: '/nowhere', VIRTUAL_ENV: 'x' }), undefined));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectExecutable } from './executable.js';
import { judgeProgram, runtimeFamily } from './launch-command.js';

const linux = { platform: 'linux', arch: 'x64' };

function elf(machine: number): Uint8Array {
  const head = new Uint8Array(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  head[18] = machine;
  return head;
}

describe('runtimeFamily', () => {
  const cases: [string, string, unknown][] = [
    ['nodejs22.x', 'a.handler', { kind: 'node' }],
    ['python3.13', 'a.handler', { kind: 'python' }],
    ['provided.al2', 'anything', { kind: 'program', program: 'bootstrap' }],
    ['provided.al2023', 'anything', { kind: 'program', program: 'bootstrap' }],
    ['go1.x', 'bin/order', { kind: 'program', program: 'bin/order' }],
    ['java21', 'Handler', { kind: 'not-run' }],
    ['ruby3.3', 'a.handler', { kind: 'not-run' }],
  ];
  for (const [runtime, handler, expected] of cases) {
    it(`starts ${runtime} as ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(runtimeFamily({ runtime, handler }), expected));
  }
});

describe('inspectExecutable', () => {
  it('takes a script', () =>
    assert.deepEqual(inspectExecutable(Buffer.from('#!/bin/sh\n'), linux), { kind: 'runnable' }));
  it('takes a binary of this machine', () =>
    assert.deepEqual(inspectExecutable(elf(62), linux), { kind: 'runnable' }));
  const foreign: [string, Uint8Array, string][] = [
    ['another processor', elf(183), 'linux on arm64'],
    ['an unknown processor', elf(2), 'linux on an unknown processor'],
    ['a Mac', Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1), 'darwin on arm64'],
    ['any Mac', Uint8Array.of(0xca, 0xfe, 0xba, 0xbe), 'darwin'],
    ['Windows', Uint8Array.of(0x4d, 0x5a), 'win32'],
    ['nothing known', Buffer.from('console.log(1)'), 'no known format'],
    ['nothing at all', new Uint8Array(), 'no known format'],
  ];
  for (const [title, head, built] of foreign) {
    it(`refuses a file built for ${title}`, () =>
      assert.deepEqual(inspectExecutable(head, linux), { kind: 'foreign', built }));
  }
});

describe('judgeProgram', () => {
  const program = { runtime: 'provided.al2023', program: 'bootstrap', path: '/work/bootstrap' };
  it('accepts an executable of this machine', () =>
    assert.equal(
      judgeProgram(program, { file: { kind: 'file', isExecutable: true, head: elf(62) }, machine: linux }),
      undefined,
    ));
  it('refuses a binary of another processor in the words of AWS and in ours', () =>
    assert.deepEqual(
      judgeProgram(program, { file: { kind: 'file', isExecutable: true, head: elf(183) }, machine: linux }),
      {
        code: 'EW6103',
        errorType: 'Runtime.InvalidEntrypoint',
        errorMessage: 'fork/exec /var/task/bootstrap: exec format error',
        message: 'The program "/work/bootstrap" is built for linux on arm64; this machine is linux on x64',
      },
    ));
});

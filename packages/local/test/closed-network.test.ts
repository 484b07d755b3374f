// Interception seen from outside: handlers that name AWS hosts run on a machine that cannot reach anything but itself.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ClosedFunction, ClosedReport } from './closed-network-run.js';

const fixtures = fileURLToPath(new URL('../../test/fixtures', import.meta.url));
const program = fileURLToPath(new URL('./closed-network-run.js', import.meta.url));
/** Enters a network namespace of its own, where only the loopback interface exists. */
const closed = ['unshare', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

function runs(command: readonly string[]): boolean {
  const [file = '', ...args] = command;
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

const canClose = runs([...closed, 'true']);
const hasBoto = runs(['python3', '-c', 'import boto3']);
const node = (handler: string): ClosedFunction => ({
  runtime: 'nodejs22.x',
  handler: `index.${handler}`,
  code: join(fixtures, 'closed-network'),
});

describe('interception seen from outside', () => {
  let report: ClosedReport;

  before(() => {
    const functions: Record<string, ClosedFunction> = {
      hardCoded: node('hardCoded'),
      defaultHost: node('defaultHost'),
      fromEvent: node('fromEvent'),
      unserved: node('unserved'),
      outside: node('outside'),
      ...(hasBoto ? { boto: { ...node(''), runtime: 'python3.12', handler: 'boto.handler' } } : {}),
    };
    const command = [process.execPath, program, JSON.stringify(functions)];
    const [file = '', ...args] = canClose ? [...closed, ...command] : command;
    report = JSON.parse(execFileSync(file, args, { encoding: 'utf8', timeout: 120_000 })) as ClosedReport;
  });

  it('needs no way out of the machine', {
    skip: canClose ? false : 'this machine does not let users make network namespaces',
  }, () => {
    assert.deepEqual(report.interfaces, ['lo']);
    assert.deepEqual(report.answers.outside, { code: 'ENETUNREACH' });
  });
  it('serves a host that is written out', () => {
    assert.deepEqual(report.answers.hardCoded, { hasMessageId: true });
  });
  it('serves the host that an SDK chooses by itself', () => {
    assert.deepEqual(report.answers.defaultHost, { TableNames: ['shop'] });
  });
  it('serves the address of a socket that the event tells', () => {
    assert.equal(report.pushed, 'posted to API.execute-api.eu-west-2.amazonaws.com');
  });
  const refusal = (host: string) =>
    `Host "${host}" is not served locally; start with --passthrough ${host} to let calls reach AWS`;
  it('refuses a host that nothing serves with one error that names the switch', () => {
    assert.deepEqual(report.answers.unserved, {
      name: 'HostNotServedLocally',
      message: refusal('kms.eu-west-2.amazonaws.com'),
    });
    assert.deepEqual(report.refusals, [refusal('kms.eu-west-2.amazonaws.com')]);
  });
  it('serves and refuses the same to Python', { skip: hasBoto ? false : 'boto3 is not installed' }, () => {
    assert.deepEqual(report.answers.boto, {
      hasMessageId: true,
      refusal: { Code: 'HostNotServedLocally', Message: refusal('kms.eu-west-2.amazonaws.com') },
    });
  });
});

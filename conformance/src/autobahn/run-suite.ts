// Runs the Autobahn test suite, the second opinion of every WebSocket server, against an echoing stack.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, startDev } from '../start-dev.js';
import { cases, deviations } from './deviations.js';
import { buildEchoTemplate } from './echo-template.js';

/** What a run came to. */
export interface SuiteResult {
  readonly run: number;
  /** Passed, or with Autobahn's own "non-strict" and "informational". */
  readonly passed: number;
  /** Ended as `deviations` says. */
  readonly deviated: number;
  /** Cases that did neither, with what was seen. */
  readonly unexpected: readonly string[];
}

/** One entry of the suite's index. */
interface CaseResult {
  readonly behavior: string;
  readonly behaviorClose: string;
  readonly remoteCloseCode: number | null;
}

/** The words of the command that is Autobahn's `wstest`, or `undefined` when there is none. */
export function findWstest(env: Readonly<Record<string, string | undefined>>): readonly string[] | undefined {
  const words = env.EDGEWIRE_WSTEST?.split(' ').filter((word) => word !== '') ?? ['wstest'];
  const [command = '', ...args] = words;
  return spawnSync(command, [...args, '--help'], { stdio: 'ignore', timeout: 20_000 }).status === 0
    ? words
    : undefined;
}

/** @throws Error with what `wstest` printed when it leaves no report. */
export async function runSuite(wstest: readonly string[]): Promise<SuiteResult> {
  const folder = mkdtempSync(join(tmpdir(), 'edgewire-autobahn-'));
  const template = join(folder, 'template.json');
  writeFileSync(template, JSON.stringify(buildEchoTemplate(join(root, 'conformance', 'stack', 'echo'))));
  const stack = await startDev(template, []);
  try {
    const url = stack.endpoints.find(({ type }) => type === 'websocket')?.url;
    const outdir = join(folder, 'reports');
    const spec = join(folder, 'fuzzingclient.json');
    writeFileSync(
      spec,
      JSON.stringify({
        outdir,
        servers: [{ agent, url }],
        cases,
        'exclude-cases': [],
        'exclude-agent-cases': {},
      }),
    );
    const printed = await runProgram([...wstest, '-m', 'fuzzingclient', '-s', spec], folder);
    return judge(readIndex(join(outdir, 'index.json'), printed));
  } finally {
    await stack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const agent = 'Edgewire';
/** The whole run takes about twenty seconds. */
const patienceMs = 300_000;

async function runProgram(words: readonly string[], cwd: string): Promise<string> {
  const [command = '', ...args] = words;
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: patienceMs });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  await once(child, 'close');
  return printed;
}

function readIndex(file: string, printed: string): Readonly<Record<string, CaseResult>> {
  try {
    // The suite's own format: cases by agent.
    const index = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, CaseResult>>;
    return index[agent] ?? {};
  } catch (cause) {
    throw new Error(`wstest left no report:\n${printed}`, { cause });
  }
}

function judge(results: Readonly<Record<string, CaseResult>>): SuiteResult {
  const expected = new Map(deviations.map((deviation) => [deviation.id, deviation]));
  const unexpected: string[] = [];
  let deviated = 0;
  for (const [id, { behavior, behaviorClose, remoteCloseCode }] of Object.entries(results)) {
    const isPassed = [behavior, behaviorClose].every((verdict) => passing.has(verdict));
    const deviation = expected.get(id);
    const isAsExpected =
      deviation === undefined ? isPassed : !isPassed && remoteCloseCode === deviation.closeCode;
    if (!isAsExpected) unexpected.push(`${id}: ${behavior}, close ${behaviorClose} ${remoteCloseCode}`);
    else if (deviation !== undefined) deviated++;
  }
  const run = Object.keys(results).length;
  return { run, passed: run - deviated - unexpected.length, deviated, unexpected };
}

const passing = new Set(['OK', 'NON-STRICT', 'INFORMATIONAL']);

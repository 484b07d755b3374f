// Runs a CDK app for its assembly, offline: the app itself calls no AWS service, only the CDK CLI would.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMap, valueAt } from '../plain-data.js';
import { awaitProgram, type ProgramEnd } from '../read/await-program.js';
import { configFiles } from '../read/config-files.js';
import type { ReadOptions } from '../read/read-options.js';
import { readJson } from './read-json.js';

const appTimeoutMs = 120_000;

/** What running an app came to. */
export type AppRun =
  | { readonly kind: 'assembly'; readonly folder: string; readonly files: readonly string[] }
  | { readonly kind: 'failed'; readonly output: string; readonly files: readonly string[] }
  /** `cdk.json` names no app, or its library is not installed. */
  | { readonly kind: 'not-runnable'; readonly reason: string; readonly files: readonly string[] };

/**
 * @param project - Folder of `cdk.json`.
 * @returns The assembly, from the cache when no file of the app has changed.
 */
export async function runApp(project: string, options: ReadOptions): Promise<AppRun> {
  const settingsFile = join(project, 'cdk.json');
  const settings = readJson(settingsFile);
  const contextFile = join(project, 'cdk.context.json');
  const config = configFiles(settingsFile, existsSync(contextFile) ? [contextFile] : []);
  const files = config.files;
  const app = valueAt(settings, 'app');
  if (typeof app !== 'string') return { kind: 'not-runnable', reason: 'cdk.json names no app', files };
  if (existsSync(join(project, app, 'manifest.json'))) {
    return { kind: 'assembly', folder: join(project, app), files };
  }
  const usesNode = /\b(node|ts-node|tsx|npx|npm|bun|deno)\b/.test(app);
  if (usesNode && !isInstalled(project)) {
    return { kind: 'not-runnable', reason: 'aws-cdk-lib is not installed', files };
  }
  const context = {
    ...recordOf(valueAt(settings, 'context')),
    ...recordOf(existsSync(contextFile) ? readJson(contextFile) : {}),
    ...stageContext(options.stage),
    // Assets then name the user's own folders, where an edit is seen at once.
    'aws:cdk:disable-asset-staging': true,
    'aws:cdk:enable-path-metadata': false,
    'aws:cdk:version-reporting': false,
  };
  const key = createHash('sha256')
    .update(
      JSON.stringify([config.hash, project, app, context, options.region, options.env.CDK_DEFAULT_ACCOUNT]),
    )
    .digest('hex')
    .slice(0, 32);
  const folder = join(options.cacheDir, 'cdk', key);
  if (existsSync(join(folder, 'manifest.json'))) return { kind: 'assembly', folder, files };
  const partial = `${folder}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const env = {
    ...options.env,
    ...(options.region === undefined ? {} : { CDK_DEFAULT_REGION: options.region }),
    CDK_OUTDIR: partial,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
  const { code, output } = await run(app, { cwd: project, env });
  if (code !== 0 || !existsSync(join(partial, 'manifest.json'))) {
    await rm(partial, { recursive: true, force: true });
    return { kind: 'failed', output: output.trim().split('\n').slice(-15).join('\n'), files };
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return { kind: 'assembly', folder, files };
}

function stageContext(stage: string | undefined): Readonly<Record<string, string>> {
  return stage === undefined ? {} : { stage };
}

function isInstalled(project: string): boolean {
  try {
    createRequire(join(project, 'cdk.json')).resolve('aws-cdk-lib/package.json');
    return true;
  } catch {
    // Not installed; the caller says so.
    return false;
  }
}

// As the CDK CLI does, the command goes through a shell.
function run(
  command: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<ProgramEnd> {
  const child = spawn(command, {
    cwd: options.cwd,
    env: options.env,
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return awaitProgram(child, {
    timeoutMs: appTimeoutMs,
    stop() {
      // The shell's children as well.
      if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    },
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

// Finds the Go source behind a function and builds it: a change of the source is a new binary at the next invocation.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a build came to. */
export type GoBuild =
  | { readonly kind: 'built'; readonly program: string; readonly files: readonly string[] }
  | { readonly kind: 'failed'; readonly output: string; readonly files: readonly string[] }
  /** There is no Go toolchain on this machine. */
  | { readonly kind: 'no-toolchain' };

/**
 * The folder of the program's `main` package.
 *
 * @param handler - `bin/order` finds `order/`, `cmd/order/`, ... under the root when the root itself is no program.
 */
export function findGoSource(root: string, handler: string): string | undefined {
  const name = basename(handler);
  const folders = [
    root,
    ...['', 'cmd', 'functions', 'lambdas', 'src', 'handlers'].map((part) => join(root, part, name)),
  ];
  return folders.find(isMainPackage);
}

/** @param options.env - Environment of the compiler: the user's own, with the module cache. */
export async function buildGo(
  folder: string,
  options: { readonly cacheDir: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<GoBuild> {
  const output = join(options.cacheDir, 'go', createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await mkdir(output, { recursive: true, mode: 0o700 });
  const program = join(output, 'bootstrap');
  const listFile = join(output, 'files.json');
  const known = await unchangedFiles(program, listFile);
  if (known !== undefined) return { kind: 'built', program, files: known };
  const settings = { cwd: folder, env: { ...options.env, CGO_ENABLED: '0' }, maxBuffer: 16_000_000 };
  const listing = listGoFiles(folder, settings);
  try {
    await run('go', ['build', '-tags', 'lambda.norpc', '-o', program, '.'], settings);
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') return { kind: 'no-toolchain' };
    return { kind: 'failed', output: stderr.trim(), files: await listing };
  }
  const files = await listing;
  await writeFile(listFile, JSON.stringify(files));
  return { kind: 'built', program, files };
}

// The compiler itself takes 150 ms to find out that nothing has changed.
async function unchangedFiles(program: string, listFile: string): Promise<string[] | undefined> {
  try {
    // Written by `buildGo` alone.
    const files = JSON.parse(await readFile(listFile, 'utf8')) as string[];
    const builtMs = (await stat(program)).mtimeMs;
    const folders = new Set(files.map((file) => dirname(file)));
    // A folder changes when a file comes or goes.
    const stats = await Promise.all([...files, ...folders].map((path) => stat(path)));
    return stats.every(({ mtimeMs }) => mtimeMs < builtMs) ? files : undefined;
  } catch {
    // Never built, or a source is gone: the compiler tells.
    return undefined;
  }
}

// Files of the program that belong to its own module, go.mod included.
async function listGoFiles(
  folder: string,
  settings: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly maxBuffer: number },
): Promise<string[]> {
  const template =
    '{{if .Module}}{{if .Module.Main}}{{$dir := .Dir}}{{.Module.GoMod}}{{"\\n"}}{{range .GoFiles}}{{$dir}}/{{.}}{{"\\n"}}{{end}}{{range .EmbedFiles}}{{$dir}}/{{.}}{{"\\n"}}{{end}}{{end}}{{end}}';
  try {
    const { stdout } = await run('go', ['list', '-e', '-deps', '-f', template, '.'], settings);
    const files = [...new Set(stdout.split('\n').filter((line) => line !== ''))];
    if (files.length > 0) return files;
  } catch {
    // A module that cannot be listed is reported by the build; its own folder is watched meanwhile.
  }
  return goFilesOf(folder);
}

function goFilesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
      .map((name) => folder + sep + name);
  } catch {
    // No such folder.
    return [];
  }
}

function isMainPackage(folder: string): boolean {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return false;
  return goFilesOf(folder).some((file) => /^package main\b/m.test(readFileSync(file, 'utf8')));
}

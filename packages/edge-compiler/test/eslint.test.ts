import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkFunction, type EdgeEventType, type EdgeRuntimeName } from '../src/index.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const project = fileURLToPath(new URL('../../test/fixtures/eslint-project/', import.meta.url));
const fixtures = fileURLToPath(new URL('../../src/check/fixtures/', import.meta.url));
const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
const skip = existsSync(eslint) ? false : 'needs ESLint: npm ci';

interface LintMessage {
  readonly ruleId: string | null;
  readonly messageId?: string;
  readonly severity: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly suggestions?: readonly { readonly desc: string }[];
}
interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly LintMessage[];
  /** With --fix-dry-run, the text after the fixes. */
  readonly output?: string;
}

function runEslint(
  cwd: string,
  ...options: string[]
): Promise<{ readonly out: string; readonly errors: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [eslint, ...options],
      { cwd, maxBuffer: 1 << 26, timeout: 120_000 },
      // Exit code 1 means findings, 2 a failure; both are judged by what was printed.
      (_error, out, errors) => resolve({ out, errors }),
    );
  });
}

async function lint(cwd: string, ...options: string[]): Promise<LintedFile[]> {
  const { out, errors } = await runEslint(cwd, '-f', 'json', ...options);
  assert.ok(out.startsWith('['), errors);
  return JSON.parse(out) as LintedFile[];
}

const shown = ({ ruleId, messageId, severity, line, column, endLine, endColumn }: LintMessage) =>
  `${line}:${column}-${endLine}:${endColumn} ${severity === 2 ? 'error' : 'warning'} ${ruleId} ${messageId}`;

describe('the ESLint plugin in a project', { skip }, () => {
  let linted: Map<string, LintedFile>;
  let fixed: Map<string, LintedFile>;
  const messagesOf = (file: string) => linted.get(file)?.messages ?? [];
  before(async () => {
    const byName = (files: readonly LintedFile[]) =>
      new Map(files.map((file) => [relative(join(project, 'functions'), file.filePath), file]));
    const options = ['--ignore-pattern', 'functions/wrong-setting.js'];
    linted = byName(await lint(project, ...options));
    fixed = byName(await lint(project, '--fix-dry-run', ...options));
  });

  it('reports codes as message ids, at the place, under rules with the level of the finding', () => {
    const messages = messagesOf('redirect.js');
    assert.deepEqual(messages.map(shown), [
      '6:9-6:16 error edgewire/unsupported-syntax EW1106',
      '7:24-7:46 warning edgewire/key-value-store-warnings EW1402',
      '8:3-8:22 error edgewire/key-value-store EW1401',
      '9:7-9:19 warning edgewire/regular-expressions-warnings EW1507',
      '9:39-9:44 error edgewire/console-use EW1318',
      '10:24-10:29 error edgewire/status EW1212',
      '10:42-10:50 error edgewire/header-names EW1206',
    ]);
    assert.equal(
      messages.at(-1)?.message,
      `Cannot set header "Location": CloudFront refuses header names with upper-case letters (EW1206). Write 'location'.`,
    );
  });

  it('suggests what the author may have meant', () => {
    assert.deepEqual(
      messagesOf('redirect.js').flatMap(({ suggestions = [] }) => suggestions.map(({ desc }) => desc)),
      ['Await it'],
    );
  });

  it('fixes what cannot be meant otherwise, and leaves the rest', () => {
    const { output = '' } = fixed.get('redirect.js') ?? {};
    assert.match(output, /^ {2}const \{ uri \} = event\.request;$/m);
    assert.match(output, /^ {2}store\.get\('unused'\);$/m);
    assert.match(output, /console\.log\('old page'\);/);
    assert.match(output, /\{ statusCode: 301, headers: \{ location: \{ value: target \} \} \};/);
  });

  it('takes a hashbang, knows the names of the runtime, and counts the handler as used', () => {
    const others = [...linted.values()].flatMap(({ messages }) =>
      messages.filter(({ ruleId }) => ruleId === 'no-undef' || ruleId === 'no-unused-vars'),
    );
    assert.deepEqual(others, []);
  });

  it('lets comments switch a rule off, and works beside other rules and their fixes', () => {
    assert.deepEqual(
      messagesOf('quiet.js').map(({ ruleId, line }) => [ruleId, line]),
      [
        ['edgewire/header-names', 6],
        ['prefer-template', 6],
      ],
    );
    const { output = '' } = fixed.get('quiet.js') ?? {};
    assert.match(output, /headers\['X-Old'\] = /);
    assert.match(output, /headers\['x-new'\] = \{ value: `a\$\{ *event\.request\.uri\}` \};/);
  });

  it('reports code that cannot be parsed with the code and reason of the checker', () => {
    assert.deepEqual(messagesOf('broken.js').map(shown), [
      '2:3-2:4 error edgewire/unsupported-syntax EW1118',
    ]);
    assert.deepEqual(messagesOf('cut.js').map(shown), ['3:1-3:1 error edgewire/source EW1003']);
    assert.deepEqual(messagesOf('typed.ts').map(shown), ['1:30-1:31 error edgewire/source EW1010']);
  });

  it('judges by runtime 1.0 where the configuration or the option of a rule says so', () => {
    const own = messagesOf('old/spread.js').filter(({ ruleId }) => ruleId?.startsWith('edgewire/'));
    assert.deepEqual(own.map(shown), [
      '1:16-1:22 error edgewire/unsupported-syntax EW1104',
      '3:23-3:40 error edgewire/request-target EW1210',
    ]);
    assert.deepEqual(messagesOf('wrong-option.js').map(shown), [
      '1:1-1:6 error edgewire/unsupported-syntax EW1101',
    ]);
  });

  it('refuses a runtime that does not exist, and names the nearest', async () => {
    const { errors } = await runEslint(project, 'functions/wrong-setting.js');
    assert.match(
      errors,
      /Cannot lint: settings\.edgewire has runtime "cloudfront-js-2", but knows .*; write "cloudfront-js-2\.0"/,
    );
  });
});

describe('the ESLint plugin beside the checker', { skip }, () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'edgewire-eslint-'));
    await symlink(join(root, 'node_modules'), join(cwd, 'node_modules'));
    await cp(fixtures, join(cwd, 'functions'), { recursive: true });
  });
  after(() => rm(cwd, { recursive: true }));

  it('finds the same in every fixture of the checker, code by code and place by place', async () => {
    const settings = new Map<string, { readonly runtime: EdgeRuntimeName; readonly event?: EdgeEventType }>();
    const expected: string[] = [];
    for (const name of await readdir(fixtures)) {
      const code = await readFile(join(fixtures, name), 'utf8');
      const isOld = /^\/\/ runtime: cloudfront-js-1\.0$/m.test(code);
      const runtime = isOld ? 'cloudfront-js-1.0' : 'cloudfront-js-2.0';
      const event = /^\/\/ event: (viewer-request|viewer-response)$/m.exec(code)?.[1] as
        | EdgeEventType
        | undefined;
      settings.set(name, { runtime, ...(event === undefined ? {} : { event }) });
      const { diagnostics } = checkFunction({
        code,
        runtime,
        file: name,
        ...(event === undefined ? {} : { eventType: event }),
      });
      for (const { code: id, severity, where } of diagnostics) {
        const level = severity === 'error' ? 'error' : 'warning';
        expected.push(
          `${name} ${where?.line}:${where?.column}-${where?.endLine}:${where?.endColumn} ${level} ${id}`,
        );
      }
    }
    const configs = [...settings].map(
      ([name, edgewire]) =>
        `{ files: ['functions/${name}'], settings: { edgewire: ${JSON.stringify(edgewire)} } },`,
    );
    await writeFile(
      join(cwd, 'eslint.config.mjs'),
      [
        "import edgewire from '@edgewire/edge-compiler/eslint';",
        'export default [',
        "{ files: ['functions/*.js'], ...edgewire.configs.recommended },",
        ...configs,
        '];',
      ].join('\n'),
    );
    const found = (await lint(cwd, '.')).flatMap(({ filePath, messages }) =>
      messages.map((message) => {
        const [place = '', level = ''] = shown(message).split(' ');
        return `${relative(join(cwd, 'functions'), filePath)} ${place} ${level} ${message.messageId}`;
      }),
    );
    assert.deepEqual(found.sort(), expected.sort());
    assert.ok(found.length >= 100, `${found.length} findings`);
  });

  it('fits the types of ESLint', async () => {
    const file = join(cwd, 'types.mts');
    await writeFile(
      file,
      [
        "import { defineConfig } from 'eslint/config';",
        "import type { ESLint, Linter } from 'eslint';",
        "import edgewire from '@edgewire/edge-compiler/eslint';",
        'export const plugin: ESLint.Plugin = edgewire;',
        'export const config: Linter.Config = edgewire.configs.recommended;',
        'export default defineConfig([{ extends: [edgewire.configs.recommended] }]);',
      ].join('\n'),
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { out } = await new Promise<{ readonly out: string }>((resolve) => {
      execFile(
        process.execPath,
        [tsc, '--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', file],
        { cwd },
        (_error, stdout) => resolve({ out: stdout }),
      );
    });
    assert.equal(out, '');
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkFunction, type LambdaEdgeTrigger, migrateHandler } from '@edgewire/edge-compiler';
import type { FunctionEvent } from '../../src/event/build-event.js';
import { edgeFunction } from '../../src/testing/index.js';
import { answerOf, functionEvent, type MigrationCase, runAsLambdaEdge } from './lambda-edge.js';

/** A handler of the corpus: its cases hold before and after, or it says what is left. */
interface Expectation {
  readonly trigger?: LambdaEdgeTrigger;
  readonly left?: readonly string[];
  readonly warns?: readonly string[];
  readonly cases: readonly MigrationCase[];
}

const corpus = fileURLToPath(new URL('../../../test/migrate/fixtures/', import.meta.url));
const files = readdirSync(corpus)
  .filter((name) => extname(name) !== '.json')
  .sort();

async function runMigrated(code: string, of: MigrationCase) {
  const run = edgeFunction(code);
  const { output, error, kind } = await run.run(functionEvent(of) as unknown as FunctionEvent);
  await run.close();
  if (kind === 'execution-error') return { error: (error ?? '').replace(/^Error: /, '') };
  assert.equal(error, undefined);
  return answerOf(output as Readonly<Record<string, unknown>>, of);
}

describe('handlers that left Lambda@Edge', () => {
  it('are at least forty', () => {
    assert.ok(files.length >= 40, `${files.length} handlers`);
  });

  for (const name of files) {
    const stem = basename(name, extname(name));
    const file = join(corpus, name);
    const source = readFileSync(file, 'utf8');
    const expected = JSON.parse(readFileSync(join(corpus, `${stem}.json`), 'utf8')) as Expectation;
    const migrate = () => {
      const { trigger } = expected;
      const result = migrateHandler({
        code: source,
        file: name,
        ...(trigger === undefined ? {} : { trigger }),
      });
      assert.equal(result.kind, 'migrated');
      return result.kind === 'migrated' ? result : assert.fail();
    };
    const codes = (severity: string, result: ReturnType<typeof migrate>) =>
      [
        ...new Set(result.diagnostics.filter((one) => one.severity === severity).map(({ code }) => code)),
      ].sort();

    it(`${stem}: ${expected.left === undefined ? 'answers as before' : `keeps ${expected.left.join(' and ')} in place`}`, async () => {
      const result = migrate();
      assert.deepEqual(codes('error', result), expected.left ?? [], JSON.stringify(result.diagnostics));
      assert.deepEqual(codes('warning', result), expected.warns ?? []);
      assert.equal(result.isWhole, expected.left === undefined);
      for (const code of expected.left ?? []) assert.match(result.code, new RegExp(`// ${code}: `));
      if (expected.left !== undefined) return;
      const { diagnostics } = checkFunction({ code: result.code, runtime: 'cloudfront-js-2.0' });
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.notEqual(expected.cases.length, 0);
      for (const one of expected.cases) {
        assert.deepEqual(await runAsLambdaEdge(file, one), one.gives, `before: ${one.request.uri}`);
        assert.deepEqual(
          await runMigrated(result.code, one),
          one.gives,
          `after: ${one.request.uri}\n${result.code}`,
        );
      }
    });

    it(`${stem}: keeps its comments`, () => {
      const comments = source.match(/\/\/ .*|\/\*[\s\S]*?\*\//g) ?? [];
      const { code } = migrate();
      for (const comment of comments) assert.ok(code.includes(comment), comment);
    });
  }
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { operationCases } from './cases/index.js';
import { startPair } from './differential-run.js';
import { knownDifferences } from './known-differences.js';

/** Why the two cannot be compared here. */
function missing(): string | false {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore', timeout: 30_000 });
  } catch {
    return 'Java is not installed';
  }
  const place = process.env.EDGEWIRE_DYNAMODB_LOCAL ?? '';
  const isThere = place.endsWith('.jar') ? existsSync(place) : existsSync(join(place, 'DynamoDBLocal.jar'));
  return isThere ? false : 'EDGEWIRE_DYNAMODB_LOCAL does not name a folder with DynamoDB Local';
}

describe('the cases of DynamoDB', () => {
  const ids = operationCases.map(({ id }) => id);

  it('have an id of their own each', () => {
    assert.equal(new Set(ids).size, ids.length);
  });

  it('are all that a known difference names, and none is named twice', () => {
    const named = knownDifferences.flatMap(({ cases }) =>
      Object.entries(cases).flatMap(([id, steps]) =>
        steps.map((step) => ({ id, place: `${id}, step ${step}` })),
      ),
    );
    assert.deepEqual(
      named.filter(({ id }) => !ids.includes(id)),
      [],
    );
    assert.equal(new Set(named.map(({ place }) => place)).size, named.length);
  });

  it('are answered as DynamoDB Local answers them, but for the known differences', {
    skip: missing(),
  }, async () => {
    const placesOf = (differences: typeof knownDifferences) =>
      new Set(
        differences.flatMap(({ cases }) =>
          Object.entries(cases).flatMap(([id, steps]) => steps.map((step) => `${id}, step ${step}`)),
        ),
      );
    const known = placesOf(knownDifferences);
    const races = placesOf(knownDifferences.filter(({ isRace = false }) => isRace));
    const found = new Set<string>();
    const unexpected: string[] = [];
    const pair = await startPair();
    try {
      // One after another: DynamoDB Local fails now and then when tables are made at the same time.
      for (const operationCase of operationCases) {
        for (const { step, ours, theirs } of await pair.compare(operationCase)) {
          const place = `${operationCase.id}, step ${step}`;
          found.add(place);
          if (!known.has(place))
            unexpected.push(`${place}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`);
        }
      }
    } finally {
      await pair.close();
    }
    assert.deepEqual(unexpected, []);
    assert.deepEqual(
      [...known].filter((place) => !found.has(place) && !races.has(place)),
      [],
    );
  });
});

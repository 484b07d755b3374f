import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { renderResourceTypes } from './render-resource-types.js';

const page = new URL('../../../../../docs/reference/resource-types.md', import.meta.url);

describe('renderResourceTypes', () => {
  it('names used, harmless and ignored properties of a type', () => {
    const text = renderResourceTypes();
    assert.ok(
      text.includes(
        [
          '### AWS::Lambda::Alias',
          '',
          '- Used: `FunctionName`, `Name`',
          '- Harmless: `Description`, `FunctionVersion`, `ProvisionedConcurrencyConfig`',
          '- Ignored `RoutingConfig`: an alias always runs the present code locally',
          '',
        ].join('\n'),
      ),
    );
    assert.ok(text.includes('[SimpleTable](#awsserverlesssimpletable)'));
  });

  it('is what docs/reference/resource-types.md says: run npm run docs', () => {
    assert.equal(readFileSync(page, 'utf8'), renderResourceTypes());
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderDiagnostic } from './render.js';

describe('renderDiagnostic', () => {
  it('draws the source line with carets below the span', () => {
    const text = renderDiagnostic(
      {
        code: 'EW1206',
        severity: 'error',
        message: 'Cannot set header "X-Y": CloudFront refuses header names with upper-case letters',
        where: { file: 'a.ts', line: 2, column: 3, endLine: 2, endColumn: 8 },
        help: 'write "x-y"',
      },
      { readSource: () => 'one\n  two three\n' },
    );
    assert.equal(
      text,
      [
        'EW1206 error  Cannot set header "X-Y": CloudFront refuses header names with upper-case letters',
        '  at a.ts:2:3',
        '  2 |   two three',
        '    |   ^^^^^',
        '  help: write "x-y"',
      ].join('\n'),
    );
  });
  it('shows no line that a terminal would obey', () => {
    const text = renderDiagnostic(
      {
        code: 'EW1001',
        severity: 'error',
        message: 'Cannot read',
        where: { file: 'a.js', line: 1, column: 1 },
      },
      { readSource: () => 'GIF89a\u001b[2J\ufffd' },
    );
    assert.equal(text, 'EW1001 error  Cannot read\n  at a.js:1:1');
  });
  it('shows only the property path of a template finding without a position', () => {
    const text = renderDiagnostic({
      code: 'EW3107',
      severity: 'warning',
      message: 'Property is not run locally',
      where: { path: 'Resources.A.Properties.B' },
    });
    assert.equal(text, 'EW3107 warning  Property is not run locally\n  at Resources.A.Properties.B');
  });
});

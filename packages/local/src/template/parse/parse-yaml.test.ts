import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTemplate } from '../parse-template.js';

const properties = (lines: readonly string[]) => {
  const text = [
    'Resources:',
    '  A:',
    '    Type: T',
    '    Properties:',
    ...lines.map((line) => `      ${line}`),
  ];
  const body = parseTemplate(text.join('\n'), '/x/template.yaml').document?.body as {
    Resources: { A: { Properties: unknown } };
  };
  return body.Resources.A.Properties;
};

describe('parseYaml', () => {
  it('reads a lone dot as the path that it is', () => {
    assert.deepEqual(properties(['Code: .', 'Above: ..', 'Number: 1.', 'Half: .5']), {
      Code: '.',
      Above: '..',
      Number: 1,
      Half: 0.5,
    });
  });

  it('reads booleans of YAML 1.1 and leaves dates as text', () => {
    assert.deepEqual(properties(['A: yes', 'B: off', 'Version: 2010-09-09']), {
      A: true,
      B: false,
      Version: '2010-09-09',
    });
  });
});

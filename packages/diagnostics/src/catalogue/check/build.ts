// Codes about building: EW16xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const buildCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1601',
    severity: 'error',
    title: 'Import cannot be resolved',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'The bundler did not find what the file imports. Relative imports need the file; packages must be installed.',
  },
  {
    code: 'EW1602',
    severity: 'error',
    title: 'Node built-in in an edge function',
    source: 'spec/cloudfront.md 1.6',
    explanation:
      'CloudFront Functions have no file system, network, streams or events. The message gives the chain of imports that leads to the built-in: replace the package, or the part of it that needs Node.',
  },
  {
    code: 'EW1603',
    severity: 'error',
    title: 'Entry without a handler',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'An entry has a default export, an export named `handler`, or, as a plain script, a top-level function `handler`.',
  },
  {
    code: 'EW1604',
    severity: 'error',
    title: 'Asynchronous code for runtime 1.0',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'Runtime 1.0 has no `async` and `await`, and a promise that the handler returns is not awaited. Choose cloudfront-js-2.0.',
  },
  {
    code: 'EW1605',
    severity: 'error',
    title: 'Generators are not lowered',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Neither runtime has generators. The state machine that would replace one takes a good part of the 10 KB, so the build refuses it: collect the values in an array.',
  },
  {
    code: 'EW1606',
    severity: 'error',
    title: 'Construct that cannot be lowered',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'The construct has no form that the runtime executes correctly. The message says why; rewrite the place.',
  },
  {
    code: 'EW1607',
    severity: 'error',
    title: 'Compiled function is larger than 10 KB',
    source: 'spec/cloudfront.md 4.1',
    explanation:
      'The message lists the largest modules. Remove imports, or move tables to the key value store.',
  },
  {
    code: 'EW1608',
    severity: 'error',
    title: 'Circular import uses a value too early',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'Two modules import each other, and one uses a value of the other while it is still being set up. In a bundle the value is not there yet.',
  },
  {
    code: 'EW1609',
    severity: 'error',
    title: 'Source cannot be parsed',
    source: 'spec/cloudfront.md 1.1',
    explanation: 'The TypeScript or JavaScript source has a syntax error.',
  },
  {
    code: 'EW1611',
    severity: 'error',
    title: 'Constant is not defined',
    source: 'spec/cloudfront.md 1.5',
    explanation:
      'The source reads `process.env.NAME`, which does not exist at the edge. Give its value to the build: `define: { "process.env.NAME": "…" }`.',
  },
  {
    code: 'EW1612',
    severity: 'error',
    title: 'Entries of different runtimes or events',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'The entries cannot be one function: a middleware of the pipeline has no half for the event.',
  },
  {
    code: 'EW1613',
    severity: 'error',
    title: 'Entry cannot be read',
    source: 'spec/cloudfront.md 1.1',
    explanation: 'The file does not exist, is not a file, or is not text.',
  },
  {
    code: 'EW1614',
    severity: 'error',
    title: 'Compiled code does not pass the check',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'What came out of the build would not run. If the source itself passes, this is a mistake of Edgewire: please report it.',
  },
];

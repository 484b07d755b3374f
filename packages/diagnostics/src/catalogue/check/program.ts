// Codes about the file and its handler: EW10xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const programCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1001',
    severity: 'error',
    title: 'File is not text',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'CloudFront takes the source text of one function. The file holds NUL or bytes that are not UTF-8, so it is an image, an archive or another binary file. Check the JavaScript file itself.',
  },
  {
    code: 'EW1002',
    severity: 'error',
    title: 'Source is too large to be a function',
    source: 'spec/cloudfront.md 4.1',
    explanation:
      'A function has at most 10,240 bytes. A source of more than 1 MiB is a data file or a bundle of something else, so the checker does not read it. Check the function itself; build it with `edgewire build` if it is still to be bundled.',
  },
  {
    code: 'EW1003',
    severity: 'error',
    title: 'Syntax error',
    source: 'spec/cloudfront.md 0, 1.1',
    explanation:
      'The text is not JavaScript at the place that is named. AWS does not parse code when it is created or published: the function would be accepted and then answer every request with 503.',
    wrong: `function handler(event) {
  return event.request;
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1004',
    severity: 'error',
    title: 'Function is larger than 10 KB',
    source: 'spec/cloudfront.md 4.1',
    explanation:
      'CloudFront refuses code of more than 10,240 UTF-8 bytes, and the quota cannot be raised. `edgewire build` removes unused code, shortens names and lists the bytes of each module; large tables belong in the key value store.',
  },
  {
    code: 'EW1005',
    severity: 'warning',
    title: 'Function is near the size limit',
    source: 'spec/cloudfront.md 8.6',
    explanation:
      'The code has more than 8,000 of the 10,240 bytes that CloudFront takes. Minify it with `edgewire build`, or move tables to the key value store, before the next feature does not fit.',
  },
  {
    code: 'EW1006',
    severity: 'error',
    title: 'Handler is missing',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'The host calls the top-level function named `handler`. Without it every request fails with 503.',
    wrong: `function main(event) {
  return event.request;
}
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1007',
    severity: 'error',
    title: 'Handler is a constant',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'The host looks `handler` up on the global object. A top-level `const` or `let` is not a property of it, so the host does not find the function (measured on the open-source engine). Use a function declaration.',
    wrong: `const handler = (event) => event.request;
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1008',
    severity: 'error',
    title: 'Handler is not at the top level',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'The host looks `handler` up on the global object. A function inside another function, such as the wrapper that a bundler adds, is invisible to it.',
    wrong: `(function () {
  function handler(event) {
    return event.request;
  }
  return handler;
})();
`,
    right: `(function () {
  function handler(event) {
    return event.request;
  }
  globalThis.handler = handler;
})();
`,
  },
  {
    code: 'EW1009',
    severity: 'error',
    title: 'Handler has a second parameter',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'CloudFront passes one argument, the event. `context` and `callback` are Lambda@Edge: here they are undefined, and a call of `callback` throws.',
    wrong: `function handler(event, context, callback) {
  callback(null, event.request);
  return event.request;
}
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1010',
    severity: 'error',
    title: 'TypeScript must be built first',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'The runtimes take JavaScript. `edgewire build` turns TypeScript into a script that they execute, and checks the result with the same rules.',
    wrong: `function handler(event: Event): unknown {
  return event.request;
}
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
];

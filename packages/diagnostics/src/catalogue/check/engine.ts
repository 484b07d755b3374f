// Codes about differences of the engine from V8: EW15xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const engineCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1502',
    severity: 'warning',
    title: 'Date text that the engine cannot read',
    source: 'spec/cloudfront.md 8.1',
    explanation:
      'The engine reads ISO 8601 with `Z` or without an offset, and RFC 1123. For other texts `Date.parse` and `new Date` give NaN.',
    wrong: `function handler(event) {
  var at = Date.parse('January 1, 2024');
  return event.request;
}
`,
    right: `function handler(event) {
  var at = Date.parse('2024-01-01T00:00:00Z');
  return event.request;
}
`,
  },
  {
    code: 'EW1503',
    severity: 'note',
    title: 'Position in text beyond the basic plane',
    source: 'spec/cloudfront.md 8.1',
    explanation: 'The engine counts code points: an emoji has length 1, in V8 2.',
    wrong: `function handler(event) {
  var size = '😀'.length;
  return event.request;
}
`,
    right: `function handler(event) {
  var size = 'smile'.length;
  return event.request;
}
`,
  },
  {
    code: 'EW1504',
    severity: 'warning',
    title: 'Order of integer keys',
    source: 'spec/cloudfront.md 8.1',
    explanation:
      'V8 moves integer-like keys to the front; the engine keeps the order in which they were added.',
    wrong: `function handler(event) {
  var keys = Object.keys({ b: 1, 1: 2 });
  return event.request;
}
`,
    right: `function handler(event) {
  var keys = Object.keys({ 1: 2, b: 1 });
  return event.request;
}
`,
  },
  {
    code: 'EW1505',
    severity: 'warning',
    title: '`split` with a capture group in runtime 1.0',
    source: 'spec/cloudfront.md 8.1',
    explanation: 'Runtime 1.0 leaves out what capture groups match.',
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  var parts = event.request.uri.split(/(-)/);
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  var parts = event.request.uri.split(/-/);
  return event.request;
}
`,
  },
  {
    code: 'EW1506',
    severity: 'warning',
    title: 'Clock that stands still',
    source: 'spec/cloudfront.md 1.5',
    explanation:
      '`Date` is frozen at the start of the run: differences are 0, and loops that wait do not end.',
    wrong: `function handler(event) {
  var start = Date.now();
  var took = Date.now() - start;
  return event.request;
}
`,
    right: `function handler(event) {
  var now = Date.now();
  return event.request;
}
`,
  },
  {
    code: 'EW1507',
    severity: 'warning',
    title: 'Regular expression that only PCRE knows',
    source: 'spec/cloudfront.md 8.3',
    explanation:
      'The engine has PCRE. Syntax that ECMAScript lacks, or reads otherwise, works there but not in tests on other engines.',
    wrong: `function handler(event) {
  if (/(?i)^A/.test(event.request.uri)) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (/^a/i.test(event.request.uri)) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1508',
    severity: 'warning',
    title: 'Repetition of a repetition',
    source: 'spec/cloudfront.md 8.3',
    explanation:
      'A text that nearly matches makes the engine try every split: the compute budget is gone after some thirty characters.',
    wrong: `function handler(event) {
  if (/^(a+)+$/.test(event.request.uri)) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (/^a+$/.test(event.request.uri)) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1509',
    severity: 'note',
    title: 'Error made after an `await`',
    source: 'evidence/engine.md 3',
    explanation:
      'In engines of the age of runtime 2.0 the stack trace of an Error made after an `await` costs 4 to 7 million instructions, about a millisecond. Whether AWS has mended its build is not known.',
    wrong: `async function handler(event) {
  await Promise.resolve();
  if (event.request.uri === '/x') {
    throw new Error('refused');
  }
  return event.request;
}
`,
    right: `async function handler(event) {
  await Promise.resolve();
  if (event.request.uri === '/x') {
    throw 'refused';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1510',
    severity: 'error',
    title: 'Own name of a constructing function expression',
    source: 'evidence/engine.md 2.2',
    explanation: 'Under `new` the name of a named function expression has another value than the function.',
    wrong: `function handler(event) {
  var A = function B() {
    this.ok = this instanceof B;
  };
  new A();
  return event.request;
}
`,
    right: `function handler(event) {
  function A() {
    this.ok = this instanceof A;
  }
  new A();
  return event.request;
}
`,
  },
  {
    code: 'EW1511',
    severity: 'warning',
    title: 'Binary text as a number in runtime 1.0',
    source: 'spec/cloudfront.md 8.1',
    explanation: "`Number('0b11')` is NaN in runtime 1.0.",
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  var mask = Number('0b11');
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  var mask = parseInt('11', 2);
  return event.request;
}
`,
  },
  {
    code: 'EW1512',
    severity: 'warning',
    title: 'Base64 without padding',
    source: 'spec/cloudfront.md 1.12',
    explanation: '`atob` of unpadded text gave an empty text in the matching engine build.',
    wrong: `function handler(event) {
  var text = atob('YQ');
  return event.request;
}
`,
    right: `function handler(event) {
  var text = atob('YQ==');
  return event.request;
}
`,
  },
  {
    code: 'EW1513',
    severity: 'warning',
    title: 'Half of a surrogate pair',
    source: 'spec/cloudfront.md 8.1',
    explanation:
      'The engine has no halves of surrogate pairs: where V8 writes an escape sequence in JSON, or refuses to encode a URI, the engine uses U+FFFD.',
    wrong: `function handler(event) {
  var text = JSON.stringify('\\ud83d');
  return event.request;
}
`,
    right: `function handler(event) {
  var text = JSON.stringify('\\ud83d\\ude00');
  return event.request;
}
`,
  },
  {
    code: 'EW1515',
    severity: 'warning',
    title: 'Date that is not localised',
    source: 'spec/cloudfront.md 8.1',
    explanation: '`toLocaleString` of a Date gives the same as `toString`.',
    wrong: `function handler(event) {
  var text = new Date().toLocaleDateString('de');
  return event.request;
}
`,
    right: `function handler(event) {
  var text = new Date().toISOString();
  return event.request;
}
`,
  },
  {
    code: 'EW1516',
    severity: 'warning',
    title: 'Ignored `cause`',
    source: 'spec/cloudfront.md 1.6',
    explanation: 'The engine ignores the options of Error.',
    wrong: `function handler(event) {
  var error = new Error('a', { cause: 'b' });
  return event.request;
}
`,
    right: `function handler(event) {
  var error = new Error('a: b');
  return event.request;
}
`,
  },
  {
    code: 'EW1518',
    severity: 'error',
    title: 'Unknown flag of a made regular expression',
    source: 'spec/cloudfront.md 1.2',
    explanation: '`new RegExp` with a flag that the engine does not know throws a SyntaxError at run time.',
    wrong: `function handler(event) {
  var pattern = new RegExp('a', 'u');
  return event.request;
}
`,
    right: `function handler(event) {
  var pattern = new RegExp('a', 'i');
  return event.request;
}
`,
  },
  {
    code: 'EW1520',
    severity: 'warning',
    title: '`querystring` in runtime 1.0',
    source: 'spec/cloudfront.md 1.10',
    explanation:
      'In runtime 1.0 `stringify` loses the separator before lists, drops "=" and prints null, undefined and objects as text; `parse` takes a key without "=" and all that follows its "&" for one key.',
    wrong: `// runtime: cloudfront-js-1.0
var querystring = require('querystring');
function handler(event) {
  event.request.querystring = querystring.stringify({ a: '1' });
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  event.request.querystring = 'a=' + encodeURIComponent('1');
  return event.request;
}
`,
  },
  {
    code: 'EW1523',
    severity: 'warning',
    title: 'Promise returned in runtime 1.0',
    source: 'spec/cloudfront.md 1.1',
    explanation: 'Nothing documents that runtime 1.0 waits for a promise that the handler returns.',
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  return Promise.resolve(event.request);
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1524',
    severity: 'error',
    title: 'Declaration that loses its kind',
    source: 'measured on njs 0.7.9',
    explanation:
      'Behind a function whose last local is a `var`, the engine takes the next declarator of a `let` or `const` for a `var`, and the other way round: it is shared by the turns of a loop, clashes with the same name in another block, or a constant may be written. `edgewire build` takes such declarations apart.',
    wrong: `function handler(event) {
  const last = function (text) {
      var parts = text.split('/');
      return parts[parts.length - 1];
    },
    name = last(event.request.uri);
  event.request.uri = '/' + name;
  return event.request;
}
`,
    right: `function handler(event) {
  const last = function (text) {
    var parts = text.split('/');
    return parts[parts.length - 1];
  };
  const name = last(event.request.uri);
  event.request.uri = '/' + name;
  return event.request;
}
`,
  },
  {
    code: 'EW1526',
    severity: 'warning',
    title: '`match` with the g flag taken for a test',
    source: 'measured on njs 0.7.9',
    explanation:
      'A `match` with the g flag that finds nothing is `null` in V8 and an empty list, which counts as true, in engine builds near to runtime 2.0.',
    wrong: `function handler(event) {
  if (event.request.uri.match(/old/g)) {
    event.request.uri = '/new';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (/old/.test(event.request.uri)) {
    event.request.uri = '/new';
  }
  return event.request;
}
`,
  },
];

// Codes about syntax that a runtime refuses or misexecutes: EW11xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const syntaxCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1101',
    severity: 'error',
    title: '`let` and `const` in runtime 1.0',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Runtime 1.0 stops at the first `let` or `const` with `Token "const" not supported in this version`. Write `var`, or let `edgewire build` lower it: it keeps a separate variable for each turn of a loop.',
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  const home = '/';
  event.request.uri = home;
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  var home = '/';
  event.request.uri = home;
  return event.request;
}
`,
  },
  {
    code: 'EW1102',
    severity: 'error',
    title: 'Default parameter value',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `=` in a parameter list.',
    wrong: `function path(uri = '/') {
  return uri;
}
function handler(event) {
  event.request.uri = path();
  return event.request;
}
`,
    right: `function path(uri) {
  return uri === undefined ? '/' : uri;
}
function handler(event) {
  event.request.uri = path();
  return event.request;
}
`,
  },
  {
    code: 'EW1103',
    severity: 'error',
    title: 'Spread in a call',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Runtime 1.0 accepts a spread call and passes the whole array as one argument: a wrong value without an error. Runtime 2.0 refuses it.',
    wrong: `function handler(event) {
  var parts = [1, 2];
  var most = Math.max(...parts);
  event.request.uri = '/' + most;
  return event.request;
}
`,
    right: `function handler(event) {
  var parts = [1, 2];
  var most = Math.max.apply(undefined, parts);
  event.request.uri = '/' + most;
  return event.request;
}
`,
  },
  {
    code: 'EW1104',
    severity: 'error',
    title: 'Spread in an array literal',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Runtime 1.0 accepts a spread array literal and yields an array without the spread values: a wrong value without an error. Runtime 2.0 refuses it.',
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  var parts = event.request.uri.split('/');
  var all = ['', ...parts];
  event.request.uri = all.join('/');
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  var parts = event.request.uri.split('/');
  var all = [''].concat(parts);
  event.request.uri = all.join('/');
  return event.request;
}
`,
  },
  {
    code: 'EW1105',
    severity: 'error',
    title: 'Spread in an object literal',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `...` in an object literal. `Object.assign` exists in both.',
    wrong: `function handler(event) {
  var extra = { a: { value: '1' } };
  event.request.querystring = { ...extra };
  return event.request;
}
`,
    right: `function handler(event) {
  var extra = { a: { value: '1' } };
  event.request.querystring = Object.assign({}, extra);
  return event.request;
}
`,
  },
  {
    code: 'EW1106',
    severity: 'error',
    title: 'Destructuring',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse destructuring in declarations, parameters, assignments and `catch`.',
    wrong: `function handler(event) {
  var { request } = event;
  return request;
}
`,
    right: `function handler(event) {
  var request = event.request;
  return request;
}
`,
  },
  {
    code: 'EW1107',
    severity: 'error',
    title: '`catch` without a name',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes need a name after `catch`.',
    wrong: `function handler(event) {
  try {
    JSON.parse(event.request.uri);
  } catch {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  try {
    JSON.parse(event.request.uri);
  } catch (error) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1108',
    severity: 'warning',
    title: 'Tagged template',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Tagged templates run, but the strings array has no `raw`, so most tags fail.',
    wrong: `function tag(parts) {
  return parts[0];
}
function handler(event) {
  event.request.uri = tag\`/a\`;
  return event.request;
}
`,
    right: `function tag(parts) {
  return parts[0];
}
function handler(event) {
  event.request.uri = tag(['/a']);
  return event.request;
}
`,
  },
  {
    code: 'EW1109',
    severity: 'warning',
    title: '`??` is not documented',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Both runtimes run `??` (measured on the open-source engine and seen on the real service), but AWS does not list it.',
    wrong: `function handler(event) {
  event.request.uri = event.request.uri ?? '/';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = event.request.uri || '/';
  return event.request;
}
`,
  },
  {
    code: 'EW1110',
    severity: 'error',
    title: 'Optional chaining',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `?.`; on runtime 2.0 the failure has been seen on the real service.',
    wrong: `function handler(event) {
  if (event.request.headers.host?.value === 'a') {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  var host = event.request.headers.host;
  if (host && host.value === 'a') {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1111',
    severity: 'error',
    title: 'Logical assignment',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `??=`, `||=` and `&&=`.',
    wrong: `function handler(event) {
  event.request.uri ||= '/';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = event.request.uri || '/';
  return event.request;
}
`,
  },
  {
    code: 'EW1112',
    severity: 'error',
    title: '`for-of`',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `for-of`, also over arrays.',
    wrong: `function handler(event) {
  var n = 0;
  for (var part of event.request.uri.split('/')) {
    n += part.length;
  }
  return event.request;
}
`,
    right: `function handler(event) {
  var n = 0;
  event.request.uri.split('/').forEach(function (part) {
    n += part.length;
  });
  return event.request;
}
`,
  },
  {
    code: 'EW1113',
    severity: 'error',
    title: 'Class',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `class`, `extends` and `super`.',
    wrong: `class Paths {}
function handler(event) {
  new Paths();
  return event.request;
}
`,
    right: `function Paths() {}
function handler(event) {
  new Paths();
  return event.request;
}
`,
  },
  {
    code: 'EW1114',
    severity: 'error',
    title: 'Generator',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Both runtimes refuse generators, and `edgewire build` does not lower them: the state machine costs more than it saves in 10 KB.',
    wrong: `function* parts() {
  yield 1;
}
function handler(event) {
  parts();
  return event.request;
}
`,
    right: `function parts() {
  return [1];
}
function handler(event) {
  parts();
  return event.request;
}
`,
  },
  {
    code: 'EW1115',
    severity: 'error',
    title: 'Async function in runtime 1.0',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Runtime 1.0 has promises but no `async` and no `await`.',
    wrong: `// runtime: cloudfront-js-1.0
async function handler(event) {
  return event.request;
}
`,
    right: `async function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1116',
    severity: 'error',
    title: 'Numeric separator in runtime 1.0',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Runtime 1.0 refuses `_` in numbers.',
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  var max = 1_000;
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  var max = 1000;
  return event.request;
}
`,
  },
  {
    code: 'EW1117',
    severity: 'error',
    title: 'Regular expression flag',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'The engine knows g, i and m, and y in runtime 2.0. It refuses s, u, d and v.',
    wrong: `function handler(event) {
  if (/^.a/s.test(event.request.uri)) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (/^[\\s\\S]a/.test(event.request.uri)) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1118',
    severity: 'error',
    title: 'Forbidden in strict mode',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'Strict mode is always on: `with`, `delete` of a bare name, two parameters of one name, legacy octal numbers, HTML-style comments and functions as the body of `if` are syntax errors.',
    wrong: `function handler(event) {
  var mode = 0755;
  return event.request;
}
`,
    right: `function handler(event) {
  var mode = 0o755;
  return event.request;
}
`,
  },
  {
    code: 'EW1119',
    severity: 'error',
    title: '`debugger`',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Runtime 1.0 refuses `debugger`; runtime 2.0 ignores it.',
    wrong: `// runtime: cloudfront-js-1.0
function handler(event) {
  debugger;
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
function handler(event) {
  var seen = true;
  return event.request;
}
`,
  },
  {
    code: 'EW1120',
    severity: 'error',
    title: '`for await`',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `for await`.',
    wrong: `async function handler(event) {
  for await (const part of event.request.cookies.a.multiValue) {
    event.request.uri = part;
  }
  return event.request;
}
`,
    right: `async function handler(event) {
  for (let i = 0; i < event.request.cookies.a.multiValue.length; i++) {
    event.request.uri = await event.request.cookies.a.multiValue[i];
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1121',
    severity: 'error',
    title: 'Top-level `await`',
    source: 'spec/cloudfront.md 1.2',
    explanation: '`await` works inside async functions only.',
    wrong: `const home = await Promise.resolve('/');
function handler(event) {
  event.request.uri = home;
  return event.request;
}
`,
    right: `async function handler(event) {
  const home = await Promise.resolve('/');
  event.request.uri = home;
  return event.request;
}
`,
  },
  {
    code: 'EW1122',
    severity: 'error',
    title: 'Dynamic `import()`',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'There is nothing to import at run time, and the engine refuses the syntax.',
    wrong: `async function handler(event) {
  await import('crypto');
  return event.request;
}
`,
    right: `var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5');
  return event.request;
}
`,
  },
  {
    code: 'EW1123',
    severity: 'error',
    title: '`new.target`',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'Both runtimes refuse `new.target`.',
    wrong: `function A() {
  this.isNew = new.target === A;
}
function handler(event) {
  new A();
  return event.request;
}
`,
    right: `function A() {
  this.isNew = this instanceof A;
}
function handler(event) {
  new A();
  return event.request;
}
`,
  },
  {
    code: 'EW1124',
    severity: 'error',
    title: '`import.meta`',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'A function has no address, and the engine refuses the syntax.',
    wrong: `function handler(event) {
  var here = import.meta.url;
  return event.request;
}
`,
    right: `function handler(event) {
  var here = '/';
  return event.request;
}
`,
  },
  {
    code: 'EW1125',
    severity: 'error',
    title: 'BigInt literal',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'The engine has no BigInt.',
    wrong: `function handler(event) {
  var big = 10n;
  return event.request;
}
`,
    right: `function handler(event) {
  var big = 10;
  return event.request;
}
`,
  },
  {
    code: 'EW1126',
    severity: 'error',
    title: 'Line continuation inside a string',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'A backslash before a line break inside a string is a syntax error, although ES5 allows it.',
    wrong: `function handler(event) {
  event.request.uri = '/a\\
  /b';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = '/a' + '/b';
  return event.request;
}
`,
  },
  {
    code: 'EW1127',
    severity: 'error',
    title: 'Letters outside ASCII in names',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'AWS allows Unicode in texts, not in names; the engine refuses the first byte.',
    wrong: `function handler(event) {
  var größe = 1;
  return event.request;
}
`,
    right: `function handler(event) {
  var size = 1;
  return event.request;
}
`,
  },
  {
    code: 'EW1128',
    severity: 'error',
    title: '`export`',
    source: 'spec/cloudfront.md 1.2',
    explanation:
      'The engine refuses `export` with "Illegal export statement": the host finds `handler` by its name. `edgewire build` removes exports.',
    wrong: `export function handler(event) {
  return event.request;
}
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1129',
    severity: 'error',
    title: 'Named or namespace import',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'The engine takes default imports only.',
    wrong: `import { createHash } from 'crypto';
function handler(event) {
  createHash('md5');
  return event.request;
}
`,
    right: `var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5');
  return event.request;
}
`,
  },
  {
    code: 'EW1130',
    severity: 'error',
    title: '`await` inside call arguments',
    source: 'spec/cloudfront.md 1.3',
    explanation:
      'Runtime 2.0 refuses `await` anywhere inside the arguments of a call, at any depth: "await in arguments not supported". Await into a constant first. `edgewire build` does so and keeps the order of evaluation.',
    wrong: `async function handler(event) {
  console.log(await Promise.resolve(1));
  return event.request;
}
`,
    right: `async function handler(event) {
  const value = await Promise.resolve(1);
  console.log(value);
  return event.request;
}
`,
  },
  {
    code: 'EW1131',
    severity: 'error',
    title: 'Local shared across an `await`',
    source: 'spec/cloudfront.md 1.4',
    explanation:
      'When an async function of runtime 2.0 suspends at an `await`, locals that inner functions captured are copied; from then on the function and its inner functions see different values. There is no error. A local is safe if it is written once, where it is declared, before every inner function that uses it is made (function declarations are made at the start of their block). Keep changing values in a property of an object; `edgewire build` does so by itself.',
    wrong: `async function handler(event) {
  let count = 0;
  const add = () => {
    count++;
  };
  add();
  await Promise.resolve();
  event.request.uri = \`/\${count}\`;
  return event.request;
}
`,
    right: `async function handler(event) {
  const state = { count: 0 };
  const add = () => {
    state.count++;
  };
  add();
  await Promise.resolve();
  event.request.uri = \`/\${state.count}\`;
  return event.request;
}
`,
  },
  {
    code: 'EW1132',
    severity: 'error',
    title: 'Rest parameter read after an `await`',
    source: 'spec/cloudfront.md 1.4',
    explanation:
      'In runtime 2.0 a rest parameter is undefined after the first `await`. Copy it into a constant before.',
    wrong: `async function join(...parts) {
  await Promise.resolve();
  return parts.join('/');
}
async function handler(event) {
  event.request.uri = await join('', 'a');
  return event.request;
}
`,
    right: `async function join(...parts) {
  const list = parts;
  await Promise.resolve();
  return list.join('/');
}
async function handler(event) {
  event.request.uri = await join('', 'a');
  return event.request;
}
`,
  },
];

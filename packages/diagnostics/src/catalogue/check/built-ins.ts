// Codes about built-ins and modules: EW13xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const builtInsCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1301',
    severity: 'error',
    title: 'Built-in that the runtime lacks',
    source: 'spec/cloudfront.md 1.6',
    explanation:
      'The name is a built-in elsewhere; here reading it throws a ReferenceError. `edgewire build` brings small replacements for Map and Set along.',
    wrong: `function handler(event) {
  var seen = new Map();
  return event.request;
}
`,
    right: `function handler(event) {
  var seen = {};
  return event.request;
}
`,
  },
  {
    code: 'EW1302',
    severity: 'error',
    title: 'Function that the runtime lacks',
    source: 'spec/cloudfront.md 1.6',
    explanation:
      'The constructor exists, this function of it does not: calling undefined throws a TypeError.',
    wrong: `function handler(event) {
  var pairs = Object.fromEntries([['a', 1]]);
  return event.request;
}
`,
    right: `function handler(event) {
  var pairs = {};
  [['a', 1]].forEach(function (pair) {
    pairs[pair[0]] = pair[1];
  });
  return event.request;
}
`,
  },
  {
    code: 'EW1303',
    severity: 'error',
    title: 'Method that the runtime lacks',
    source: 'spec/cloudfront.md 1.6',
    explanation:
      'The type of the object is known, and the runtime has no such method: the call throws a TypeError.',
    wrong: `function handler(event) {
  event.request.uri = '/' + ['a', ['b']].flat().join('/');
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = '/' + ['a'].concat(['b']).join('/');
  return event.request;
}
`,
  },
  {
    code: 'EW1304',
    severity: 'warning',
    title: 'Method that no built-in has here',
    source: 'spec/cloudfront.md 1.6',
    explanation:
      'The type of the object is not known, but no built-in of this runtime has a method of that name. If the object is your own, the warning is wrong: give the method another name or disable the rule for the line.',
    wrong: `function last(list) {
  return list.at(-1);
}
function handler(event) {
  event.request.uri = last(['/a']);
  return event.request;
}
`,
    right: `function last(list) {
  return list[list.length - 1];
}
function handler(event) {
  event.request.uri = last(['/a']);
  return event.request;
}
`,
  },
  {
    code: 'EW1305',
    severity: 'warning',
    title: 'Undocumented built-in',
    source: 'spec/cloudfront.md 1.6',
    explanation:
      'The name works in this runtime, as seen on the real service or measured on the engine, but AWS does not list it.',
    wrong: `function handler(event) {
  var all = Array.from([1]);
  return event.request;
}
`,
    right: `function handler(event) {
  var all = [1].slice();
  return event.request;
}
`,
  },
  {
    code: 'EW1306',
    severity: 'error',
    title: 'Code made from text',
    source: 'spec/cloudfront.md 1.5',
    explanation: '`eval` and the `Function` constructor throw in both runtimes.',
    wrong: `function handler(event) {
  eval('1');
  return event.request;
}
`,
    right: `function handler(event) {
  var one = 1;
  return event.request;
}
`,
  },
  {
    code: 'EW1307',
    severity: 'error',
    title: 'Timer',
    source: 'spec/cloudfront.md 1.5',
    explanation: 'There are no timers: the function must run to completion at once.',
    wrong: `function handler(event) {
  setTimeout(function () {}, 1);
  return event.request;
}
`,
    right: `function handler(event) {
  (function () {})();
  return event.request;
}
`,
  },
  {
    code: 'EW1308',
    severity: 'error',
    title: '`process`',
    source: 'spec/cloudfront.md 1.5',
    explanation:
      'There is no process and no environment. `edgewire build` substitutes constants such as `process.env.STAGE` with `define`.',
    wrong: `function handler(event) {
  var stage = process.env.STAGE;
  return event.request;
}
`,
    right: `function handler(event) {
  var stage = 'dev';
  return event.request;
}
`,
  },
  {
    code: 'EW1309',
    severity: 'error',
    title: 'Byte strings are gone in runtime 2.0',
    source: 'spec/cloudfront.md 1.11',
    explanation: 'Runtime 2.0 removed `String.bytesFrom`, `toBytes`, `fromBytes`, `toUTF8` and `fromUTF8`.',
    wrong: `function handler(event) {
  var text = String.bytesFrom('YQ==', 'base64');
  return event.request;
}
`,
    right: `function handler(event) {
  var text = Buffer.from('YQ==', 'base64').toString();
  return event.request;
}
`,
  },
  {
    code: 'EW1310',
    severity: 'error',
    title: 'Module that CloudFront does not have',
    source: 'spec/cloudfront.md 1.7',
    explanation:
      '`require` knows `crypto`, `querystring` and, in runtime 2.0, `buffer`; `cloudfront` is imported. Anything else throws `Cannot find module`. npm packages must be bundled.',
    wrong: `var fs = require('fs');
function handler(event) {
  fs.x;
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
    code: 'EW1311',
    severity: 'warning',
    title: 'Undocumented import',
    source: 'spec/cloudfront.md 1.7',
    explanation: 'AWS documents `import` for the module `cloudfront` only; others work in the engine.',
    wrong: `import crypto from 'crypto';
function handler(event) {
  crypto.createHash('md5');
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
    code: 'EW1312',
    severity: 'error',
    title: 'Import of `cloudfront` is not first',
    source: 'spec/cloudfront.md 1.7',
    explanation: "AWS requires `import cf from 'cloudfront'` as the first line.",
    wrong: `var crypto = require('crypto');
import cf from 'cloudfront';
function handler(event) {
  crypto.createHash('md5');
  cf.edgeLocation;
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5');
  cf.edgeLocation;
  return event.request;
}
`,
  },
  {
    code: 'EW1313',
    severity: 'error',
    title: 'Module `cloudfront` in runtime 1.0',
    source: 'spec/cloudfront.md 1.7',
    explanation: 'Runtime 1.0 has no key value store and no origin helpers.',
    wrong: `// runtime: cloudfront-js-1.0
import cf from 'cloudfront';
function handler(event) {
  cf.edgeLocation;
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
function handler(event) {
  cf.edgeLocation;
  return event.request;
}
`,
  },
  {
    code: 'EW1314',
    severity: 'error',
    title: 'Unknown hash algorithm',
    source: 'spec/cloudfront.md 1.9',
    explanation: 'The crypto module knows `md5`, `sha1` and `sha256`, in lower case.',
    wrong: `var crypto = require('crypto');
function handler(event) {
  crypto.createHash('sha512');
  return event.request;
}
`,
    right: `var crypto = require('crypto');
function handler(event) {
  crypto.createHash('sha256');
  return event.request;
}
`,
  },
  {
    code: 'EW1315',
    severity: 'error',
    title: 'Unknown digest encoding',
    source: 'spec/cloudfront.md 1.9',
    explanation: '`digest` knows `hex`, `base64` and `base64url`; without an argument it gives bytes.',
    wrong: `var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5').update('a').digest('latin1');
  return event.request;
}
`,
    right: `var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5').update('a').digest('hex');
  return event.request;
}
`,
  },
  {
    code: 'EW1316',
    severity: 'error',
    title: 'Hash of something that is not text',
    source: 'spec/cloudfront.md 1.9',
    explanation: 'In runtime 1.0 `update` takes text only.',
    wrong: `// runtime: cloudfront-js-1.0
var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5').update([1]).digest('hex');
  return event.request;
}
`,
    right: `// runtime: cloudfront-js-1.0
var crypto = require('crypto');
function handler(event) {
  crypto.createHash('md5').update('1').digest('hex');
  return event.request;
}
`,
  },
  {
    code: 'EW1317',
    severity: 'error',
    title: 'Unknown Buffer encoding',
    source: 'spec/cloudfront.md 1.12',
    explanation: 'Buffer knows `utf8`, `hex`, `base64` and `base64url`, in lower case.',
    wrong: `function handler(event) {
  Buffer.from('a', 'latin1');
  return event.request;
}
`,
    right: `function handler(event) {
  Buffer.from('a', 'utf8');
  return event.request;
}
`,
  },
  {
    code: 'EW1318',
    severity: 'error',
    title: 'Console method',
    source: 'spec/cloudfront.md 1.8',
    explanation: 'There is only `console.log`; any other method is undefined and its call throws.',
    wrong: `function handler(event) {
  console.error('a');
  return event.request;
}
`,
    right: `function handler(event) {
  console.log('a');
  return event.request;
}
`,
  },
  {
    code: 'EW1319',
    severity: 'error',
    title: '`console.log` with other than one argument',
    source: 'spec/cloudfront.md 1.8',
    explanation: 'AWS supports one argument. With several, runtime 2.0 prints one line each.',
    wrong: `function handler(event) {
  console.log('uri', event.request.uri);
  return event.request;
}
`,
    right: `function handler(event) {
  console.log('uri ' + event.request.uri);
  return event.request;
}
`,
  },
  {
    code: 'EW1320',
    severity: 'error',
    title: 'Module name is not constant',
    source: 'spec/cloudfront.md 1.7',
    explanation: '`require` takes one constant text, so that the checker and AWS can tell what is loaded.',
    wrong: `var crypto = require(['crypto'][0]);
function handler(event) {
  crypto.x;
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
    code: 'EW1321',
    severity: 'error',
    title: 'Name is not declared',
    source: 'spec/cloudfront.md 8.2',
    explanation: 'Nothing declares this name: reading it throws a ReferenceError when control comes there.',
    wrong: `var home = '/';
function handler(event) {
  event.request.uri = hoem;
  return event.request;
}
`,
    right: `var home = '/';
function handler(event) {
  event.request.uri = home;
  return event.request;
}
`,
  },
  {
    code: 'EW1322',
    severity: 'error',
    title: 'Assignment to an undeclared name',
    source: 'spec/cloudfront.md 8.2',
    explanation: 'Strict mode is always on: the assignment throws a ReferenceError.',
    wrong: `function handler(event) {
  uri = '/';
  return event.request;
}
`,
    right: `function handler(event) {
  var uri = '/';
  return event.request;
}
`,
  },
  {
    code: 'EW1323',
    severity: 'error',
    title: 'Member that the module lacks',
    source: 'spec/cloudfront.md 1.9',
    explanation:
      'The modules are small: `crypto` has `createHash` and `createHmac` only, without `randomUUID`, `timingSafeEqual` and WebCrypto.',
    wrong: `var crypto = require('crypto');
function handler(event) {
  crypto.randomUUID();
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
    code: 'EW1324',
    severity: 'error',
    title: '`new Buffer`',
    source: 'spec/cloudfront.md 1.12',
    explanation: 'Buffer is not a constructor in runtime 2.0.',
    wrong: `function handler(event) {
  new Buffer('a');
  return event.request;
}
`,
    right: `function handler(event) {
  Buffer.from('a');
  return event.request;
}
`,
  },
  {
    code: 'EW1325',
    severity: 'error',
    title: 'CommonJS export',
    source: 'spec/cloudfront.md 1.6',
    explanation: '`module` and `exports` do not exist: the host finds `handler` by its name.',
    wrong: `exports.handler = function (event) {
  return event.request;
};
`,
    right: `function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1326',
    severity: 'error',
    title: 'Assignment to a constant',
    source: 'spec/cloudfront.md 1.2',
    explanation: 'The engine throws "TypeError: assignment to constant variable" when control comes there.',
    wrong: `function handler(event) {
  const uri = '/';
  uri = '/b';
  return event.request;
}
`,
    right: `function handler(event) {
  let uri = '/';
  uri = '/b';
  return event.request;
}
`,
  },
  {
    code: 'EW1327',
    severity: 'error',
    title: 'Promise used as its value',
    source: 'spec/cloudfront.md 1.5, 8.1',
    explanation:
      'A promise that is compared, joined or sent is not the value it will have; and one that nothing waits for may never run to its end, or fail the request with "unhandled promise rejection". Reads of the key value store have a code of their own, EW1401.',
    wrong: `async function country(event) {
  return event.request.uri.slice(1, 3);
}
async function handler(event) {
  if (country(event) === 'de') {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `async function country(event) {
  return event.request.uri.slice(1, 3);
}
async function handler(event) {
  if ((await country(event)) === 'de') {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1328',
    severity: 'error',
    title: 'Hash used after its digest',
    source: 'spec/cloudfront.md 1.9',
    explanation:
      'A hash gives its digest once: a second `digest`, or an `update` behind it, throws "Digest already called".',
    wrong: `var crypto = require('crypto');
function handler(event) {
  var hash = crypto.createHash('md5').update(event.request.uri);
  event.request.headers.hex = { value: hash.digest('hex') };
  event.request.headers.text = { value: hash.digest('base64') };
  return event.request;
}
`,
    right: `var crypto = require('crypto');
function handler(event) {
  var hash = crypto.createHash('md5').update(event.request.uri);
  event.request.headers.hex = { value: hash.digest('hex') };
  return event.request;
}
`,
  },
];

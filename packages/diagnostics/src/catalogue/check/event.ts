// Codes about the event and what the handler returns: EW12xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const eventCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1201',
    severity: 'error',
    title: 'Handler returns nothing usable',
    source: 'spec/cloudfront.md 3.2',
    explanation:
      'The handler must return a request or a response object. For undefined, null, text and numbers CloudFront answers 502.',
    wrong: `function handler(event) {
  if (event.request.uri === '/') {
    return event.request;
  }
}
`,
    right: `function handler(event) {
  if (event.request.uri === '/') {
    event.request.uri = '/index.html';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1202',
    severity: 'error',
    title: 'Handler returns the whole event',
    source: 'spec/cloudfront.md 3.2',
    explanation: 'CloudFront takes `event.request` or a response, not the event around it.',
    wrong: `// event: viewer-request
function handler(event) {
  return event;
}
`,
    right: `// event: viewer-request
function handler(event) {
  return event.request;
}
`,
  },
  {
    code: 'EW1203',
    severity: 'error',
    title: 'Viewer-response returns a request',
    source: 'spec/cloudfront.md 3.2',
    explanation: 'A viewer-response function returns a response.',
    wrong: `// event: viewer-response
function handler(event) {
  return event.request;
}
`,
    right: `// event: viewer-response
function handler(event) {
  return event.response;
}
`,
  },
  {
    code: 'EW1204',
    severity: 'error',
    title: 'Disallowed header',
    source: 'spec/cloudfront.md 3.3',
    explanation:
      'These headers are never shown to functions, and adding one gives 502: Connection, Expect, Keep-Alive, Trailer, Upgrade, Proxy-*, X-Accel-*, X-Amz-Cf-*, several X-Amzn-*, X-Cache, X-Edge-*, X-Forwarded-Proto, X-Real-IP and the client certificate headers.',
    wrong: `// event: viewer-response
function handler(event) {
  event.response.headers['x-cache'] = { value: 'Hit' };
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.headers['x-my-cache'] = { value: 'Hit' };
  return event.response;
}
`,
  },
  {
    code: 'EW1205',
    severity: 'error',
    title: 'Read-only header',
    source: 'spec/cloudfront.md 3.4',
    explanation:
      'In viewer-request CDN-Loop, Content-Length, Host, Transfer-Encoding and Via cannot be added, changed or deleted; in viewer-response Warning and Via. CloudFront answers 502.',
    wrong: `function handler(event) {
  event.request.headers.host = { value: 'www.example.org' };
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.headers['x-host'] = { value: 'www.example.org' };
  return event.request;
}
`,
  },
  {
    code: 'EW1206',
    severity: 'error',
    title: 'Header name with upper-case letters',
    source: 'spec/cloudfront.md 2.2',
    explanation:
      'Header names in the event are lower case, and CloudFront answers 502 to names with upper-case letters. On the wire it capitalises each word by itself.',
    wrong: `// event: viewer-response
function handler(event) {
  event.response.headers['Cache-Control'] = { value: 'no-store' };
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.headers['cache-control'] = { value: 'no-store' };
  return event.response;
}
`,
  },
  {
    code: 'EW1207',
    severity: 'error',
    title: 'Header, cookie or parameter is not an object',
    source: 'spec/cloudfront.md 3.2',
    explanation:
      'Each entry of `headers`, `cookies` and `querystring` is an object with a `value`, and `multiValue` for repetitions.',
    wrong: `// event: viewer-response
function handler(event) {
  event.response.headers['cache-control'] = 'no-store';
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.headers['cache-control'] = { value: 'no-store' };
  return event.response;
}
`,
  },
  {
    code: 'EW1208',
    severity: 'error',
    title: 'Value is not text',
    source: 'spec/cloudfront.md 3.2',
    explanation:
      'The `value` of a header, cookie or parameter is text. CloudFront answers 502 to numbers and undefined.',
    wrong: `// event: viewer-response
function handler(event) {
  event.response.headers.age = { value: 60 };
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.headers.age = { value: '60' };
  return event.response;
}
`,
  },
  {
    code: 'EW1209',
    severity: 'error',
    title: 'Cookie in headers',
    source: 'spec/cloudfront.md 2.2',
    explanation: 'CloudFront keeps cookies out of `headers`: use `request.cookies` and `response.cookies`.',
    wrong: `// event: viewer-response
function handler(event) {
  event.response.headers['set-cookie'] = { value: 'a=1' };
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.cookies.a = { value: '1', attributes: 'Path=/' };
  return event.response;
}
`,
  },
  {
    code: 'EW1210',
    severity: 'error',
    title: '`uri` without a leading slash',
    source: 'spec/cloudfront.md 3.2',
    explanation:
      '`request.uri` must start with "/"; with the query string it must stay below 8,192 characters.',
    wrong: `function handler(event) {
  event.request.uri = 'index.html';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = '/index.html';
  return event.request;
}
`,
  },
  {
    code: 'EW1211',
    severity: 'error',
    title: 'Character not allowed in a query string',
    source: 'spec/cloudfront.md 3.2',
    explanation: 'CloudFront adds the "?" and encodes nothing: spaces, control characters and "#" give 502.',
    wrong: `function handler(event) {
  event.request.querystring = 'q=a b';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.querystring = 'q=a%20b';
  return event.request;
}
`,
  },
  {
    code: 'EW1212',
    severity: 'error',
    title: 'Status code is not a number',
    source: 'spec/cloudfront.md 3.2',
    explanation: '`statusCode` is an integer. A text gives 502.',
    wrong: `function handler(event) {
  return { statusCode: '302', headers: { location: { value: '/' } } };
}
`,
    right: `function handler(event) {
  return { statusCode: 302, headers: { location: { value: '/' } } };
}
`,
  },
  {
    code: 'EW1213',
    severity: 'error',
    title: '`status` instead of `statusCode`',
    source: 'spec/cloudfront.md 2.1',
    explanation: '`status` is the name that Lambda@Edge uses. CloudFront Functions call it `statusCode`.',
    wrong: `function handler(event) {
  return { status: 302, headers: { location: { value: '/' } } };
}
`,
    right: `function handler(event) {
  return { statusCode: 302, headers: { location: { value: '/' } } };
}
`,
  },
  {
    code: 'EW1214',
    severity: 'error',
    title: 'Method is changed',
    source: 'spec/cloudfront.md 2.1',
    explanation: '`request.method` is the only read-only field of a request.',
    wrong: `function handler(event) {
  event.request.method = 'GET';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = '/get';
  return event.request;
}
`,
  },
  {
    code: 'EW1215',
    severity: 'warning',
    title: 'Request is changed in viewer-response',
    source: 'spec/cloudfront.md 2.1',
    explanation: 'In viewer-response the request has been sent: changes have no effect.',
    wrong: `// event: viewer-response
function handler(event) {
  event.request.uri = '/b';
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.headers['x-uri'] = { value: event.request.uri };
  return event.response;
}
`,
  },
  {
    code: 'EW1216',
    severity: 'error',
    title: 'Status code out of range',
    source: 'spec/cloudfront.md 3.2',
    explanation: 'CloudFront takes 200 to 599 (documented for Lambda@Edge).',
    wrong: `function handler(event) {
  return { statusCode: 199, headers: {} };
}
`,
    right: `function handler(event) {
  return { statusCode: 200, headers: {} };
}
`,
  },
  {
    code: 'EW1217',
    severity: 'error',
    title: 'Body that CloudFront cannot read',
    source: 'spec/cloudfront.md 2.9',
    explanation:
      'A body is text, or `{ encoding, data }` with encoding `text` or `base64`; data that is not base64 is an error.',
    wrong: `function handler(event) {
  return { statusCode: 200, headers: {}, body: { message: 'hello' } };
}
`,
    right: `function handler(event) {
  return { statusCode: 200, headers: {}, body: JSON.stringify({ message: 'hello' }) };
}
`,
  },
  {
    code: 'EW1218',
    severity: 'warning',
    title: 'Body with status 204 or 304',
    source: 'spec/cloudfront.md 3.2',
    explanation:
      'These answers have no body. Lambda@Edge refuses one with 502; for functions AWS does not say.',
    wrong: `function handler(event) {
  return { statusCode: 204, headers: {}, body: 'gone' };
}
`,
    right: `function handler(event) {
  return { statusCode: 204, headers: {} };
}
`,
  },
  {
    code: 'EW1219',
    severity: 'error',
    title: 'Event of Lambda@Edge',
    source: 'spec/cloudfront.md 2.1',
    explanation:
      '`event.Records[0].cf` is the event of Lambda@Edge. CloudFront Functions get `event.request` and `event.response` directly. `edgewire migrate` rewrites handlers.',
    wrong: `function handler(event) {
  var request = event.Records[0].cf.request;
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
    code: 'EW1220',
    severity: 'error',
    title: 'Header read by index',
    source: 'spec/cloudfront.md 2.1',
    explanation: 'Lambda@Edge has arrays of headers. Here an entry is `{ value, multiValue }`.',
    wrong: `function handler(event) {
  if (event.request.headers.host[0].value === 'a') {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (event.request.headers.host.value === 'a') {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1221',
    severity: 'error',
    title: 'Line break in a header, cookie or status text',
    source: 'spec/cloudfront.md 3.2',
    explanation: 'HTTP does not allow CR, LF and NUL in header values.',
    wrong: `// event: viewer-response
function handler(event) {
  event.response.headers.warn = { value: 'a\\nb' };
  return event.response;
}
`,
    right: `// event: viewer-response
function handler(event) {
  event.response.headers.warn = { value: 'a b' };
  return event.response;
}
`,
  },
  {
    code: 'EW1222',
    severity: 'warning',
    title: 'Query string in `uri`',
    source: 'spec/cloudfront.md 2.5',
    explanation: '`uri` is the path only. What CloudFront does with a "?" in it is not documented.',
    wrong: `function handler(event) {
  event.request.uri = '/a?b=1';
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.uri = '/a';
  event.request.querystring = 'b=1';
  return event.request;
}
`,
  },
  {
    code: 'EW1223',
    severity: 'error',
    title: 'Property that the event does not have',
    source: 'spec/cloudfront.md 2.1',
    explanation:
      'The event has `version`, `context`, `viewer`, `request` and, in viewer-response, `response`; a header, cookie or query parameter is an object with `value`. Anything else reads as `undefined`: the body, the origin and the client address of Lambda@Edge, or `url`, `path` and `query` of other frameworks.',
    wrong: `function handler(event) {
  if (event.request.url === '/') {
    event.request.uri = '/index.html';
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (event.request.uri === '/') {
    event.request.uri = '/index.html';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1224',
    severity: 'error',
    title: 'Header looked up with upper-case letters',
    source: 'spec/cloudfront.md 2.2',
    explanation: 'The event has header names in lower case only: another spelling finds nothing.',
    wrong: `function handler(event) {
  if (!event.request.headers.Authorization) {
    return { statusCode: 401 };
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (!event.request.headers.authorization) {
    return { statusCode: 401 };
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1225',
    severity: 'error',
    title: 'Header name that HTTP does not allow',
    source: 'spec/cloudfront.md 3.2',
    explanation:
      'A header name has letters, digits and some signs; with a space, a colon or letters outside ASCII CloudFront answers 502.',
    wrong: `function handler(event) {
  event.request.headers['x key'] = { value: '1' };
  return event.request;
}
`,
    right: `function handler(event) {
  event.request.headers['x-key'] = { value: '1' };
  return event.request;
}
`,
  },
  {
    code: 'EW1226',
    severity: 'error',
    title: 'Header, cookie or parameter used as text',
    source: 'spec/cloudfront.md 2.1',
    explanation:
      'An entry of the three maps is an object: compared with a text it is never equal, joined with one it becomes `[object Object]`.',
    wrong: `function handler(event) {
  if (event.request.querystring.lang === 'de') {
    event.request.uri = '/de' + event.request.uri;
  }
  return event.request;
}
`,
    right: `function handler(event) {
  if (event.request.querystring.lang && event.request.querystring.lang.value === 'de') {
    event.request.uri = '/de' + event.request.uri;
  }
  return event.request;
}
`,
  },
];

// Codes EW2xxx: running functions, their cases, events and stores.

import type { CatalogueEntry } from './entry.js';

export const edgeRuntimeCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW2001',
    severity: 'error',
    title: 'A case file is not JSON',
    source: 'design section 6',
    explanation: '`edgewire test` takes JSON files. The message gives the place where reading ended.',
    wrong: '{ event: {}, output: {} }',
    right: '{ "event": {}, "output": {} }',
  },
  {
    code: 'EW2002',
    severity: 'error',
    title: 'A case is incomplete',
    source: 'design section 6',
    explanation:
      'A case has an `event`, and either the `output` that the function must return or an `error`: text that the failure must contain. An output that CloudFront would refuse counts as a failure, although TestFunction takes it.',
    wrong: '{ "event": { "request": {} } }',
    right: '{ "event": { "request": {} }, "error": "cannot get property" }',
  },
  {
    code: 'EW2003',
    severity: 'error',
    title: 'An event cannot be run',
    source: 'spec/cloudfront.md 2.1',
    explanation:
      'An event is a JSON object with `request`; a viewer-response event also has `response`. `context.eventType` says which it is. Events of Lambda@Edge have another shape (`Records`).',
  },
  {
    code: 'EW2005',
    severity: 'error',
    title: 'A key value store import is wrong',
    source: 'spec/cloudfront.md 4.2',
    explanation:
      'An import is a JSON object with one array `data` of `{key, value}`: no duplicates, values are text, keys up to 512 bytes, values up to 1 KB, 5 MB in all.',
    wrong: '{ "flag": true }',
    right: '{ "data": [{ "key": "flag", "value": "true" }] }',
  },
  {
    code: 'EW2010',
    severity: 'error',
    title: 'A function failed while it ran',
    source: 'spec/cloudfront.md 3.1',
    explanation:
      'An exception, a rejected promise, a syntax error, a missing `handler`, or too much memory or time. Viewers get 503, `X-Cache: FunctionExecutionError from cloudfront`. The text is the one that CloudFront prints, where it is known.',
  },
  {
    code: 'EW2011',
    severity: 'error',
    title: 'CloudFront would refuse what a function returned',
    source: 'spec/cloudfront.md 3.2 to 3.4, 5.4',
    explanation:
      'The function ran, and its return value breaks a rule: a header in upper case, a read-only or disallowed header, a `uri` without a slash, a status as text. Viewers get 502, `X-Cache: FunctionValidationError from cloudfront`. TestFunction does not check these rules.',
    wrong: "response.headers['Cache-Control'] = { value: 'no-store' };",
    right: "response.headers['cache-control'] = { value: 'no-store' };",
  },
  {
    code: 'EW2012',
    severity: 'error',
    title: 'CloudFront would refuse the parameters of an origin helper',
    source: 'spec/cloudfront.md 1.14',
    explanation:
      '`updateRequestOrigin`, `selectRequestOriginById` and `createRequestOriginGroup` are checked when the request is served, not by TestFunction. Viewers get 502.',
    wrong: "cf.updateRequestOrigin({ domainName: 'api.example.org' });",
    right:
      "cf.updateRequestOrigin({ domainName: 'api.example.org', customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] } });",
  },
  {
    code: 'EW2020',
    severity: 'error',
    title: 'A program for measuring is missing',
    source: 'design section 6',
    explanation:
      'Calibrating the compute estimate counts instructions of njs under valgrind. Both must be installed; running and testing functions needs neither.',
  },
];

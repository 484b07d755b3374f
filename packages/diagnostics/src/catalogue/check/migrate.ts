// Codes about leaving Lambda@Edge: EW17xx. Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const migrateCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1701',
    severity: 'error',
    title: 'No Lambda@Edge handler in the file',
    source: 'spec/cloudfront.md 6.2',
    explanation:
      'The migration looks for `exports.handler`, `module.exports`, `export const handler` or a top-level function `handler`, in JavaScript. Compile TypeScript first; Python cannot move.',
  },
  {
    code: 'EW1702',
    severity: 'error',
    title: 'Module or network call that CloudFront Functions do not have',
    source: 'spec/cloudfront.md 6.6',
    explanation:
      'There is no network, no AWS SDK and no file system. Data that is looked up belongs into a key value store; small packages without Node modules can be bundled by `edgewire build`; the rest stays in Lambda@Edge.',
  },
  {
    code: 'EW1703',
    severity: 'error',
    title: 'Request body is not visible',
    source: 'spec/cloudfront.md 6.6',
    explanation:
      'CloudFront Functions neither read nor replace the body of a request. Only Lambda@Edge does.',
  },
  {
    code: 'EW1704',
    severity: 'error',
    title: 'Environment variable in an edge function',
    source: 'spec/cloudfront.md 6.4',
    explanation:
      'There is no environment. Write the value into the code with `edgewire build --define process.env.NAME=value`, or keep it in a key value store.',
  },
  {
    code: 'EW1705',
    severity: 'error',
    title: 'Change of an origin response before it is cached',
    source: 'spec/cloudfront.md 6.6',
    explanation:
      'CloudFront Functions have no origin events: a viewer-response function runs after the cache. Set cache times in the cache policy or at the origin, and pages for errors as custom error responses.',
  },
  {
    code: 'EW1706',
    severity: 'error',
    title: 'Origin is changed by a call',
    source: 'spec/cloudfront.md 6.5',
    explanation:
      'Lambda@Edge edits `request.origin`; CloudFront Functions call `cf.updateRequestOrigin()`, `cf.selectRequestOriginById()` or `cf.createRequestOriginGroup()` of the `cloudfront` module, and cannot read the origin.',
  },
  {
    code: 'EW1707',
    severity: 'error',
    title: 'Read-only part of the event',
    source: 'spec/cloudfront.md 3.3',
    explanation:
      'The method and the Host header cannot be changed. The host that the origin sees is `hostHeader` of `cf.updateRequestOrigin()`.',
  },
  {
    code: 'EW1708',
    severity: 'error',
    title: 'Lambda context in an edge function',
    source: 'spec/cloudfront.md 6.4',
    explanation:
      'A CloudFront function takes the event alone. `event.context.requestId` is the request id; names, limits and remaining time do not exist.',
  },
  {
    code: 'EW1709',
    severity: 'error',
    title: 'Callback that no return can stand for',
    source: 'spec/cloudfront.md 6.4',
    explanation:
      'CloudFront Functions return their answer. A callback that is called from an inner function, or handed on, answers at another moment: return a promise, or the answer itself, from the handler.',
  },
  {
    code: 'EW1710',
    severity: 'error',
    title: 'Form that is not rewritten',
    source: 'spec/cloudfront.md 6.4',
    explanation:
      'The place uses the event in a way whose meaning the text does not show, such as a list of headers that is built elsewhere. The message says what to write.',
  },
  {
    code: 'EW1711',
    severity: 'error',
    title: 'Cookies or repeated headers in the form of Lambda@Edge',
    source: 'spec/cloudfront.md 6.4',
    explanation:
      'Cookies are apart from headers: `request.cookies.NAME.value`, and `response.cookies.NAME` with `value` and `attributes`. Several headers of one name are one object with `multiValue`.',
  },
  {
    code: 'EW1712',
    severity: 'warning',
    title: 'Function moves before the cache',
    source: 'spec/cloudfront.md 6.5',
    explanation:
      'An origin-request function ran on a miss, after the cache key was made. As viewer-request function it runs for every request, and what it writes to the address, and to headers, cookies and parameters of the cache policy, is in the cache key. It sees the headers of the viewer, not those that a policy lets through.',
  },
  {
    code: 'EW1713',
    severity: 'error',
    title: 'Timer in an edge function',
    source: 'spec/cloudfront.md 6.6',
    explanation: 'CloudFront Functions have no timers, and nothing runs after the answer.',
  },
  {
    code: 'EW1714',
    severity: 'error',
    title: 'Query string or address as text',
    source: 'spec/cloudfront.md 6.4',
    explanation:
      'The query string is an object of parameters; its text, as the viewer sent it, is `request.rawQueryString()`. The runtimes have neither `URL` nor `URLSearchParams`.',
  },
  {
    code: 'EW1715',
    severity: 'warning',
    title: 'Generated response is not cached any more',
    source: 'spec/cloudfront.md 6.5',
    explanation:
      'CloudFront caches what an origin-request function answers. What a viewer-request function answers is made anew for every request.',
  },
  {
    code: 'EW1716',
    severity: 'warning',
    title: 'Function moves behind the cache',
    source: 'spec/cloudfront.md 6.6',
    explanation:
      'An origin-response function ran on a miss, also for errors. As viewer-response function it runs for every answer, hits included, but not when the origin answers 400 or above.',
  },
];

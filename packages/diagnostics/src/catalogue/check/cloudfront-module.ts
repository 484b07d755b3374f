// Codes about the module cloudfront: EW14xx. Samples begin with `// runtime:` and `// event:` lines where the default does not fit.
// Long because it is a table.

import type { CatalogueEntry } from '../entry.js';

export const cloudfrontModuleCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW1401',
    severity: 'error',
    title: 'Key value store read without `await`',
    source: 'spec/cloudfront.md 1.13',
    explanation: '`get`, `exists` and `meta` return promises.',
    wrong: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  try {
    event.request.uri = store.get('a');
  } catch (error) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  try {
    event.request.uri = await store.get('a');
  } catch (error) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1402',
    severity: 'warning',
    title: 'Missing key is not handled',
    source: 'spec/cloudfront.md 1.13',
    explanation: '`get` rejects for a key that does not exist, and an uncaught rejection gives 503.',
    wrong: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  event.request.uri = await store.get('a');
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  try {
    event.request.uri = await store.get('a');
  } catch (error) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1403',
    severity: 'error',
    title: 'Origin helper outside viewer-request',
    source: 'spec/cloudfront.md 1.14',
    explanation: 'CloudFront allows the origin helpers in viewer-request functions only.',
    wrong: `// event: viewer-response
import cf from 'cloudfront';
function handler(event) {
  cf.updateRequestOrigin({
    domainName: 'a.example.org',
    customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] },
  });
  return event.response;
}
`,
    right: `// event: viewer-request
import cf from 'cloudfront';
function handler(event) {
  cf.updateRequestOrigin({
    domainName: 'a.example.org',
    customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] },
  });
  return event.request;
}
`,
  },
  {
    code: 'EW1404',
    severity: 'error',
    title: 'Key value store named by its ARN',
    source: 'spec/cloudfront.md 1.13',
    explanation: '`cf.kvs` takes the id of the store, or nothing for the one that is associated.',
    wrong: `import cf from 'cloudfront';
const store = cf.kvs('arn:aws:cloudfront::123456789012:key-value-store/a1b2');
async function handler(event) {
  await store.exists('a');
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  await store.exists('a');
  return event.request;
}
`,
  },
  {
    code: 'EW1405',
    severity: 'error',
    title: 'Key value stores are read-only here',
    source: 'spec/cloudfront.md 1.13',
    explanation: 'Functions can call `get`, `exists` and `meta`; they can neither list nor write.',
    wrong: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  await store.put('a', 'b');
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  await store.exists('a');
  return event.request;
}
`,
  },
  {
    code: 'EW1406',
    severity: 'warning',
    title: '`count` is not documented any more',
    source: 'spec/cloudfront.md 1.13',
    explanation: 'AWS dropped `count` from its current page; `meta` has `keyCount`.',
    wrong: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  await store.count();
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  (await store.meta()).keyCount;
  return event.request;
}
`,
  },
  {
    code: 'EW1407',
    severity: 'error',
    title: 'Illegal origin setting',
    source: 'spec/cloudfront.md 1.14',
    explanation:
      'CloudFront validates the settings when the function has run, and answers 502. TestFunction does not show it.',
    wrong: `import cf from 'cloudfront';
function handler(event) {
  cf.updateRequestOrigin({
    domainName: 'https://a.example.org',
    customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] },
  });
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
function handler(event) {
  cf.updateRequestOrigin({
    domainName: 'a.example.org',
    customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] },
  });
  return event.request;
}
`,
  },
  {
    code: 'EW1408',
    severity: 'warning',
    title: 'Edge location in viewer-response',
    source: 'spec/cloudfront.md 1.15',
    explanation: '`cf.edgeLocation` is empty in viewer-response functions.',
    wrong: `// event: viewer-response
import cf from 'cloudfront';
function handler(event) {
  event.response.headers.pop = { value: cf.edgeLocation.name };
  return event.response;
}
`,
    right: `// event: viewer-request
import cf from 'cloudfront';
function handler(event) {
  event.request.headers.pop = { value: cf.edgeLocation.name };
  return event.request;
}
`,
  },
  {
    code: 'EW1410',
    severity: 'error',
    title: 'Unknown value format',
    source: 'spec/cloudfront.md 1.13',
    explanation: 'The formats are `string`, `json` and `bytes`.',
    wrong: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  try {
    const value = await store.get('a', { format: 'text' });
  } catch (error) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
const store = cf.kvs();
async function handler(event) {
  try {
    const value = await store.get('a', { format: 'string' });
  } catch (error) {
    event.request.uri = '/';
  }
  return event.request;
}
`,
  },
  {
    code: 'EW1411',
    severity: 'error',
    title: 'Distribution tenant outside the handler',
    source: 'spec/cloudfront.md 1.15',
    explanation: '`cf.distributionTenant` exists only while an event is handled.',
    wrong: `import cf from 'cloudfront';
const id = cf.distributionTenant.id;
function handler(event) {
  console.log(id);
  return event.request;
}
`,
    right: `import cf from 'cloudfront';
function handler(event) {
  console.log(cf.distributionTenant.id);
  return event.request;
}
`,
  },
];

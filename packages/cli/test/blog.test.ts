import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type DevProcess, runDev } from './run-dev.js';

const blog = fileURLToPath(new URL('../../../../examples/blog', import.meta.url));
const credentials = `Basic ${Buffer.from('preview:preview').toString('base64')}`;

// node:http sends a path as it is given; fetch would normalise it.
function get(
  base: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

for (const stage of ['dev', 'prod'] as const) {
  describe(`blog, stage ${stage}`, () => {
    let state: string;
    let stack: DevProcess;
    let site: string;
    const headers = stage === 'dev' ? { authorization: credentials } : undefined;

    before(async () => {
      state = await mkdtemp(join(tmpdir(), 'edgewire-blog-'));
      stack = await runDev(blog, ['--stage', stage, '--state', state]);
      site = stack.url('distribution');
    });
    after(async () => {
      assert.equal(await stack.stop(), 0);
      await rm(state, { recursive: true, force: true });
    });

    it('asks for credentials on the dev stage alone', async () => {
      const { status, headers: answer } = await get(site, '/');
      assert.equal(status, stage === 'dev' ? 401 : 200);
      assert.equal(
        answer['x-cache'],
        stage === 'dev' ? 'FunctionGeneratedResponse from cloudfront' : 'Miss from cloudfront',
      );
      if (stage === 'dev') assert.match(String(answer['www-authenticate']), /^Basic realm=/);
    });

    it('refuses wrong credentials on the dev stage', async () => {
      const wrong = `Basic ${Buffer.from('preview:nope').toString('base64')}`;
      assert.equal((await get(site, '/', { authorization: wrong })).status, stage === 'dev' ? 401 : 200);
    });

    const pages: [string, number, string][] = [
      ['/', 200, 'text/html'],
      ['/guide/edge/pretty-urls', 200, 'text/html'],
      ['/guide/edge/pretty-urls/', 200, 'text/html'],
      ['/guide/edge/pretty-urls/?y=1', 200, 'text/html'],
      ['/guide/edge/pretty-urls?y=1', 200, 'text/html'],
      ['/reference/cloudfront-js-2.0', 200, 'text/html'],
      [`/notes/${encodeURIComponent('grüße-aus-東京')}`, 200, 'text/html'],
      ['/missing', 404, 'text/html'],
      ['/missing.css', 404, 'text/html'],
      ['/sitemap.xml', 200, 'application/xml'],
      ['/%2e%2e/%2e%2e/etc/passwd', 404, 'text/html'],
      ['/../../etc/passwd', 404, 'text/html'],
    ];
    for (const [path, expected, type] of pages) {
      it(`answers ${path} with ${expected}`, async () => {
        const answer = await get(site, path, headers);
        assert.equal(answer.status, expected);
        assert.ok(
          String(answer.headers['content-type']).startsWith(type),
          String(answer.headers['content-type']),
        );
      });
    }
  });
}

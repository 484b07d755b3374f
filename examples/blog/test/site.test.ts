// The built site: the same as a fresh build, and sound as a reader and a crawler meet it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compileStage, get, loadEdgeScript } from './edge-script.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const site = join(root, 'public');
const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((file) => relative(site, join(file.parentPath, file.name)));
const pages = files.filter((file) => file.endsWith('.html'));
const text = (file: string) => readFileSync(join(site, file), 'utf8');
const matches = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1] ?? '');

const hasHugo = spawnSync('hugo', ['version']).status === 0;

describe('public/', () => {
  it('is what hugo builds from the sources', { skip: hasHugo ? false : 'hugo is not installed' }, () => {
    const check = spawnSync(process.execPath, [join(root, 'dist/tools/check-site.js')], { encoding: 'utf8' });
    assert.deepEqual([check.stdout, check.status], ['public/ is what hugo builds\n', 0]);
  });

  it('answers every link of every page through the function of prod', async () => {
    const prod = loadEdgeScript(await compileStage('prod'));
    const missing: string[] = [];
    let links = 0;
    for (const page of pages) {
      for (const link of matches(text(page), /(?:href|src)="([^"]+)"/g)) {
        if (link.startsWith('#') || link.startsWith('https://guide.edgewire.example/')) continue;
        links++;
        const path = new URL(link, 'https://site.example/').pathname;
        // It answers nothing itself, so that a request comes out.
        const { uri } = (await prod.run(get(path))) as { uri: string };
        const key = decodeURIComponent(uri.slice(1));
        if (!files.includes(key)) missing.push(`${page} -> ${link}`);
      }
    }
    assert.deepEqual(missing, []);
    assert.ok(links > 200, `only ${links} links found`);
  });

  it('loads nothing from another host', () => {
    const foreign = pages.flatMap((page) =>
      matches(
        text(page),
        /(?:src|srcset|action|<link[^>]*rel="stylesheet"[^>]*href)="((?:https?:)?\/\/[^"]+)"/g,
      ),
    );
    assert.deepEqual(foreign, []);
    for (const css of files.filter((file) => file.endsWith('.css')))
      assert.doesNotMatch(text(css), /url\(|@import/);
  });

  it('needs no inline script or style, which its Content-Security-Policy forbids', () => {
    for (const page of pages) {
      assert.doesNotMatch(text(page), /<script(?![^>]*\bsrc=)|<style|\sstyle="|\son[a-z]+="/, page);
    }
  });

  it('gives every page a language, one title, one main heading and one main landmark', () => {
    for (const page of pages) {
      const html = text(page);
      const counts = [/<html lang="en">/g, /<title>[^<]+<\/title>/g, /<h1>/g, /<main id="content"/g].map(
        (pattern) => (html.match(pattern) ?? []).length,
      );
      assert.deepEqual(counts, [1, 1, 1, 1], page);
    }
  });

  it('has an error page, a feed, and a sitemap of exactly its pages', () => {
    for (const file of ['404.html', 'index.xml', 'notes/index.xml', 'robots.txt', 'sitemap.xml']) {
      assert.ok(files.includes(file), file);
    }
    const listed = matches(text('sitemap.xml'), /<loc>https:\/\/guide\.edgewire\.example\/([^<]*)<\/loc>/g);
    const keys = listed.map((path) => `${decodeURIComponent(path)}index.html`).sort();
    assert.deepEqual(keys, pages.filter((page) => page !== '404.html').sort());
    assert.ok(pages.length >= 20);
  });

  it('has a page below a directory with a dot, and one that is not ASCII', () => {
    assert.ok(files.includes('reference/cloudfront-js-2.0/syntax/index.html'));
    assert.ok(files.includes('notes/grüße-aus-東京/index.html'));
  });
});

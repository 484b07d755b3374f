import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { browserMissing, openBrowser } from './browser.js';
import { type DevProcess, runDev } from './run-dev.js';

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));

describe('in a browser', { skip: browserMissing }, () => {
  let browser: Browser;
  let state: string;
  let blog: DevProcess;
  let shop: DevProcess;

  before(async () => {
    state = await mkdtemp(join(tmpdir(), 'edgewire-browser-'));
    [browser, blog, shop] = await Promise.all([
      openBrowser(),
      runDev(join(examples, 'blog'), ['--state', join(state, 'blog')]),
      runDev(join(examples, 'inventory'), ['--state', join(state, 'shop')]),
    ]);
  });
  after(async () => {
    await browser.close();
    await Promise.all([blog.stop(), shop.stop()]);
    await rm(state, { recursive: true, force: true });
  });

  it('refuses the blog without credentials', async () => {
    const page = await browser.newPage();
    const response = await page.goto(blog.url('distribution')).catch(() => undefined);
    assert.ok(response === undefined || response?.status() === 401);
    await page.close();
  });

  it('reads the blog with credentials and follows a pretty link', async () => {
    const context = await browser.newContext({
      httpCredentials: { username: 'preview', password: 'preview' },
    });
    const page = await context.newPage();
    const response = await page.goto(new URL('/guide/edge/pretty-urls', blog.url('distribution')).href);
    assert.equal(response?.status(), 200);
    assert.match(await page.title(), /pretty/i);
    await context.close();
  });

  it('races two tabs for the last item: one wins, both see zero', async () => {
    const tabs: Page[] = [await browser.newPage(), await browser.newPage()];
    const poster = (page: Page) => page.locator('#shelf > *', { hasText: 'The last poster' });
    for (const page of tabs) {
      await page.goto(shop.url('distribution'));
      await page.locator('#connection[data-state=open]').waitFor();
      await poster(page).waitFor();
      assert.match((await poster(page).textContent()) ?? '', /\b1\b/);
    }
    // Both at one instant: the level that one tab's purchase pushes would disable the other tab's button.
    const instant = Date.now() + 300;
    await Promise.all(
      tabs.map((page) =>
        poster(page)
          .locator('[data-buy]')
          .evaluate((button, at) => {
            setTimeout(() => (button as unknown as { click(): void }).click(), at - Date.now());
          }, instant),
      ),
    );
    // The pushed level may overtake the answer to the order: the button says "Sold out" only after both.
    for (const page of tabs) {
      await page.locator('#shelf > *[data-level=none]', { hasText: 'The last poster' }).waitFor();
      await poster(page).getByRole('button', { name: 'Sold out' }).waitFor();
    }
    const logs = await Promise.all(tabs.map((page) => page.locator('body').textContent()));
    if (process.env.EDGEWIRE_SCREENSHOT !== undefined) {
      await tabs[0]?.screenshot({ path: process.env.EDGEWIRE_SCREENSHOT });
    }
    const wins = logs.filter((text) => /you bought|sold to you|bought/i.test(text ?? '')).length;
    assert.equal(wins, 1, logs.join('\n---\n'));
    for (const page of tabs) await page.close();
  });

  it('shows an order on the console as one row with everything it set off', async () => {
    const consolePage = await browser.newPage();
    const errors: string[] = [];
    consolePage.on('pageerror', (error) => errors.push(error.message));
    await consolePage.goto(shop.url('console'));
    await consolePage.locator('#link[data-state=open]').waitFor();
    const page = await browser.newPage();
    await page.goto(shop.url('distribution'));
    await page.locator('#connection[data-state=open]').waitFor();
    // Tabs of other tests may still be closing. A click on the connection shows its rows alone.
    await consolePage.locator('#connection-count', { hasText: /^1$/ }).waitFor();
    await consolePage.locator('#connections button').click();
    await page.locator('#shelf > *', { hasText: 'Notebook' }).locator('[data-buy]').click();
    const row = consolePage.locator('.trace', { hasText: '-> order' });
    await row.locator('.hop[data-service=lambda]').waitFor();
    await row.locator('summary').first().click();
    await row.locator('.events li', { hasText: 'TransactWriteItems' }).waitFor();
    await page.close();
    await consolePage.locator('#connection-count', { hasText: '0' }).waitFor();
    assert.deepEqual(errors, []);
    await consolePage.close();
  });
});

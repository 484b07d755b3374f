// Debian's Chromium, driven through playwright-core; tests are skipped where it is not installed.

import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why browser tests cannot run here, for the runner's skip line; `false` when they can. */
export const browserMissing: string | false = existsSync(executablePath)
  ? false
  : 'chromium is not installed';

export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

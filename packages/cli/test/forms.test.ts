// The two example systems in every input form, each as a user starts it: the same sources, the same behaviour.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { runDev } from './run-dev.js';

const examples = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** Form, and what its template cannot say about folders. */
const forms = [
  { form: 'serverless-yaml', namesFolders: true },
  { form: 'sam', namesFolders: false },
  { form: 'cdk', namesFolders: true },
  { form: 'plain', namesFolders: false },
];

/** Collects messages until one has the type. */
function shopper(url: string) {
  const socket = new WebSocket(url);
  const messages: Record<string, unknown>[] = [];
  let wake = () => {};
  let failure: Error | undefined;
  socket.on('message', (data: Buffer) => {
    // $connect answers without a text.
    if (data.length > 0) messages.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    wake();
  });
  socket.on('error', (error) => {
    failure = error;
    wake();
  });
  return {
    socket,
    async until(type: string): Promise<Record<string, unknown>> {
      for (;;) {
        const found = messages.find((message) => message.type === type);
        if (found !== undefined) return found;
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

describe('forms of the inventory', () => {
  const folder = join(examples, 'inventory');
  for (const { form, namesFolders } of forms) {
    it(`sells from ${form}: greeting, stock, order, page`, { timeout: 60_000 }, async () => {
      const buckets = namesFolders ? [] : ['--bucket', `PageBucket=${join(folder, 'web')}`];
      const stack = await runDev(join(folder, 'forms', form), ['--ephemeral', ...buckets]);
      try {
        const { socket, until } = shopper(stack.url('websocket'));
        const { stock } = await until('hello');
        assert.ok(Array.isArray(stock));
        socket.send(
          JSON.stringify({ action: 'order', orderId: '0123456789abcdef01234567', item: 3, quantity: 1 }),
        );
        assert.equal((await until('sold')).orderId, '0123456789abcdef01234567');
        socket.close();
        const page = await fetch(stack.url('distribution'));
        assert.equal(page.status, 200);
        assert.equal(await page.text(), readFileSync(join(folder, 'web/index.html'), 'utf8'));
      } finally {
        assert.equal(await stack.stop(), 0);
      }
    });
  }
});

describe('forms of the blog', () => {
  const folder = join(examples, 'blog');
  for (const { form, namesFolders } of forms) {
    it(`serves ${form}: pretty address, missing page`, { timeout: 60_000 }, async () => {
      const buckets = namesFolders ? [] : ['--bucket', `SiteBucket=${join(folder, 'public')}`];
      const stack = await runDev(join(folder, 'forms', form), ['--ephemeral', ...buckets]);
      try {
        const page = await fetch(new URL('/guide/edge', stack.url('distribution')));
        assert.equal(page.status, 200);
        assert.equal(await page.text(), readFileSync(join(folder, 'public/guide/edge/index.html'), 'utf8'));
        const missing = await fetch(new URL('/nowhere/', stack.url('distribution')));
        assert.equal(missing.status, 404);
        assert.equal(await missing.text(), readFileSync(join(folder, 'public/404.html'), 'utf8'));
      } finally {
        assert.equal(await stack.stop(), 0);
      }
    });
  }
});

describe('assemblies of the examples', () => {
  for (const example of ['inventory', 'blog']) {
    it(`name only files of the repository (${example})`, () => {
      const assembly = join(examples, example, 'forms/cdk/cdk.out');
      const stack = example === 'inventory' ? 'InventoryCdk' : 'BlogCdk';
      const { files } = JSON.parse(readFileSync(join(assembly, `${stack}.assets.json`), 'utf8')) as {
        readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
      };
      const paths = Object.values(files).map(({ source }) => join(assembly, source.path));
      assert.deepEqual(
        paths.filter((path) => !path.startsWith(examples) || !existsSync(path)),
        [],
      );
    });
  }
});
